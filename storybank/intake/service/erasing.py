"""Taking back: every permission ended, nobody reading it any more, and the words gone."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.core import clock
from storybank.core.jobs import outbox
from storybank.intake.events import ConsentChanged
from storybank.intake.models import (
    Attachment,
    AttachmentKind,
    Consent,
    ConsentAct,
    Contributor,
    Door,
    Identifiability,
    Purpose,
    Submission,
    SubmissionStatus,
)
from storybank.intake.service.consent import ConsentGiven, empty_notes, record_given

ERASED_TITLE = "Taken back"
DISPOSED_TITLE = "No longer kept"


def withdraw_every_consent(
    session: Session, actor: Actor, *, submission: Submission, method: str
) -> list[Purpose]:
    """Put on record that the storyteller allows nothing any more; returns what was allowed."""
    require(actor, Action.WITHDRAW_STORY)
    require_own(actor, submission.key)
    standing = session.exec(
        select(Consent).where(
            Consent.submission_id == submission.id, col(Consent.withdrawn_at).is_(None)
        )
    ).all()
    for consent in standing:
        consent.withdrawn_at = clock.now()
    allowed = [purpose for purpose in Purpose if purpose in {one.purpose for one in standing}]
    if allowed:
        door = Door.OWN if actor.storyteller else Door.STAFF
        given = ConsentGiven(allowed, method, identifiability=submission.identifiability, door=door)
        record_given(session, actor, submission, given, ConsentAct.WITHDRAWN)
    outbox.record(session, ConsentChanged(submission.key))
    return allowed


def mark_taken_back(session: Session, *, submission: Submission) -> None:
    """Take a submission from all sight: from now on nothing brings it back.

    Its words stay where a hold keeps them; whoever settles that hold reads it until then.
    """
    submission.taken_back_at = clock.now()
    if submission.status not in (SubmissionStatus.WAITING, SubmissionStatus.ACCEPTED):
        # Declined words may have been sent again since, and the same words are held once.
        submission.fingerprint = str(submission.public_id)
    submission.status = SubmissionStatus.HELD
    session.flush()


def erase_submission(session: Session, *, submission: Submission) -> None:
    """Empty what was received of every word, name, place and date; the row itself stays.

    Its files are marked: ``forget_files`` tells which are to be removed once this is committed.
    What was allowed, and when, stays on record.
    """
    was_taken_back = submission.taken_back_at is not None
    submission.title = ERASED_TITLE if was_taken_back else DISPOSED_TITLE
    submission.body = ""
    submission.told_for = submission.place = submission.relation = submission.about_when = ""
    submission.reason_told_for = submission.basis_note = submission.decline_reason = ""
    submission.told_on = submission.file_name = None
    submission.cues, submission.answers, submission.consent_noted = [], [], {}
    submission.fingerprint = str(submission.public_id)  # a hash of few words tells them
    submission.status = SubmissionStatus.ERASED
    submission.erased_at = clock.now()
    session.flush()
    contributor = session.get_one(Contributor, submission.contributor_id)
    others = select(Submission.id).where(
        Submission.contributor_id == contributor.key,
        Submission.id != submission.id,
        Submission.identifiability != Identifiability.UNNAMED,
        col(Submission.erased_at).is_(None),
    )
    if session.exec(others.limit(1)).first() is None:
        contributor.display_name = ""
    remove_attachments(session, submission=submission)
    empty_notes(session, submission=submission)
    session.flush()


def remove_attachments(
    session: Session,
    *,
    submission: Submission,
    kinds: Collection[AttachmentKind] = tuple(AttachmentKind),
) -> int:
    """Mark what came with a story as removed; returns how many there were."""
    standing = session.exec(
        select(Attachment).where(
            Attachment.submission_id == submission.key,
            col(Attachment.kind).in_(kinds),
            col(Attachment.removed_at).is_(None),
        )
    ).all()
    for attachment in standing:
        attachment.removed_at, attachment.name = clock.now(), ""
    session.flush()
    return len(standing)


def forget_files(session: Session, *, submission: Submission) -> list[str]:
    """The files that are to be removed of a submission, and that nothing else still needs.

    Once this has been asked, the record itself remembers no file of what was erased or removed.
    """
    gone = select(Attachment).where(
        Attachment.submission_id == submission.key,
        col(Attachment.removed_at).is_not(None),
        Attachment.sha256 != "",
    )
    files = set()
    for attachment in session.exec(gone).all():
        files.add(attachment.sha256)
        attachment.sha256 = ""
    ended = submission.erased_at or submission.original_gone_at
    if ended is not None and submission.file_sha256 is not None:
        files.add(submission.file_sha256)
        submission.file_sha256 = None
    session.flush()
    return sorted(one for one in files if not is_file_needed(session, one))


def is_file_needed(session: Session, sha256: str) -> bool:
    """Whether anything that was sent still needs a file of the store."""
    received = select(Submission.id).where(Submission.file_sha256 == sha256)
    attached = select(Attachment.id).where(Attachment.sha256 == sha256)
    return any(session.exec(one.limit(1)).first() is not None for one in (received, attached))
