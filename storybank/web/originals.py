"""Looking at words as they were received: each look is put on record, pages that only show too."""

from flask import request

from storybank.accounts.queries import names_of
from storybank.audit.queries import list_events_of
from storybank.intake.models import Submission
from storybank.stories.service import note_look
from storybank.web.auth import current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import moment
from storybank.web.session import SAFE, current_session

LOOKED_AT = {
    "words": "The words as they were received",
    "file": "The file they came in",
    "attachment": "What was attached",
    "version": "A sealed version",
}
MOST_LOOKS = 50


def put_look_on_record(
    submission: Submission, what: str = "words", *, version: int | None = None
) -> None:
    """Record that the signed-in person looks at an original; at once, whatever becomes of the page.

    Raises:
        NotAllowed: they may not.
    """
    actor = current_actor()
    if request.method not in SAFE:
        note_look(current_session(), actor, submission=submission, what=what, version=version)
        return
    with current_bank().database.transaction() as session:
        original = session.get_one(Submission, submission.key)
        note_look(session, actor, submission=original, what=what, version=version)


def list_looks(submission: Submission) -> list[dict[str, str]]:
    """Who looked at the words as they were received, and when; the newest first."""
    session = current_session()
    looks = [
        event
        for event in list_events_of(session, "Submission", str(submission.public_id))
        if event.act == "read_original"
    ][-MOST_LOOKS:]
    names = names_of(session, [event.actor_id for event in looks])
    return [
        {
            "title": LOOKED_AT.get(event.detail.get("what", "words"), LOOKED_AT["words"]),
            "who": names.get(event.actor_id or 0, "The operator"),
            "when": moment(event.at),
            "iso": event.at.isoformat(timespec="seconds"),
            "detail": "",
            "href": "",
        }
        for event in reversed(looks)
    ]
