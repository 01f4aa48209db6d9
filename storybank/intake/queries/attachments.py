"""What came with a story besides its words: recordings, photographs, scans."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.core.errors import NotFound
from storybank.intake.models import (
    Attachment,
    AttachmentKind,
    Purpose,
    Submission,
    SubmissionStatus,
)
from storybank.intake.queries.consent import purposes_of
from storybank.intake.queries.submissions import readable_submissions

# Until somebody has decided on a story, its recording is needed to know what it says.
_NEEDED_TO_DECIDE = (
    SubmissionStatus.DRAFT,
    SubmissionStatus.TO_TYPE,
    SubmissionStatus.WAITING,
    SubmissionStatus.HELD,  # which the safeguarding lead alone reads
)


def attachments_of(session: Session, ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """What is kept of what came with these submissions, scans of signed forms left out."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    rows = select(Attachment).where(
        col(Attachment.submission_id).in_(set(ids)),
        col(Attachment.removed_at).is_(None),
        Attachment.kind != AttachmentKind.PAPER,
    )
    for one in session.exec(rows.order_by(col(Attachment.id))):
        found[one.submission_id].append(one)
    return found


def get_attachment(
    session: Session, actor: Actor, public_id: UUID
) -> tuple[Attachment, Submission]:
    """A recording or a photograph that the actor may hear or see, and what it came with.

    It is an original, in which nothing is covered. Once a story is accepted it is open only while
    the storyteller allows that their photograph or voice is used.

    Raises:
        NotFound: there is none, it was removed, or it is not for this actor.
    """
    found = session.exec(
        select(Attachment, Submission)
        .join(Submission, col(Submission.id) == Attachment.submission_id)
        .where(
            Attachment.public_id == public_id,
            col(Attachment.removed_at).is_(None),
            Attachment.kind != AttachmentKind.PAPER,
            readable_submissions(actor),
        )
    ).first()
    if found is None or not can(actor, Action.READ_ORIGINAL):
        raise NotFound("There is no such recording or photograph, or it is not yours to open.")
    attachment, submission = found
    if not may_open(session, submission):
        raise NotFound("The storyteller does not allow that this is used any more.")
    return attachment, submission


def may_open(session: Session, submission: Submission) -> bool:
    """Whether a submission's recordings and photographs are open to those who may read it."""
    if submission.status in _NEEDED_TO_DECIDE:
        return True
    return Purpose.PHOTO_OR_VOICE in purposes_of(session, submission.key)
