"""Taking a supplier's return in: each row with what became of it.

What is held already is left as it is, so the same file may be taken in twice. A promise the
contract does not have is written down with what the row says was proposed; one that it has is
never changed from here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can, require
from storybank.commitments import queries, rules
from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.commitments.readers.returns import ReadReturn, ReturnRow
from storybank.commitments.service.deliveries import record_delivery
from storybank.commitments.service.promises import CommitmentTerms, add_commitment
from storybank.core import clock
from storybank.core.errors import RuleBroken


class ReturnOutcome(StrEnum):
    """What became of one row of a return."""

    ADDED = "added"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True)
class ReturnLine:
    """One row of a return, as it stands now.

    ``notes`` are sentences for the person: what differs, overlaps or failed; ``question`` is what
    the figure asks, if it is far from what was promised.
    """

    row: int
    promise: str
    outcome: ReturnOutcome
    commitment: Commitment | None = None
    promised: Decimal | None = None
    achieved: Decimal | None = None
    points: int | None = None
    notes: tuple[str, ...] = ()
    question: str | None = None


@dataclass(frozen=True)
class ReturnCover:
    """What holds for each row that does not say otherwise: its period, and where it comes from."""

    from_on: date
    to_on: date
    source: str


def take_return(
    session: Session, actor: Actor, *, contract: Contract, read: ReadReturn, cover: ReturnCover
) -> list[ReturnLine]:
    """Write down what a return says was achieved, row by row in the file's order.

    What the reader could not read comes last, as failed. Nothing that fails keeps the rest from
    being written down.

    Raises:
        NotAllowed: the actor may not record deliveries, or is of another organisation.
    """
    require(actor, Action.RECORD_DELIVERY)
    rules.check_own(actor, contract.organisation_id)
    promises = list(queries.list_commitments(session, contract.key))
    held = list(queries.list_deliveries_of(session, [one.key for one in promises]))
    lines = []
    for row in read.rows:
        try:
            with session.begin_nested():
                line = _take(session, actor, contract, row, cover, promises, held)
            lines.append(line)
            if line.commitment is not None and line.commitment not in promises:
                promises.append(line.commitment)
        except RuleBroken as broken:
            lines.append(
                ReturnLine(
                    row.row, row.promise or row.ref, ReturnOutcome.FAILED, notes=(str(broken),)
                )
            )
    lines += [
        ReturnLine(0, one.where, ReturnOutcome.FAILED, notes=(one.reason, one.remedy))
        for one in read.problems
    ]
    return lines


def _take(
    session: Session,
    actor: Actor,
    contract: Contract,
    row: ReturnRow,
    cover: ReturnCover,
    promises: list[Commitment],
    held: list[Delivery],
) -> ReturnLine:
    promise = _promise_of(row, promises)
    notes: list[str] = []
    is_new = promise is None
    if promise is None:
        promise = _write_down(session, actor, contract, row, promises)
    elif row.proposed is not None and row.proposed != promise.quantity:
        notes.append("The table proposes another figure. The promise was left as it stands.")
    outcome = ReturnOutcome.ADDED if is_new else ReturnOutcome.HELD
    if row.achieved is not None or row.points is not None:
        if _deliver(session, actor, promise, row, cover, held, notes):
            outcome = ReturnOutcome.ADDED
    else:
        notes.append("The row says nothing of what was achieved.")
    delivered = queries.delivered_of(session, [promise.key]).get(promise.key)
    return ReturnLine(
        row=row.row,
        promise=promise.text,
        outcome=outcome,
        commitment=promise,
        promised=promise.quantity,
        achieved=row.achieved,
        points=row.points,
        notes=tuple(notes),
        question=rules.question_of(
            promise.quantity,
            delivered,
            promise.due_on or contract.ends_on,
            clock.today(),
            started_on=contract.starts_on,
            unit=promise.unit,
        ),
    )


def _promise_of(row: ReturnRow, promises: list[Commitment]) -> Commitment | None:
    """The promise a row is about: by its reference, else by its words."""
    if row.ref:
        found = next((one for one in promises if one.ref.casefold() == row.ref.casefold()), None)
        if found is None and not row.promise:
            raise RuleBroken("This contract has no promise of that reference.")
        return found
    said = _plain(row.promise)
    by_words = next((one for one in promises if _plain(one.text) == said), None)
    return by_words or next((one for one in promises if _plain(one.ref) == said), None)


def _write_down(
    session: Session, actor: Actor, contract: Contract, row: ReturnRow, promises: list[Commitment]
) -> Commitment:
    if not can(actor, Action.EDIT_CONTRACT):
        raise RuleBroken("This contract has no such promise, and you may not add one.")
    taken = {one.ref.casefold() for one in promises}
    free = (n for n in range(len(promises) + 1, 2 * len(promises) + 2) if f"c{n}" not in taken)
    terms = CommitmentTerms(
        ref=row.ref or f"C{next(free)}",
        text=row.promise,
        quantity=row.proposed,
        unit=row.unit if row.achieved is not None or row.proposed is not None else "",
    )
    return add_commitment(session, actor, contract=contract, terms=terms)


def _deliver(
    session: Session,
    actor: Actor,
    promise: Commitment,
    row: ReturnRow,
    cover: ReturnCover,
    held: list[Delivery],
    notes: list[str],
) -> bool:
    """Record the delivery unless it is held; notes what it overlaps. Says whether it was new."""
    from_on, to_on = row.from_on or cover.from_on, row.to_on or cover.to_on
    own = [one for one in held if one.commitment_id == promise.key]
    same = (from_on, to_on, row.achieved, row.points)
    if any((one.from_on, one.to_on, one.quantity, one.points) == same for one in own):
        notes.append("This figure was here already.")
        return False
    if any(rules.overlap((from_on, to_on), (one.from_on, one.to_on)) for one in own):
        notes.append("Another figure covers some of the same days. Is anything counted twice?")
    delivery = record_delivery(
        session,
        actor,
        commitment=promise,
        from_on=from_on,
        to_on=to_on,
        quantity=row.achieved,
        points=row.points,
        source=row.source or cover.source,
    )
    held.append(delivery)
    return True


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
