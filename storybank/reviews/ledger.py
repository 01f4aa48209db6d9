"""The ledger of promises: promised, delivered, evidenced, verified, and what nobody told us.

Counts only what a person has confirmed, and only stories within the reader's scope. The
number of SQL statements is fixed, however many contracts, promises or stories there are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.commitments import queries as commitments
from storybank.commitments.models import Commitment
from storybank.linking import queries as linking
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.verification import queries as verification
from storybank.verification.models import Finding


@dataclass(frozen=True)
class LedgerRow:
    """What stands to one promise's account.

    ``delivered`` is what the supplier reports, in the promise's own unit; None where nothing
    is reported. ``passages`` and ``people`` speak for the promise, ``contradicting`` passages
    against it; all three are confirmed. ``suggested`` passages wait for a person and are in
    no other figure. ``upheld``, ``partly`` and ``not_upheld`` are findings on confirmed
    passages of either stance, and ``waiting`` the confirmed passages without one.
    """

    commitment: Commitment
    themes: tuple[Code, ...]
    delivered: Decimal | None
    passages: int
    people: int
    contradicting: int
    suggested: int
    upheld: int
    partly: int
    not_upheld: int
    waiting: int

    @property
    def promised(self) -> Decimal | None:
        """How much was promised, if the promise says."""
        return self.commitment.quantity

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.commitment.unit

    @property
    def silent(self) -> bool:
        """Whether no confirmed passage speaks of this promise, for it or against it."""
        return self.passages + self.contradicting == 0


def contract_ledger(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, list[LedgerRow]]:
    """The ledger of each contract, promises in their order, for a reader of this scope.

    Every contract asked for is in the answer. Five SQL statements.
    """
    promises = commitments.list_promises(session, contract_ids)
    ids = [promise.key for promise in promises]
    themes = commitments.themes_of(session, ids)
    delivered = commitments.delivered_of(session, ids)
    links = linking.count_links(session, scope, contract_ids)
    findings = verification.count_findings(session, scope, contract_ids)
    ledger: dict[int, list[LedgerRow]] = {number: [] for number in contract_ids}
    for promise in promises:
        ledger[promise.contract_id].append(
            _row(
                promise,
                themes.get(promise.key, []),
                delivered.get(promise.key),
                links.get(promise.key, {}),
                findings.get(promise.key, {}),
            )
        )
    return ledger


def count_people_heard(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, int]:
    """How many different people a contract's confirmed passages come from, for or against.

    The people of its promises cannot be added up: one person may speak of several.
    """
    rows = session.exec(
        select(Commitment.contract_id, func.count(func.distinct(col(Story.contributor_id))))
        .select_from(EvidenceLink)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            col(Commitment.contract_id).in_(contract_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            readable(scope),
        )
        .group_by(col(Commitment.contract_id))
    )
    heard: dict[int, int] = defaultdict(int)
    heard.update(rows.all())
    return heard


def _row(
    promise: Commitment,
    themes: Sequence[Code],
    delivered: Decimal | None,
    links: dict[tuple[LinkStatus, Stance], tuple[int, int]],
    findings: dict[Finding, int],
) -> LedgerRow:
    passages, people = links.get((LinkStatus.CONFIRMED, Stance.SUPPORTS), (0, 0))
    contradicting, _ = links.get((LinkStatus.CONFIRMED, Stance.CONTRADICTS), (0, 0))
    return LedgerRow(
        commitment=promise,
        themes=tuple(themes),
        delivered=delivered,
        passages=passages,
        people=people,
        contradicting=contradicting,
        suggested=sum(
            number for (status, _), (number, _) in links.items() if status is LinkStatus.SUGGESTED
        ),
        upheld=findings.get(Finding.UPHELD, 0),
        partly=findings.get(Finding.PARTLY_UPHELD, 0),
        not_upheld=findings.get(Finding.NOT_UPHELD, 0),
        waiting=passages + contradicting - sum(findings.values()),
    )
