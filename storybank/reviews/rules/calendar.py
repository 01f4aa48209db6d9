"""When a contract is reviewed, and when it is owed a rating. Pure."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from storybank.commitments.models import ContractKind, Regime
from storybank.reviews.models import ReviewKind

MONTHS_AHEAD = 24
# A mid-term or closing review this near to a regular one takes its place.
NEAR = timedelta(days=31)
# Below this a contract has one middle too few for a meeting of its own.
LONG_ENOUGH_FOR_A_MIDDLE = timedelta(days=540)
YEAR = 12
# Procurement Act 2023, s.52(1): above this estimated value, indicators are set and published.
INDICATORS_ABOVE = Decimal(5_000_000)


@dataclass(frozen=True)
class Planned:
    """A review that should be held."""

    kind: ReviewKind
    due_on: date


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plan_reviews(
    *,
    every_months: int,
    first_on: date,
    starts_on: date | None,
    ends_on: date | None,
    today: date,
    held_for: date | None = None,
) -> list[Planned]:
    """The reviews to come, in order of their days.

    ``held_for`` is the day the last review held was due: nothing up to it is planned again. Of
    days gone by only the newest is planned, so that a calendar written down late does not begin
    with a heap of meetings missed. Regular ones are planned for two years ahead, the mid-term
    and the closing one whenever they come.
    """
    horizon = add_months(max(today, first_on), MONTHS_AHEAD)
    last = min(ends_on, horizon) if ends_on else horizon
    days, number = [], 0
    while (due := add_months(first_on, every_months * number)) <= last:
        days.append(due)
        number += 1
    days = [due for due in days if held_for is None or due > held_for]
    gone = [due for due in days if due < today]
    regular = ReviewKind.ANNUAL if every_months >= YEAR else ReviewKind.QUARTERLY
    planned = [Planned(regular, due) for due in [*gone[-1:], *days[len(gone) :]]]
    for special in _special(starts_on, ends_on):
        if special.due_on >= today and (held_for is None or special.due_on > held_for):
            planned = [one for one in planned if abs(one.due_on - special.due_on) > NEAR]
            planned.append(special)
    return sorted(planned, key=lambda one: one.due_on)


def _special(starts_on: date | None, ends_on: date | None) -> Collection[Planned]:
    if ends_on is None:
        return ()
    closing = Planned(ReviewKind.CLOSING, ends_on)
    if starts_on is None or ends_on - starts_on < LONG_ENOUGH_FOR_A_MIDDLE:
        return (closing,)
    middle = starts_on + (ends_on - starts_on) / 2
    return Planned(ReviewKind.MID_TERM, middle), closing


@dataclass(frozen=True)
class RatingClock:
    """Whether the Procurement Act 2023 wants this contract rated, why or why not, and by when.

    ``due_on`` is None where no rating is owed now or ever.
    """

    applies: bool
    why: str
    due_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the day has gone by."""
        return self.due_on is not None and self.due_on < today


def next_rating_due(
    *,
    regime: Regime | None,
    starts_on: date | None,
    ends_on: date | None,
    last_rated_on: date | None,
) -> date | None:
    """By when s.71 wants the next rating: once in every twelve months, and at the end.

    None where the contract is not under the Act's full regime, where nobody has said when it
    starts, or where it was rated at or after its end.
    """
    if regime is not Regime.PROCUREMENT_ACT_2023:
        return None
    since = last_rated_on or starts_on
    if since is None:
        return None
    if ends_on is None:
        return add_months(since, YEAR)
    if last_rated_on is not None and last_rated_on >= ends_on:
        return None
    return min(add_months(since, YEAR), ends_on)


def rating_clock(
    *,
    kind: ContractKind,
    regime: Regime | None,
    value: Decimal | None,
    starts_on: date | None,
    ends_on: date | None,
    last_rated_on: date | None,
) -> RatingClock:
    """The twelve-month clock of a contract, with the reason told to whoever runs it."""
    reason = _why_not(kind, regime, value)
    if reason:
        return RatingClock(False, f"{reason} You may rate it all the same.")
    due = next_rating_due(
        regime=regime, starts_on=starts_on, ends_on=ends_on, last_rated_on=last_rated_on
    )
    why = (
        "This contract is under the Procurement Act 2023. Where indicators were published for "
        "it, section 71 wants them rated at least once in every twelve months, and when the "
        "contract ends."
    )
    if due is None and last_rated_on is None:
        why += " Say on the contract when it starts, and the next day will be worked out."
    elif due is None:
        why += " It has been rated at its end, so nothing more is owed."
    return RatingClock(True, why, due)


def _why_not(kind: ContractKind, regime: Regime | None, value: Decimal | None) -> str:
    if kind is ContractKind.GRANT:
        return "This is a grant, so the Procurement Act 2023 asks for no rating."
    if regime is None:
        return (
            "Nobody has said which law this contract was let under, so it is not known whether "
            "the Procurement Act 2023 asks for a rating. Say so on the contract."
        )
    if regime is Regime.LIGHT_TOUCH:
        return (
            "This is a light-touch contract, as most social care contracts are. The Procurement "
            "Act 2023 asks for no indicators for it, and for no yearly rating."
        )
    if regime is not Regime.PROCUREMENT_ACT_2023:
        return (
            "This contract was not let under the Procurement Act 2023, so no yearly rating is owed."
        )
    if value is not None and value <= INDICATORS_ABOVE:
        return (
            "The Procurement Act 2023 asks for indicators, and for their yearly rating, above "
            "£5 million. This contract is worth less."
        )
    return ""
