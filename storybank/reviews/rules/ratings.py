"""The words a supplier is rated in, as the Procurement Act 2023 has them. Pure.

The definitions are those of the contract performance notice (Open Government Licence v3.0), as
in the framework ``pa2023-kpi-rating``.
"""

from collections.abc import Iterable
from datetime import date

from storybank.core.errors import RuleBroken
from storybank.reviews.models import Rating, RatingWord
from storybank.reviews.rules.checks import check_words

RATING_NAMES = {
    RatingWord.GOOD: "Good",
    RatingWord.APPROACHING_TARGET: "Approaching target",
    RatingWord.REQUIRES_IMPROVEMENT: "Requires improvement",
    RatingWord.INADEQUATE: "Inadequate",
    RatingWord.OTHER: "Other",
}
RATING_MEANS = {
    RatingWord.GOOD: "Performance is meeting or exceeding the key performance indicators.",
    RatingWord.APPROACHING_TARGET: (
        "Performance is close to meeting the key performance indicators."
    ),
    RatingWord.REQUIRES_IMPROVEMENT: "Performance is below the key performance indicators.",
    RatingWord.INADEQUATE: "Performance is significantly below the key performance indicators.",
    RatingWord.OTHER: (
        "Performance cannot be described as good, approaching target, requires improvement or "
        "inadequate."
    ),
}
# How OCDS says each word (``measureClassification`` of an observation).
OCDS_CLASSIFICATIONS = {
    RatingWord.GOOD: "met",
    RatingWord.APPROACHING_TARGET: "slightlyBelow",
    RatingWord.REQUIRES_IMPROVEMENT: "below",
    RatingWord.INADEQUATE: "significantlyBelow",
    RatingWord.OTHER: "other",
}


def check_rating(*, from_on: date, to_on: date, reason: str, today: date) -> None:
    """A rating is of a period that has begun, and says why.

    Raises:
        RuleBroken: it does not; ``field`` says what is missing.
    """
    if to_on < from_on:
        raise RuleBroken("The period ends before it begins. Check both dates.", field="to_on")
    if from_on > today:
        raise RuleBroken(
            "This period has not begun. Rate what has happened so far.", field="from_on"
        )
    check_words(reason, "reason", "Say why. Whoever is rated will read it, and so will boards.")


def differ(ratings: Iterable[Rating]) -> bool:
    """Whether two people's newest words on the same thing, of periods that meet, are not one."""
    newest: dict[int | None, Rating] = {}
    for rating in sorted(ratings, key=lambda one: (one.rated_at, one.id or 0)):
        newest[rating.rated_by_id] = rating
    words = list(newest.values())
    return any(
        one.word is not other.word and one.from_on <= other.to_on and other.from_on <= one.to_on
        for at, one in enumerate(words)
        for other in words[at + 1 :]
    )
