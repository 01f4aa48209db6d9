"""What whoever told a story sees of it by their own door. Every query holds to their story."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.commitments.models import Commitment, Contract
from storybank.core.errors import NotFound
from storybank.intake.models import (
    Attachment,
    ConsentEvent,
    ConsentStatement,
    Contributor,
    Submission,
    SubmissionStatus,
)
from storybank.intake.queries import name_shown
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.reports.models import Report, ReportQuotation, ReportStatus
from storybank.rights.models import Withdrawal
from storybank.stories.models import Story, StoryVersion, TellerCheck
from storybank.telling.models import Contact, ReturnCode
from storybank.verification.models import MemberCheck, Verification
from storybank.verification.queries import member_checks_of, verifications_of


@dataclass(frozen=True)
class OwnStory:
    """A story as its teller finds it: who holds it, what they are called, and the words in use."""

    submission: Submission
    holder: str
    called: str
    story: Story | None
    version: StoryVersion | None

    @property
    def is_taken_back(self) -> bool:
        """Whether the whole of it was taken back, erased or not yet."""
        erased = self.submission.status is SubmissionStatus.ERASED
        return erased or self.submission.taken_back_at is not None


@dataclass(frozen=True)
class OwnClaim:
    """A promise that a teller's words were held against, and what came of it."""

    link: EvidenceLink
    promise: str
    contract: str
    finding: Verification | None
    said: MemberCheck | None


@dataclass(frozen=True)
class OwnReport:
    """An issued report that carries words of a story; ``standing``: how many it still carries."""

    report: Report
    standing: int
    taken_out: int


def find_by_door(session: Session, public_id: UUID) -> tuple[Submission, ReturnCode] | None:
    """The story behind a door that was opened, while its return code still opens it."""
    return session.exec(
        select(Submission, ReturnCode)
        .join(ReturnCode, col(ReturnCode.submission_id) == Submission.id)
        .where(Submission.public_id == public_id, col(ReturnCode.ended_at).is_(None))
    ).first()


def find_code_of(session: Session, submission_id: int) -> ReturnCode | None:
    """The return code of a story, as it is kept."""
    return session.exec(select(ReturnCode).where(ReturnCode.submission_id == submission_id)).first()


def get_own_story(session: Session, actor: Actor) -> OwnStory:
    """The storyteller's own story. One statement.

    Raises:
        NotFound: the actor came by no return code.
    """
    require(actor, Action.OWN_STORY)
    with_words: Any = select(  # type: ignore[call-overload]
        Submission, Organisation.name, name_shown(), Story, StoryVersion
    )
    found = session.exec(
        with_words.join(Organisation, col(Organisation.id) == Submission.organisation_id)
        .join(Contributor, col(Contributor.id) == Submission.contributor_id)
        .outerjoin(Story, col(Story.submission_id) == Submission.id)
        .outerjoin(
            StoryVersion,
            (col(StoryVersion.story_id) == Story.id)
            & (col(StoryVersion.number) == Story.current_version),
        )
        .where(Submission.id == actor.submission_id)
    ).first()
    if found is None:
        raise NotFound("There is no such story.")
    return OwnStory(*found)


def list_own_claims(session: Session, actor: Actor, own: OwnStory) -> list[OwnClaim]:
    """The promises that people held the words against, in order. Three statements."""
    _check(actor, own)
    if own.story is None:
        return []
    rows = session.exec(
        select(EvidenceLink, Commitment.text, Contract.title)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(EvidenceLink.story_id == own.story.id, EvidenceLink.status == LinkStatus.CONFIRMED)
        .order_by(col(EvidenceLink.id))
    ).all()
    numbers = [link.key for link, _, _ in rows]
    findings, said = verifications_of(session, numbers), member_checks_of(session, numbers)
    return [
        OwnClaim(link, promise, contract, findings.get(link.key), said.get(link.key))
        for link, promise, contract in rows
    ]


def get_own_claim(session: Session, actor: Actor, own: OwnStory, public_id: UUID) -> OwnClaim:
    """One of the promises that people held the words against.

    Raises:
        NotFound: there is none of this teller's.
    """
    for claim in list_own_claims(session, actor, own):
        if claim.link.public_id == public_id:
            return claim
    raise NotFound("There is no such claim.")


def list_own_reports(session: Session, actor: Actor, own: OwnStory) -> list[OwnReport]:
    """The issued reports that carry, or carried, words of the story, oldest first."""
    _check(actor, own)
    if own.story is None:
        return []
    counted: dict[int, tuple[Report, list[bool]]] = {}
    for report, removed_at in session.exec(
        select(Report, ReportQuotation.removed_at)
        .join(ReportQuotation, col(ReportQuotation.report_id) == Report.id)
        .where(ReportQuotation.story_id == own.story.id, Report.status == ReportStatus.ISSUED)
        .order_by(col(Report.issued_at), col(Report.id))
    ):
        counted.setdefault(report.key, (report, []))[1].append(removed_at is None)
    return [
        OwnReport(report, sum(standing), len(standing) - sum(standing))
        for report, standing in counted.values()
    ]


def list_own_attachments(session: Session, actor: Actor, own: OwnStory) -> Sequence[Attachment]:
    """The pictures, recordings and papers that came with the story and are kept still."""
    _check(actor, own)
    return session.exec(
        select(Attachment)
        .where(Attachment.submission_id == own.submission.id, col(Attachment.removed_at).is_(None))
        .order_by(col(Attachment.id))
    ).all()


def find_own_contact(session: Session, actor: Actor, own: OwnStory) -> Contact | None:
    """The address its teller gave, if any."""
    _check(actor, own)
    return session.exec(select(Contact).where(Contact.submission_id == own.submission.id)).first()


def find_own_check(session: Session, actor: Actor, own: OwnStory) -> TellerCheck | None:
    """The newest thing its teller said of the words that are used."""
    _check(actor, own)
    if own.story is None:
        return None
    return session.exec(
        select(TellerCheck)
        .where(TellerCheck.story_id == own.story.id)
        .order_by(col(TellerCheck.id).desc())
        .limit(1)
    ).first()


def find_taking_back(session: Session, actor: Actor, own: OwnStory) -> Withdrawal | None:
    """The newest time its teller took something back."""
    _check(actor, own)
    return session.exec(
        select(Withdrawal)
        .where(Withdrawal.submission_id == own.submission.id)
        .order_by(col(Withdrawal.id).desc())
        .limit(1)
    ).first()


def list_own_consent_events(
    session: Session, actor: Actor, own: OwnStory
) -> list[tuple[ConsentEvent, ConsentStatement | None]]:
    """What its teller said about what may be done, newest first, and what they were told."""
    _check(actor, own)
    rows = session.exec(
        select(ConsentEvent, ConsentStatement)
        .outerjoin(ConsentStatement, col(ConsentStatement.id) == ConsentEvent.statement_id)
        .where(ConsentEvent.submission_id == own.submission.id)
        .order_by(col(ConsentEvent.id).desc())
    )
    return [(event, statement) for event, statement in rows]


def _check(actor: Actor, own: OwnStory) -> None:
    require(actor, Action.OWN_STORY)
    require_own(actor, own.submission.key)
