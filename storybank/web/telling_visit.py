"""What a browser is known by while a story is being told in it: a random mark in the session.

It goes when the browser is shut, when the story is sent, saved for later or thrown away, and when
the person leaves by “Exit this page”.
"""

from dataclasses import dataclass

from flask import Blueprint, redirect, session, url_for
from werkzeug.wrappers import Response

from storybank.accounts.rules import Actor
from storybank.intake.models import Submission
from storybank.telling import service
from storybank.telling.models import Call, Telling
from storybank.telling.queries import find_telling
from storybank.telling.return_codes import new_token
from storybank.web.session import current_session

pages = Blueprint("telling", __name__, url_prefix="/tell")

MARKS = "telling"
ENDED = "telling_ended"
MOST_MARKS = 4
TELLER = Actor.teller()


@dataclass(frozen=True)
class Visit:
    """A call, the mark of this browser there, and the story begun in it, if one is."""

    call: Call
    token: str | None
    telling: Telling | None


def visit_of(call: Call) -> Visit:
    """What this browser is known by at a call."""
    token = _marks().get(call.slug)
    telling = find_telling(current_session(), token, call.key) if token else None
    return Visit(call, token, telling)


def mark_browser(call: Call, token: str | None = None) -> str:
    """Let this browser be known at a call; returns its mark."""
    token = token or new_token()
    marks = {slug: kept for slug, kept in _marks().items() if slug != call.slug}
    session[MARKS] = dict([*marks.items(), (call.slug, token)][-MOST_MARKS:])
    return token


def forget_browser(call: Call, ended: str) -> None:
    """This browser is known no more at a call, for the story was ``sent``, ``saved`` or thrown."""
    session[MARKS] = {slug: kept for slug, kept in _marks().items() if slug != call.slug}
    session[ENDED] = {**dict(list(_ended().items())[-MOST_MARKS:]), call.slug: ended}


def how_it_ended(call: Call) -> str:
    """What became of the last story told here in this browser; "" where none was."""
    return _ended().get(call.slug, "")


def take_up(telling: Telling) -> Response:
    """Go on in this browser with a story whose return code was typed: leads into it."""
    call = current_session().get_one(Call, telling.call_id)
    mark_browser(call, service.take_up_telling(current_session(), TELLER, telling=telling))
    return redirect(url_for("telling.go_on", slug=call.slug), 303)


def begin_follow_up(call: Call, follows: Submission) -> Response:
    """Begin a story that follows up an earlier one of the same person: leads into it."""
    token = mark_browser(call)
    service.begin_telling(current_session(), TELLER, call=call, token=token, follows=follows)
    return redirect(url_for("telling.go_on", slug=call.slug), 303)


def leave() -> None:
    """Forget everything that this browser kept of a story, told or being told."""
    for kept in (MARKS, ENDED, "own_story"):
        session.pop(kept, None)


def _marks() -> dict[str, str]:
    kept = session.get(MARKS)
    return dict(kept) if isinstance(kept, dict) else {}


def _ended() -> dict[str, str]:
    kept = session.get(ENDED)
    return dict(kept) if isinstance(kept, dict) else {}
