"""What a file says was delivered: added, or held and compared period by period."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments import queries, service
from storybank.commitments.importing.differences import Difference, shown
from storybank.commitments.importing.lines import ImportLine, Outcome, outcome_of
from storybank.commitments.models import Commitment, Delivery
from storybank.commitments.readers import ReadCommitment, ReadDelivery
from storybank.core.errors import RuleBroken

Period = tuple[date, date]
REASON = "A file of the contract that was taken in says otherwise."
NO_SOURCE = "A file of the contract that was taken in"


class Deliveries:
    """What is held as delivered of the promises of one contract, for a run over a file."""

    def __init__(
        self, session: Session, actor: Actor, commitment_ids: Collection[int], theirs: bool
    ) -> None:
        self.session = session
        self.actor = actor
        self.take_theirs = theirs
        self._held: dict[int, list[Delivery]] = defaultdict(list)
        for one in queries.list_deliveries_of(session, commitment_ids):
            self._held[one.commitment_id].append(one)

    def take(self, told: ReadCommitment, commitment: Commitment, line: ImportLine) -> ImportLine:
        """Take in what a file says was delivered of one promise; the line tells of it too."""
        differences: list[Difference] = []
        broken: list[str] = []
        for held, reported in self._paired(told.deliveries, self._held[commitment.key]):
            try:
                differences += self._one(commitment, held, reported)
            except RuleBroken as rule:
                broken.append(f"{_period(reported)}: {rule}")
        if broken:
            reason = f"{line.reason} Some of what was delivered was left out: {' '.join(broken)}"
            line = replace(line, reason=reason.strip(), outcome=Outcome.FAILED)
        if not differences:
            return line
        both = (*line.differences, *differences)
        stands = line.outcome in (Outcome.ADDED, Outcome.WAITING, Outcome.FAILED)
        return replace(line, differences=both, outcome=line.outcome if stands else outcome_of(both))

    def _paired(
        self, told: Sequence[ReadDelivery], held: Sequence[Delivery]
    ) -> list[tuple[Delivery | None, ReadDelivery]]:
        """Each figure of the file with the one it may correct; those held as they are left out.

        A period may have several figures: the same ones are the same, and the others are held
        against each other in their order.
        """
        ours: dict[Period, list[Delivery]] = defaultdict(list)
        for one in sorted(held, key=lambda each: each.key):
            ours[one.from_on, one.to_on].append(one)
        others = []
        for figure in told:
            period = ours[figure.from_on, figure.to_on]
            same = next((one for one in period if _figure(one) == _figure(figure)), None)
            if same is None:
                others.append(figure)
            else:
                period.remove(same)
        pairs = []
        for figure in others:
            period = ours[figure.from_on, figure.to_on]
            pairs.append((period.pop(0) if period else None, figure))
        return pairs

    def _one(
        self, commitment: Commitment, held: Delivery | None, told: ReadDelivery
    ) -> list[Difference]:
        name, now = f"delivered {_period(told)}", _in_words(told, commitment)
        if held is None:
            service.record_delivery(
                self.session,
                self.actor,
                commitment=commitment,
                from_on=told.from_on,
                to_on=told.to_on,
                quantity=told.quantity,
                points=told.points,
                source=told.source or NO_SOURCE,
            )
            return [Difference(name, "", now)]
        take = self.take_theirs or held.source in (told.source, NO_SOURCE)
        difference = Difference(name, _in_words(held, commitment), now, taken=take)
        if take:
            service.correct_delivery(
                self.session,
                self.actor,
                delivery=held,
                from_on=told.from_on,
                to_on=told.to_on,
                quantity=told.quantity,
                points=told.points,
                source=told.source or NO_SOURCE,
                reason=REASON,
            )
        return [difference]


def _figure(one: Delivery | ReadDelivery) -> tuple[Decimal | None, int | None]:
    return one.quantity, one.points


def _in_words(one: Delivery | ReadDelivery, commitment: Commitment) -> str:
    if one.quantity is None:
        return f"{one.points} of 5 points"
    return f"{shown(one.quantity)} {commitment.unit}".strip()


def _period(one: ReadDelivery) -> str:
    return f"{shown(one.from_on)} to {shown(one.to_on)}"
