"""Letting go of what was received once it has been kept long enough, while its story stands."""

from sqlmodel import Session, col, delete

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake.models import AttachmentKind, Consent, ConsentEvent, Purpose, Submission
from storybank.intake.queries import purposes_of
from storybank.intake.service.erasing import DISPOSED_TITLE, remove_attachments


def forget_original(session: Session, actor: Actor, *, submission: Submission) -> None:
    """Empty the words and the file as received; the story made of them stands as it is.

    A recording or a photograph goes with them unless its use is allowed; the scan of a consent
    form stays with the record of what was allowed.

    Raises:
        RuleBroken: no story was made of it, or its words are gone already.
    """
    require(actor, Action.MANAGE_RETENTION)
    gone = submission.erased_at or submission.original_gone_at
    if submission.decided_at is None or submission.decline_reason or gone:
        raise RuleBroken("There is nothing of it to dispose of while its story stands.")
    submission.title, submission.body = DISPOSED_TITLE, ""
    submission.file_name = None
    submission.cues, submission.answers = [], []
    submission.original_gone_at = clock.now()
    session.flush()
    if Purpose.PHOTO_OR_VOICE not in purposes_of(session, submission.key):
        kinds = (AttachmentKind.PHOTO, AttachmentKind.VOICE)
        remove_attachments(session, submission=submission, kinds=kinds)
    record(session, actor, "dispose_original", submission)


def forget_permissions(session: Session, actor: Actor, *, submission: Submission) -> None:
    """Delete who allowed what of a submission whose words are gone, and the scans of forms.

    Raises:
        RuleBroken: its words are still there.
    """
    require(actor, Action.MANAGE_RETENTION)
    if submission.erased_at is None:
        raise RuleBroken("What was allowed stays on record for as long as the words do.")
    for table in (ConsentEvent, Consent):
        session.exec(delete(table).where(col(table.submission_id) == submission.key))
    remove_attachments(session, submission=submission)
    session.flush()
    record(session, actor, "dispose_permissions", submission)
