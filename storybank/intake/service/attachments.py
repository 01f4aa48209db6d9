"""Recordings, photographs and scans that come with a story, and the words typed of them.

The bytes were put into the file store by the door, after ``core.stripping`` took off what they
told besides; here they become a row of the submission.
"""

import hashlib

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.core.stripping import Stripped
from storybank.core.text import squeeze
from storybank.intake import queries, rules
from storybank.intake.events import SubmissionReceived
from storybank.intake.models import Attachment, AttachmentKind, Submission, SubmissionStatus
from storybank.intake.rules import text_fingerprint
from storybank.intake.service.submissions import MOST_WORDS

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


def type_words(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    title: str,
    body: str,
    most_words: int = MOST_WORDS,
) -> None:
    """Put down the words that a recording or a photograph holds; from now on they never change.

    Raises:
        RuleBroken: they were typed already, or will not do; ``field`` says which.
        AlreadyHeld: the same words are already in the bank.
    """
    require(actor, Action.TYPE_ATTACHMENT)
    _check_to_type(submission)
    rules.check_words(title, body, most_words=most_words)
    fingerprint = text_fingerprint(body)
    if queries.find_by_fingerprint(session, fingerprint) is not None:
        raise AlreadyHeld(
            "These words are already in the bank. If somebody sent them twice, say that there is "
            "nothing to type here.",
            field="body",
        )
    submission.title, submission.body, submission.fingerprint = squeeze(title), body, fingerprint
    submission.status = SubmissionStatus.WAITING
    typed = queries.attachments_of(session, [submission.key]).get(submission.key, [])
    for attachment in typed:
        attachment.typed_by_id, attachment.typed_at = actor.user_id, clock.now()
    session.flush()
    record(session, actor, "type_words", submission, files=len(typed))
    outbox.record(session, SubmissionReceived(submission.key))


def set_aside(session: Session, actor: Actor, *, submission: Submission, reason: str) -> None:
    """Decline a recording or a photograph that holds no words of a story, and say why.

    Raises:
        RuleBroken: no reason was given, or its words were typed already.
    """
    require(actor, Action.TYPE_ATTACHMENT)
    _check_to_type(submission)
    if not reason.strip():
        raise RuleBroken("Say why there is nothing to type.", field="reason")
    submission.status = SubmissionStatus.DECLINED
    submission.decline_reason = reason.strip()[: rules.LONGEST_NOTE]
    submission.decided_by_id, submission.decided_at = actor.user_id, clock.now()
    session.flush()
    record(session, actor, "set_aside", submission)


def _check_to_type(submission: Submission) -> None:
    if submission.status is not SubmissionStatus.TO_TYPE:
        raise RuleBroken("Somebody has typed the words of this already.")
