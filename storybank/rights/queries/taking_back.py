"""Reading what was taken back, what a hold still keeps, and what is counted without words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.codebook.models import Code
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.intake.models import Attachment, Submission
from storybank.nlp.reading import Change
from storybank.rights import rules
from storybank.rights.models import KeptCount, LegalHold, Withdrawal
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import find_story_of_submission, newest_words
from storybank.tagging.models import Coding, CodingStatus, Segment


def get_to_take_back(session: Session, actor: Actor, public_id: UUID) -> Submission:
    """A submission that this actor may take back, or see taken back, whether they read it or not.

    Whoever shows it shows nothing of its words.

    Raises:
        NotFound: there is none, or it is not theirs to take back.
    """
    found = session.exec(select(Submission).where(Submission.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such story, or it is not yours to take back.")
    rules.check_may_take_back(actor, found, find_owner(session, found))
    return found


def find_owner(session: Session, submission: Submission) -> int | None:
    """The organisation that runs the contract a submission is about, if there is one."""
    story = find_story_of_submission(session, submission.key)
    contract_id = submission.contract_id if story is None else story.contract_id
    contract = session.get(Contract, contract_id or 0)
    return contract.organisation_id if contract else None


@dataclass(frozen=True)
class Kept:
    """How many passages about a theme, of one direction, are counted without their words."""

    theme: str
    change: Change
    year: int
    passages: int


def find_whole_withdrawal(session: Session, submission_id: int) -> Withdrawal | None:
    """The taking back of a whole submission, if there was one. For the steps."""
    return session.exec(
        select(Withdrawal).where(
            Withdrawal.submission_id == submission_id, col(Withdrawal.purpose).is_(None)
        )
    ).first()


def list_withdrawals(session: Session, submission_id: int) -> Sequence[Withdrawal]:
    """What was taken back of a submission and when, the oldest first; no words are in it."""
    return session.exec(
        select(Withdrawal)
        .where(Withdrawal.submission_id == submission_id)
        .order_by(col(Withdrawal.at), col(Withdrawal.id))
    ).all()


def is_kept_by_hold(session: Session, submission_id: int) -> bool:
    """Whether a concern that nobody has cleared, or a legal hold, keeps a submission's words."""
    concern = select(Concern.id).where(
        Concern.submission_id == submission_id, Concern.status != ConcernStatus.CLEARED
    )
    hold = select(LegalHold.id).where(
        LegalHold.submission_id == submission_id, col(LegalHold.lifted_at).is_(None)
    )
    return any(session.exec(one).first() is not None for one in (concern, hold))


def list_unfinished(session: Session) -> Sequence[Submission]:
    """What was taken back and is not erased yet, because a hold keeps or kept it. For the steps."""
    return session.exec(
        select(Submission)
        .where(col(Submission.taken_back_at).is_not(None), col(Submission.erased_at).is_(None))
        .order_by(col(Submission.id))
    ).all()


def list_files_left(session: Session) -> list[int]:
    """Submissions with a file that is removed and no hold keeps, by row number. For the steps."""
    rows = session.exec(
        select(Attachment.submission_id)
        .where(text("attachment.removed_at IS NOT NULL AND attachment.sha256 <> ''"))
        .distinct()
        .order_by(col(Attachment.submission_id))
    ).all()
    return [number for number in rows if not is_kept_by_hold(session, number)]


def list_counted(session: Session, story: Story) -> list[tuple[int, Change]]:
    """(code, change) of every confirmed coding on a story's newest version. For the steps."""
    rows = session.exec(
        select(Coding.code_id, col(Coding.change))
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, newest_words())
        .where(Story.id == story.id, Coding.status == CodingStatus.CONFIRMED)
        .order_by(col(Coding.id))
    )
    return [(code_id, change) for code_id, change in rows]


def list_kept_counts(session: Session, contract_ids: Collection[int]) -> list[Kept]:
    """What is counted without words on contracts the caller may read, by theme. No words."""
    rows = session.exec(
        select(Code.name, col(KeptCount.change), KeptCount.year, func.count())
        .join(Code, col(Code.id) == KeptCount.code_id)
        .where(col(KeptCount.contract_id).in_(contract_ids))
        .group_by(col(Code.id), col(KeptCount.change), col(KeptCount.year))
        .order_by(Code.name, col(KeptCount.change), col(KeptCount.year))
    )
    return [Kept(*row) for row in rows]
