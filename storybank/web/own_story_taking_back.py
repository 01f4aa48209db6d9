"""Taking a story back by one's own door: the whole of it, or some of what was allowed."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue

from storybank.core import clock
from storybank.intake.models import Purpose
from storybank.intake.queries import list_consents
from storybank.rights import service as rights
from storybank.rights.queries.own_story import list_own_claims, list_own_reports
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.own_story import TakeBackForm
from storybank.web.own_door import Guest, pages
from storybank.web.own_room import done, guests_only, render
from storybank.web.own_story_page import OwnPermission, permissions_of
from storybank.web.own_words import reached_lines
from storybank.web.session import current_session

WHOLE, PART = "whole", "part"
CHOOSE_WHAT = "Choose what you want to take back."
CHOOSE_PART = "Choose what should stop."


@pages.route("/take-back", methods=["GET", "POST"])
@guests_only
def take_back(guest: Guest) -> ResponseReturnValue:
    """Take the story back: say how much, be told what it reaches, and say yes to it."""
    form, live = TakeBackForm(), _live(guest)
    form.purposes.choices = {one.purpose.value: one.name for one in live}
    if request.method == "GET":
        _asked_for_one(form, live)
        return _page("take_back", guest, form, live)
    if not _is_answered(form):
        return _page("take_back", guest, form, live), 422
    chosen = [one for one in live if one.purpose.value in set(form.purposes.data or ())]
    if request.form.get("act") != "confirm":
        return _page("take_back_confirm", guest, form, live, chosen=chosen)
    with errors_shown_on(form):
        return _take_back(guest, form, chosen)
    return _page("take_back", guest, form, live), 422


def _take_back(
    guest: Guest, form: TakeBackForm, chosen: Sequence[OwnPermission]
) -> ResponseReturnValue:
    session, submission = current_session(), guest.own.submission
    if form.what.data == WHOLE:
        keep = form.counts.data == "yes"
        rights.withdraw_story(session, guest.actor, submission=submission, keep_counts=keep)
        return done("Your story is taken back.")
    made = rights.withdraw_purposes(
        session,
        guest.actor,
        submission=submission,
        purposes=[one.purpose for one in chosen],
    )
    lines = [line for one in made for line in reached_lines(one.reached)]
    reached = f" It reached: {', '.join(lines)}." if lines else ""
    return done(f"Stopped, from now on.{reached}")


def _live(guest: Guest) -> list[OwnPermission]:
    consents = list_consents(current_session(), guest.own.submission.key)
    return [one for one in permissions_of(consents, clock.today()) if one.is_live]


def _asked_for_one(form: TakeBackForm, live: Sequence[OwnPermission]) -> None:
    """Where a page led here about one thing, that one is chosen already."""
    asked = request.args.get("only", "")
    if asked in {one.purpose.value for one in live}:
        form.what.data, form.purposes.data = PART, [Purpose(asked).value]


def _is_answered(form: TakeBackForm) -> bool:
    if form.what.data not in (WHOLE, PART):
        form.what.errors = [CHOOSE_WHAT]
    elif form.what.data == PART and not form.purposes.data:
        form.purposes.errors = [CHOOSE_PART]
    elif form.validate():
        return True
    return False


def _page(
    template: str,
    guest: Guest,
    form: TakeBackForm,
    live: Sequence[OwnPermission],
    *,
    chosen: Sequence[OwnPermission] = (),
) -> str:
    session, own = current_session(), guest.own
    return render(
        template,
        form=form,
        own=own,
        live=live,
        chosen=chosen,
        claims=list_own_claims(session, guest.actor, own),
        reports=[one for one in list_own_reports(session, guest.actor, own) if one.standing],
    )
