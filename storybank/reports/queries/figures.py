"""What a board report is made of, gathered in a fixed number of statements.

Everything here keeps to one scope (``stories.rules.board_scope``) and to the stories of the
contracts given. Only what a person confirmed is read; only a storyteller's own words are.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.commitments.models import Commitment
from storybank.core import clock
from storybank.intake.models import Contributor, StoryKind, Submission, Teller
from storybank.intake.queries import consented, name_shown
from storybank.intake.rules import IN_BOARD_REPORTS
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.nlp.reading import Change, Speaker, Voice
from storybank.reports.rules import Period
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Segment
from storybank.verification.models import Finding, Method, Verification

OWN_WORDS = (Voice.OWN, Voice.QUOTED)


@dataclass(frozen=True)
class Heard:
    """A story in the report: whose it is, and where its newest words are."""

    story_id: int
    public_id: UUID
    person_id: int
    contract_id: int
    kind: StoryKind
    place: str
    told_on: date | None
    told_when: str
    version_id: int
    display_name: str
    teller: Teller


@dataclass(frozen=True)
class Coded:
    """A confirmed coding on the newest version of a story, and its words.

    ``own``: they are the storyteller's own, or quoted. What is told about them is counted, but
    its words are not read.
    """

    coding_id: int
    story_id: int
    code_id: int
    change: Change
    start: int
    end: int
    words: str
    own: bool


@dataclass(frozen=True)
class Linked:
    """A confirmed link, and what an independent person found of it, if anybody has.

    ``own``: every sentence of the passage is the storyteller's own words, or quoted. Other
    passages are counted, but their words are not read.
    """

    link_id: int
    story_id: int
    version_id: int
    commitment_id: int
    stance: Stance
    start: int
    end: int
    words: str
    own: bool
    finding: Finding | None
    reason: str
    verified_at: datetime | None
    verified_by: str
    method: Method | None
    checked_on: date | None


@dataclass(frozen=True)
class LeftOut:
    """How many stories are not in the report, by why.

    ``held_back``: boards may not read them. ``unattached``: boards may, but no contract is
    known. ``undated``: boards may, but nobody knows whether they were told in the period.
    """

    held_back: int
    unattached: int
    undated: int


def list_heard(
    session: Session, scope: Scope, contract_ids: Collection[int], period: Period
) -> list[Heard]:
    """Every story of the report, newest first."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Story.id,
            Story.public_id,
            Story.contributor_id,
            Story.contract_id,
            Story.kind,
            Story.place,
            Story.told_on,
            Story.shown_when,
            StoryVersion.id,
            name_shown(),
            Submission.teller,
        )
        .select_from(Story)
        .join(StoryVersion, newest_words())
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(in_report(scope, contract_ids, period))
        .order_by(col(Story.accepted_at).desc(), col(Story.id).desc())
    )
    return [Heard(*row) for row in rows]


def list_coded(
    session: Session, scope: Scope, contract_ids: Collection[int], period: Period
) -> list[Coded]:
    """Every confirmed coding of the report's stories, newest story first, in text order."""
    own = col(Segment.voice).in_(OWN_WORDS)
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Coding.id,
            Story.id,
            Coding.code_id,
            Coding.change,
            Segment.start,
            Segment.end,
            case((own, Segment.quote), else_=""),
            own,
        )
        .select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, newest_words())
        .where(
            Coding.status == CodingStatus.CONFIRMED,
            Segment.speaker == Speaker.STORYTELLER,
            in_report(scope, contract_ids, period),
        )
        .order_by(
            col(Story.accepted_at).desc(),
            col(Story.id).desc(),
            col(Segment.position),
            col(Coding.id),
        )
    )
    return [Coded(*row) for row in rows]


