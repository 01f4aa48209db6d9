"""The public register of verification rounds: anybody may read it, without an account.

The pages are the same for everybody, so that they may be kept by whoever passes them on.
"""

from uuid import UUID

from flask import Blueprint, Response, render_template

from storybank.core.errors import NotFound
from storybank.verification import queries
from storybank.web.paging import page_asked, paging
from storybank.web.rounds import list_file
from storybank.web.session import current_session

pages = Blueprint("register", __name__, url_prefix="/register")
PER_PAGE = 25
ENDPOINTS = frozenset({"register.list_", "register.show", "register.population"})
# Nobody is greeted here, and nobody's own navigation is shown.
FOR_EVERYBODY = {"bare": True, "footer_links": []}


@pages.get("")
def list_() -> str:
    """Closed rounds of verification, last closed first."""
    session = current_session()
    place = paging(page_asked(), queries.count_closed_rounds(session), PER_PAGE)
    entries = queries.list_register(session, page=place.number, per_page=PER_PAGE)
    left_open = queries.list_left_open(session) if place.number == 1 else []
    return render_template(
        "register/list.html", entries=entries, place=place, left_open=left_open, **FOR_EVERYBODY
    )


@pages.get("/<uuid:round_id>")
def show(round_id: UUID) -> str:
    """One round, and how anybody can draw its sample again."""
    session = current_session()
    one = queries.get_closed_round(session, round_id)
    (entry,) = queries.register_entries(session, [one])
    return render_template(
        "register/show.html", entry=entry, each_promise=one.each_promise, one=one, **FOR_EVERYBODY
    )


@pages.get("/<uuid:round_id>/list.txt")
def population(round_id: UUID) -> Response:
    """The list a round was drawn from: random ids of claims, and nothing else."""
    session = current_session()
    one = queries.get_closed_round(session, round_id)
    (entry,) = queries.register_entries(session, [one])
    if entry.is_small:
        raise NotFound("The list of so small a round is not published.")
    return list_file(one)
