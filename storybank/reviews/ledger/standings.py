"""How every promise stands, in a few numbers each: what lists, groups and totals are made of.

Light on purpose. A bank may hold six thousand promises, and most pages only count them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, CommitmentItem, Contract, Delivery
from storybank.commitments.queries import readable_contracts
from storybank.commitments.rules import question_of
from storybank.core import clock
from storybank.frameworks.models import FrameworkItem
from storybank.places.models import Place
from storybank.reviews.ledger.evidence import FEW, NOTHING, Evidence, evidence_of, gone_of
from storybank.stories.rules import Scope

NONE = ""
"""Stands for promises without a supplier, department, place or item written down."""


@dataclass(frozen=True)
class Wanted:
    """Which promises are asked for; nothing said means all that the actor may read.

    A place stands for what lies within it too, an item for the items below it. 0 asks for the
    promises that have none.
    """

    contract_id: int | None = None
    supplier: str | None = None
    department: str | None = None
    place_id: int | None = None
    item_id: int | None = None


class Reported(NamedTuple):
    """What the supplier reports: an amount over all periods, or the newest points from 0 to 5."""

    quantity: Decimal | None = None
    points: int | None = None


class Standing(NamedTuple):
    """How one promise stands. ``gone`` passages went when the storyteller said no."""

    commitment_id: int
    contract_id: int
    at_tender: Decimal | None
    promised: Decimal | None
    unit: str
    due_on: date | None
    owner_id: int | None
    withdrawn_on: date | None
    started_on: date | None
    reported: Reported = Reported()
    evidence: Evidence = NOTHING
    gone: int = 0

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken out of the contract: it is no promise any more."""
        return self.withdrawn_on is not None

    @property
    def delivered(self) -> Decimal | None:
        """What the supplier reports, in the promise's own unit."""
        return self.reported.quantity

    @property
    def people(self) -> int:
        """Different people whose passages speak for it."""
        return self.evidence.people

    @property
    def contradicting(self) -> int:
        """Passages against it."""
        return self.evidence.contradicting

    @property
    def has_figure(self) -> bool:
        """Whether anything is reported as delivered."""
        return self.reported.quantity is not None or self.reported.points is not None

    @property
    def silent(self) -> bool:
        """Whether nobody speaks of it, for it or against it."""
        return not self.evidence.heard

    @property
    def figure_only(self) -> bool:
        """Whether it is all numbers: something is reported, and there is no story."""
        return self.has_figure and self.silent

    @property
    def question(self) -> str | None:
        """What to ask of a figure far over or under what was promised."""
        return self.question_on(clock.today())

    def question_on(self, today: date) -> str | None:
        """What to ask of the figure on a day."""
        if self.reported.quantity is None or self.promised is None:
            return None
        return question_of(
            self.promised,
            self.reported.quantity,
            self.due_on,
            today,
            started_on=self.started_on,
            unit=self.unit,
        )


def list_standings(
    session: Session, actor: Actor, scope: Scope, wanted: Wanted | None = None
) -> list[Standing]:
    """How the promises asked for stand, contract by contract in their order.

    Five SQL statements, however many there are.
    """
    wanted = wanted or Wanted()
    query: Any = select(*FACTS).join(Contract, col(Contract.id) == Commitment.contract_id)
    rows = session.exec(
        query.where(readable_contracts(actor), *conditions(wanted)).order_by(
            col(Contract.reference),
            col(Contract.id),
            col(Commitment.position),
            col(Commitment.id),
        )
    ).all()
    return standings_of(session, scope, rows, everything=wanted == Wanted())


def standings_of(
    session: Session, scope: Scope, rows: Collection[Any], *, everything: bool = False
) -> list[Standing]:
    """How promises stand whose plain facts are known already. Four SQL statements."""
    ids = None if everything or len(rows) > FEW else [row[0] for row in rows]
    reported = reported_of(session, ids)
    evidence = evidence_of(session, scope, ids)
    gone = gone_of(session, ids)
    nothing = Reported()
    standings = []
    for row in rows:
        number = row[0]
        said = (
            reported.get(number, nothing),
            evidence.get(number, NOTHING),
            gone.get(number, 0),
        )
        whole: Any = (*row, *said)
        standings.append(Standing(*whole))
    return standings