def list_linked(
    session: Session, scope: Scope, contract_ids: Collection[int], period: Period
) -> list[Linked]:
    """Every confirmed link of the report's stories to promises of its contracts."""
    own = _in_own_words()
    rows = session.exec(
        select(  # type: ignore[call-overload]
            EvidenceLink.id,
            Story.id,
            EvidenceLink.story_version_id,
            EvidenceLink.commitment_id,
            EvidenceLink.stance,
            EvidenceLink.start,
            EvidenceLink.end,
            case((own, EvidenceLink.quote), else_=""),
            own,
            Verification.finding,
            func.coalesce(Verification.reason, ""),
            Verification.verified_at,
            func.coalesce(Organisation.name, ""),
            Verification.method,
            Verification.checked_on,
        )
        .select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .outerjoin(Organisation, col(Organisation.id) == Verification.verified_by_organisation_id)
        .where(
            EvidenceLink.status == LinkStatus.CONFIRMED,
            # A story moved to another contract takes no evidence with it.
            Commitment.contract_id == Story.contract_id,
            in_report(scope, contract_ids, period),
        )
        .order_by(col(Story.accepted_at).desc(), col(Story.id).desc(), col(EvidenceLink.id))
    )
    return [Linked(*row) for row in rows]


def count_left_out(
    session: Session, scope: Scope, contract_ids: Collection[int], period: Period
) -> LeftOut:
    """How many stories are not in the report, and why; nothing else is read of them."""
    today = clock.today()
    board = or_(*(consented(col(Story.submission_id), one, today) for one in IN_BOARD_REPORTS))
    own = col(Story.contract_id).in_(contract_ids)
    held_back = and_(col(Story.status) == StoryStatus.ACCEPTED, own, not_(board), told_in(period))
    unattached = and_(
        col(Story.contract_id).is_(None),
        col(Story.status) == StoryStatus.ACCEPTED,
        board,
        told_in(period),
    )
    undated = and_(own, readable(scope), col(Story.told_on).is_(None), not_(told_in(period)))

    def number(which: ColumnElement[bool]):  # type: ignore[no-untyped-def]
        return select(func.count()).select_from(Story).where(which).scalar_subquery()

    row = session.exec(select(number(held_back), number(unattached), number(undated))).one()
    return LeftOut(*row)


def stories_open_to(session: Session, scope: Scope, story_ids: Collection[int]) -> set[int]:
    """Which of these stories lie within a reader's own scope."""
    rows = session.exec(select(Story.id).where(col(Story.id).in_(story_ids), readable(scope)))
    return {number for number in rows if number is not None}


def links_in_own_words(session: Session, link_ids: Collection[int]) -> set[int]:
    """Which of these links' passages boards may be quoted: all in the storyteller's own words."""
    query = select(EvidenceLink.id).where(col(EvidenceLink.id).in_(link_ids), _in_own_words())
    return {number for number in session.exec(query) if number is not None}


def _in_own_words() -> ColumnElement[bool]:
    """True for links whose passage holds nothing but own words, or words quoted."""
    return not_(
        select(Segment.id)
        .where(
            Segment.story_version_id == EvidenceLink.story_version_id,
            col(Segment.voice).not_in(OWN_WORDS),
            col(Segment.start) < EvidenceLink.end,
            col(Segment.end) > EvidenceLink.start,
        )
        .exists()
    )


def in_report(scope: Scope, contract_ids: Collection[int], period: Period) -> ColumnElement[bool]:
    """True for the stories that stand in a report."""
    return and_(readable(scope), col(Story.contract_id).in_(contract_ids), told_in(period))


def told_in(period: Period) -> ColumnElement[bool]:
    """True for stories told within the period; an undated one is in no closed period."""
    if period.is_open:
        return true()
    ends: list[ColumnElement[bool]] = [col(Story.told_on).is_not(None)]
    if period.told_from is not None:
        ends.append(col(Story.told_on) >= period.told_from)
    if period.told_to is not None:
        ends.append(col(Story.told_on) <= period.told_to)
    return and_(*ends)
