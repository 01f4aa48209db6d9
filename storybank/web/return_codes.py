"""Giving a code to whoever told a story that was sent in for them."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.intake.models import Door
from storybank.intake.queries import get_submission
from storybank.telling.return_codes import show_code
from storybank.telling.service.giving import give_return_code, has_code
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.intake import pages
from storybank.web.session import current_session


@pages.route("/<uuid:submission_id>/code", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def give_code(submission_id: UUID) -> ResponseReturnValue:
    """A code for the storyteller, so that they can come back themselves; it is shown once."""
    session, actor = current_session(), current_actor()
    submission = get_submission(session, actor, submission_id)
    code = ""
    is_given = submission.door is Door.OWN or has_code(session, submission)
    if request.method == "POST" and not is_given:
        key = current_bank().return_key
        code = show_code(give_return_code(session, actor, submission=submission, key=key))
    return render_template(
        "intake/give_code.html",
        submission=submission,
        code=code,
        is_given=is_given,
        address=f"{current_bank().settings.public_url.rstrip('/')}/your-story",
    )