def facts_of(commitment: Commitment, contract: Contract) -> tuple[Any, ...]:
    """The plain facts of a promise that is loaded already, for ``standings_of``."""
    return (
        commitment.key,
        commitment.contract_id,
        commitment.tender_quantity,
        commitment.quantity,
        commitment.unit,
        commitment.due_on,
        commitment.owner_id or contract.owner_id,
        commitment.withdrawn_on,
        contract.starts_on,
    )


FACTS: Any = (
    Commitment.id,
    Commitment.contract_id,
    Commitment.tender_quantity,
    Commitment.quantity,
    Commitment.unit,
    Commitment.due_on,
    func.coalesce(Commitment.owner_id, Contract.owner_id),
    Commitment.withdrawn_on,
    Contract.starts_on,
)
"""The plain facts of a promise as columns, for ``standings_of``: lighter than loading it."""


def reported_of(
    session: Session, commitment_ids: Collection[int] | None = None
) -> dict[int, Reported]:
    """What is reported as delivered, by commitment; those without anything are left out.

    Amounts are added up over periods. Shares (units that begin with %) and points are not: of
    those it is the newest period's. Two SQL statements.
    """
    among = [] if commitment_ids is None else [col(Delivery.commitment_id).in_(commitment_ids)]
    sums = session.exec(
        select(Delivery.commitment_id, func.sum(Delivery.quantity))
        .where(*among, col(Delivery.quantity).is_not(None))
        .group_by(col(Delivery.commitment_id))
    )
    reported = {number: Reported(Decimal(total or 0)) for number, total in sums}
    share = col(Delivery.commitment_id).in_(
        select(Commitment.id).where(col(Commitment.unit).startswith("%", autoescape=True))
    )
    query: Any = select(Delivery.commitment_id, Delivery.quantity, Delivery.points)
    newest = session.exec(
        query.where(*among, or_(share, col(Delivery.points).is_not(None))).order_by(
            col(Delivery.to_on), col(Delivery.id)
        )
    )
    for number, quantity, points in newest:
        known = reported.get(number, Reported())
        if points is None:
            reported[number] = Reported(quantity, known.points)
        else:
            reported[number] = Reported(known.quantity, points)
    return reported


def items_of(session: Session, standings: Iterable[Standing]) -> Mapping[int, list[int]]:
    """The framework items that promises answer, by commitment, in one statement."""
    ids = {one.commitment_id for one in standings}
    query = select(CommitmentItem.commitment_id, CommitmentItem.item_id).order_by(
        col(CommitmentItem.id)
    )
    if len(ids) <= FEW:
        query = query.where(col(CommitmentItem.commitment_id).in_(ids))
    found: dict[int, list[int]] = {}
    for commitment_id, item_id in session.exec(query):
        if commitment_id in ids:
            found.setdefault(commitment_id, []).append(item_id)
    return found


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What of the contract and the promise is asked for, in SQL."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.contract_id is not None:
        conditions.append(col(Contract.id) == wanted.contract_id)
    if wanted.supplier is not None:
        conditions.append(func.trim(Contract.supplier) == wanted.supplier)
    if wanted.department is not None:
        conditions.append(func.trim(Contract.department) == wanted.department)
    if wanted.place_id is not None:
        conditions.append(_within(col(Contract.place_id), Place, wanted.place_id))
    if wanted.item_id is not None:
        conditions.append(_answering(wanted.item_id))
    return conditions


def _within(column: Any, tree: Any, root: int) -> Any:
    """True where the column names a row of the tree or one below it; 0 stands for none."""
    if not root:
        return column.is_(None)
    below = select(tree.id).where(tree.id == root).cte(recursive=True)
    below = below.union(select(tree.id).join(below, tree.parent_id == below.c.id))
    return column.in_(select(below.c.id))


def _answering(item_id: int) -> ColumnElement[bool]:
    answered = select(CommitmentItem.commitment_id)
    if not item_id:
        return col(Commitment.id).not_in(answered)
    below = _within(col(CommitmentItem.item_id), FrameworkItem, item_id)
    return col(Commitment.id).in_(answered.where(below))
