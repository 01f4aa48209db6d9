"""What must be said of a rating, a pledge and a shortfall."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reviews.models import PledgeResult, Rating, RatingWord, ShortfallStatus
from storybank.reviews.rules import (
    OCDS_CLASSIFICATIONS,
    RATING_MEANS,
    RATING_NAMES,
    check_follow_up,
    check_rating,
    check_settling,
    check_shortfall_open,
    differ,
)

TODAY = date(2026, 6, 1)


def rating(word: RatingWord, by: int, days: int = 0, **period: date) -> Rating:
    return Rating(
        contract_id=1,
        from_on=period.get("from_on", date(2026, 1, 1)),
        to_on=period.get("to_on", date(2026, 3, 31)),
        word=word,
        reason="Because.",
        rated_by_id=by,
        rated_at=clock.now() + timedelta(days=days),
    )


def test_every_word_has_a_name_a_meaning_and_an_ocds_word() -> None:
    assert set(RATING_NAMES) == set(RATING_MEANS) == set(OCDS_CLASSIFICATIONS) == set(RatingWord)


def test_check_rating_of_a_time_to_come_is_refused() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_rating(from_on=date(2026, 7, 1), to_on=date(2026, 9, 30), reason="Well.", today=TODAY)
    assert broken.value.field == "from_on"


def test_differ_two_people_of_one_period() -> None:
    good, bad = RatingWord.GOOD, RatingWord.INADEQUATE

    assert differ([rating(good, 1), rating(bad, 2)])
    assert not differ([rating(good, 1), rating(good, 2)])
    # Whoever corrects their own word differs from nobody.
    assert not differ([rating(bad, 1), rating(good, 1, days=1), rating(good, 2)])
    assert not differ(
        [rating(good, 1), rating(bad, 2, from_on=date(2026, 4, 1), to_on=date(2026, 6, 30))]
    )


@pytest.mark.parametrize("result", [PledgeResult.PARTLY_KEPT, PledgeResult.NOT_KEPT])
def test_check_follow_up_not_kept_asks_for_the_barrier(result: PledgeResult) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_follow_up(result=result, barrier="  ")
    assert broken.value.field == "barrier"
    check_follow_up(result=PledgeResult.KEPT, barrier="")


@pytest.mark.parametrize("status", list(ShortfallStatus))
def test_a_shortfall_is_settled_once_and_in_one_of_three_ways(status: ShortfallStatus) -> None:
    is_open = status in (ShortfallStatus.NOTICED, ShortfallStatus.PLANNED)
    if is_open:
        check_shortfall_open(status)
        with pytest.raises(RuleBroken):
            check_settling(status=status, remedy="Done.")
    else:
        check_settling(status=status, remedy="Done.")
        with pytest.raises(RuleBroken):
            check_shortfall_open(status)
