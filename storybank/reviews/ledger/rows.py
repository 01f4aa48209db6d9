"""The ledger line by line: promised, delivered, evidenced, verified, and what nobody told us."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.commitments.models import Commitment, CommitmentChange, Contract
from storybank.commitments.queries import lowerings_of, themes_of
from storybank.reviews.ledger.evidence import suggested_of
from storybank.reviews.ledger.standings import Standing, facts_of, standings_of
from storybank.stories.rules import Scope


@dataclass(frozen=True)
class LedgerRow:
    """What stands to one promise's account.

    ``suggested`` passages wait for a person and are in no other figure. ``lowerings`` are those
    that were agreed to, the oldest first.
    """

    commitment: Commitment
    contract: Contract
    standing: Standing
    themes: tuple[Code, ...] = ()
    suggested: int = 0
    lowerings: tuple[CommitmentChange, ...] = ()

    @property
    def promised(self) -> Decimal | None:
        """How much the contract says now, if the promise is counted."""
        return self.commitment.quantity

    @property
    def at_tender(self) -> Decimal | None:
        """How much was offered at tender, if that is known."""
        return self.commitment.tender_quantity

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.commitment.unit

    @property
    def delivered(self) -> Decimal | None:
        """What the supplier reports, in the promise's own unit; None where nothing is."""
        return self.standing.reported.quantity

    @property
    def points(self) -> int | None:
        """The newest points, from 0 to 5, of a promise that is not counted."""
        return self.standing.reported.points

    @property
    def passages(self) -> int:
        """Confirmed passages that speak for it."""
        return self.standing.evidence.passages

    @property
    def people(self) -> int:
        """Different people whose passages speak for it."""
        return self.standing.evidence.people

    @property
    def contradicting(self) -> int:
        """Confirmed passages against it."""
        return self.standing.evidence.contradicting

    @property
    def upheld(self) -> int:
        """Passages that an independent person upheld."""
        return self.standing.evidence.upheld

    @property
    def partly(self) -> int:
        """Passages that were upheld in part."""
        return self.standing.evidence.partly

    @property
    def not_upheld(self) -> int:
        """Passages that were not upheld."""
        return self.standing.evidence.not_upheld

    @property
    def could_not_tell(self) -> int:
        """Passages somebody independent looked at and could not judge: neither one nor other."""
        return self.standing.evidence.could_not_tell

    @property
    def waiting(self) -> int:
        """Confirmed passages that nobody independent has looked at."""
        return self.standing.evidence.waiting

    @property
    def gone(self) -> int:
        """Passages that counted once, until their storytellers said no."""
        return self.standing.gone

    @property
    def silent(self) -> bool:
        """Whether no confirmed passage speaks of this promise, for it or against it."""
        return self.standing.silent

    @property
    def figure_only(self) -> bool:
        """Whether it is all numbers: something is reported, and there is no story."""
        return self.standing.figure_only

    @property
    def question(self) -> str | None:
        """What to ask of a figure far over or under what was promised."""
        return self.standing.question


def contract_ledger(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, list[LedgerRow]]:
    """The ledger of each contract, promises in their order, for a reader of this scope.

    Every contract asked for is in the answer. Eight SQL statements.
    """
    query = (
        select(Commitment, Contract)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(col(Commitment.contract_id).in_(contract_ids))
        .order_by(col(Commitment.contract_id), col(Commitment.position), col(Commitment.id))
    )
    promises = session.exec(query).all()
    standings = standings_of(session, scope, [facts_of(*pair) for pair in promises])
    ledger: dict[int, list[LedgerRow]] = {number: [] for number in contract_ids}
    for row in _with_words(session, scope, promises, standings):
        ledger[row.commitment.contract_id].append(row)
    return ledger


def ledger_rows(session: Session, scope: Scope, standings: Sequence[Standing]) -> list[LedgerRow]:
    """Standings with their promises, contracts, themes and changes. Four SQL statements."""
    ids = [one.commitment_id for one in standings]
    query = (
        select(Commitment, Contract)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(col(Commitment.id).in_(ids))
    )
    found = {pair[0].key: pair for pair in session.exec(query)}
    return _with_words(session, scope, [found[number] for number in ids], standings)


def _with_words(
    session: Session,
    scope: Scope,
    promises: Sequence[tuple[Commitment, Contract]],
    standings: Sequence[Standing],
) -> list[LedgerRow]:
    ids = [commitment.key for commitment, _ in promises]
    themes = themes_of(session, ids)
    suggested = suggested_of(session, scope, ids)
    lowerings = lowerings_of(session, ids)
    return [
        LedgerRow(
            commitment,
            contract,
            standing,
            themes=tuple(themes.get(commitment.key, ())),
            suggested=suggested.get(commitment.key, 0),
            lowerings=tuple(lowerings.get(commitment.key, ())),
        )
        for (commitment, contract), standing in zip(promises, standings, strict=True)
    ]
