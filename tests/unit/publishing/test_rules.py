"""When a story may be shared wider, and what narrows down who it may be."""

from __future__ import annotations

from datetime import date

import pytest

from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose, StoryKind
from storybank.publishing.rarity import find_signs, is_rare_combination
from storybank.publishing.rules import (
    QUESTIONS,
    Found,
    check_answers,
    check_ready,
    may_share,
    quarter_of,
    ready_to_share,
)
from storybank.stories.models import Story

NO = {one.key: Found.NO for one in QUESTIONS}


def story(**facts: object) -> Story:
    values = {"prepared_version": 1, "masked_by_id": 7, **facts}
    return Story(
        submission_id=1,
        contributor_id=1,
        organisation_id=1,
        kind=StoryKind.BENEFICIARY_STORY,
        **values,
    )


@pytest.mark.parametrize("left", [one.key for one in QUESTIONS])
def test_may_share_needs_every_answer_and_none_left_as_it_is(left: str) -> None:
    assert may_share(NO)
    assert may_share(NO | {left: Found.DEALT_WITH})
    assert not may_share(NO | {left: Found.YES})
    assert not may_share({key: found for key, found in NO.items() if key != left})


def test_check_answers_names_the_first_question_without_one() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_answers(NO | {"searched": None, "harm": None}, "")

    assert broken.value.field == "searched"


def test_check_answers_dealt_with_must_be_explained() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_answers(NO | {"rare": Found.DEALT_WITH}, "  ")
    assert broken.value.field == "note"

    check_answers(NO | {"rare": Found.DEALT_WITH}, "The place is less exact now.")


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"allowed": False}, "allowed"),
        ({"checked": False}, "stranger"),
        ({"masked_by_id": None}, "personal details"),
        ({"prepared_version": 0}, "newest words"),
        ({"wants_check": True}, "see these words"),
    ],
)
def test_ready_to_share_says_what_stands_in_the_way(facts: dict[str, object], asked: str) -> None:
    allowed, checked = facts.pop("allowed", True), facts.pop("checked", True)
    ready = ready_to_share(
        story(**facts),
        allowed=bool(allowed),
        has_details=True,
        checked=bool(checked),
        wants=Purpose.PUBLIC,
    )

    assert len(ready.reasons) == 1
    assert asked in ready.reasons[0]
    with pytest.raises(RuleBroken):
        check_ready(ready)


def test_ready_to_share_nothing_in_the_way_is_ready() -> None:
    agreed = story(wants_check=True, checked_version=1)

    assert ready_to_share(
        agreed, allowed=True, has_details=True, checked=True, wants=Purpose.PUBLIC
    )


@pytest.mark.parametrize(
    ("day", "first", "after"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 7, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_quarter_of_its_first_day_and_the_next_ones(day: date, first: date, after: date) -> None:
    assert quarter_of(day) == (first, after)


def test_find_signs_rare_only_together() -> None:
    plain = find_signs("I went to the lunch club on Tuesdays and made a friend.")
    one = find_signs("I am 81 and I went to the lunch club.")
    many = find_signs(
        "I am 81, a former trawlerman, and since the house fire I have raised triplets."
    )

    assert plain == []
    assert [sign.kind for sign in one] == ["age"]
    assert not is_rare_combination(one)
    assert {"age", "job", "event", "family"} <= {sign.kind for sign in many}
    assert is_rare_combination(many)
