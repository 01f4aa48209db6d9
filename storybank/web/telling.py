"""Pages for telling a story without an account."""

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from storybank.web import telling_visit

pages = Blueprint("telling", __name__, url_prefix="/tell")
# Where “Exit this page” leads: a page that anybody might have open.
ELSEWHERE = "https://www.bbc.co.uk/weather"


@pages.get("/leave")
def leave() -> Response:
    """Forget what this browser kept of a story, and show something else at once."""
    telling_visit.leave()
    return redirect(ELSEWHERE, 303)
