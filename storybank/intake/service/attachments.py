"""Recordings, photographs and scans that come with a story, and the words that people type of them.

The bytes were put into the file store by the door, after ``core.stripping`` took off what they
told besides; here they become a row of the submission.
"""

import hashlib

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.core.stripping import Stripped
from storybank.intake.models import Attachment, AttachmentKind, Submission, SubmissionStatus

_NAMES = {
    "image/jpeg": "photograph.jpg",
    "audio/mpeg": "recording.mp3",
    "audio/mp4": "recording.m4a",
    "audio/wav": "recording.wav",
    "audio/ogg": "recording.ogg",
}
_OPEN = (SubmissionStatus.DRAFT, SubmissionStatus.WAITING, SubmissionStatus.TO_TYPE)


def attach(
    session: Session, actor: Actor, *, submission: Submission, stripped: Stripped
) -> Attachment:
    """Keep what ``core.stripping.strip`` gave with a submission.

    The door has put ``stripped.data`` into the file store before.

    Raises:
        RuleBroken: the submission has been decided on.
    """
    return attach_kept(
        session,
        actor,
        submission=submission,
        kind=AttachmentKind(stripped.kind),
        sha256=hashlib.sha256(stripped.data).hexdigest(),
        media_type=stripped.media_type,
        size=len(stripped.data),
    )


def attach_kept(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    kind: AttachmentKind,
    sha256: str,
    media_type: str,
    size: int,
) -> Attachment:
    """Keep a clean file that lies in the store already with a submission.

    Nothing of what its sender called it is kept: that is often somebody's name.

    Raises:
        RuleBroken: the submission has been decided on.
    """
    require(actor, Action.SUBMIT_STORY)
    if actor.submission_id is not None:
        require_own(actor, submission.key)
    if submission.status not in _OPEN and kind is not AttachmentKind.PAPER:
        raise RuleBroken("Somebody has decided on this story already.", field="file")
    attachment = Attachment(
        submission_id=submission.key,
        kind=kind,
        sha256=sha256,
        media_type=media_type,
        size=size,
        name=_NAMES.get(media_type, "file"),
    )
    session.add(attachment)
    session.flush()
    record(session, actor, "attach_file", submission, kind=kind.value, size=size)
    return attachment
