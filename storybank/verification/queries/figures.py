"""What came of rounds: the sample claim by claim, and added up."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.verification.models import RoundItem, Verification
from storybank.verification.queries.findings import add_findings, counts_still, read_findings
from storybank.verification.queries.rounds import ROUND_SCOPE, RoundAs
from storybank.verification.wording import Checked, Coverage


@dataclass(frozen=True)
class RoundItemAs:
    """A claim of a sample. ``stands``: it counts today; else it has left since the draw."""

    item: RoundItem
    link: EvidenceLink
    commitment: Commitment
    stands: bool


@dataclass(frozen=True)
class RoundFigures:
    """What came of a round; claims that have left since the draw are in ``left`` alone.

    A claim that was taken back after it was found on has not left: whoever made it would else
    take what an independent person found out of the public register.

    ``earlier``: sampled claims with a finding from outside the round. ``people_checked``: how
    many people's claims have a finding.
    """

    coverage: Coverage
    left: int = 0
    checked: Checked = field(default_factory=Checked)
    earlier: int = 0
    people_checked: int = 0

    @property
    def open(self) -> int:
        """How many sampled claims still wait."""
        return self.coverage.sampled - self.left - self.earlier - self.checked.total


def list_sampled(
    session: Session, round_id: int, *, page: int = 1, per_page: int = 50
) -> list[RoundItemAs]:
    """The sample of a round in the order of the draw."""
    query: Any = select(RoundItem, EvidenceLink, Commitment, counts_still(ROUND_SCOPE))
    rows = session.exec(
        query.select_from(RoundItem)
        .join(EvidenceLink, col(EvidenceLink.id) == RoundItem.link_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(RoundItem.round_id == round_id, col(RoundItem.is_sampled))
        .order_by(col(RoundItem.rank), col(RoundItem.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [RoundItemAs(item, link, promise, bool(stands)) for item, link, promise, stands in rows]


def figures_of(session: Session, rounds: Collection[RoundAs]) -> dict[int, RoundFigures]:
    """What came of each of these rounds. Four statements, however many there are."""
    ids = [one.round.key for one in rounds]
    drawn = _count_drawn(session, ids)
    promises = _count_promises(session, {one.contract.key for one in rounds})
    own = add_findings(col(RoundItem.round_id)).join(
        RoundItem, col(RoundItem.link_id) == EvidenceLink.id
    )
    checked = read_findings(
        session,
        own.where(
            col(RoundItem.round_id).in_(ids),
            col(Verification.round_id) == RoundItem.round_id,
            _stands(),
        ),
    )
    found: dict[int, RoundFigures] = {}
    for one in rounds:
        number = one.round.key
        row = drawn[number]
        made = checked.get(number, Checked())
        found[number] = RoundFigures(
            coverage=Coverage(
                sampled=one.round.sample_size,
                population=one.round.population_size,
                promises_sampled=row["promises_sampled"],
                promises_claimed=row["promises_claimed"],
                promises=max(promises.get(one.contract.key, 0), row["promises_claimed"]),
            ),
            left=one.round.sample_size - row["standing"],
            checked=made,
            earlier=row["found"] - made.total,
            people_checked=row["people_checked"],
        )
    return found


def _stands() -> ColumnElement[bool]:
    """True for claims of a round, joined to stories and findings, that are in its figures."""
    taken_back = and_(
        col(EvidenceLink.status) == LinkStatus.REJECTED,
        col(Verification.id).is_not(None),
        col(Story.learning_only).is_(False),
        readable(ROUND_SCOPE),
    )
    return or_(counts_still(ROUND_SCOPE), taken_back)


def _count_drawn(session: Session, ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Counts of what was drawn by round, the findings of all kinds among it."""
    sampled, stands = col(RoundItem.is_sampled), _stands()
    has_finding = col(Verification.id).is_not(None)
    in_sample = sampled & stands
    query: Any = select(  # type: ignore[call-overload]
        RoundItem.round_id,
        func.count(func.distinct(EvidenceLink.commitment_id)),
        func.count(func.distinct(case((sampled, EvidenceLink.commitment_id)))),
        func.count(case((in_sample, 1))),
        func.count(case((in_sample & has_finding, 1))),
        func.count(func.distinct(case((in_sample & has_finding, Story.contributor_id)))),
    )
    rows = session.exec(
        query.select_from(RoundItem)
        .join(EvidenceLink, col(EvidenceLink.id) == RoundItem.link_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .where(col(RoundItem.round_id).in_(ids))
        .group_by(col(RoundItem.round_id))
    )
    names = (
        "promises_claimed",
        "promises_sampled",
        "standing",
        "found",
        "people_checked",
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(names, 0))
    for number, *counts in rows:
        found[number] = dict(zip(names, counts, strict=True))
    return found


def _count_promises(session: Session, contract_ids: Collection[int]) -> dict[int, int]:
    """How many promises each contract has today."""
    rows = session.exec(
        select(Commitment.contract_id, func.count())
        .where(
            col(Commitment.contract_id).in_(contract_ids), col(Commitment.withdrawn_on).is_(None)
        )
        .group_by(col(Commitment.contract_id))
    )
    return dict(rows.all())
