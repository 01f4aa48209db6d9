from __future__ import annotations

from datetime import date

import pytest

from storybank.core.errors import RuleBroken
from storybank.intake.models import StoryKind
from storybank.nlp.reading import Change
from storybank.reports.rules import (
    Candidate,
    Period,
    check_period,
    choose_voices,
)
from storybank.verification.models import Finding


def candidate(key: int, **values: object) -> Candidate:
    given_values: dict[str, object] = {
        "key": key,
        "story_id": key,
        "kind": StoryKind.BENEFICIARY_STORY,
        "told_by_self": True,
        "theme_id": 1,
        "change": Change.BETTER,
        "words": "Now I have friends I ring every day, and we laugh a good deal.",
        **values,
    }
    return Candidate(**given_values)  # type: ignore[arg-type]


def test_choose_voices_takes_one_passage_a_story() -> None:
    chosen = choose_voices([candidate(1), candidate(2, story_id=1), candidate(3)], 8)

    assert [one.key for one in chosen] == [1, 3]


def test_choose_voices_hears_worse_and_need_among_much_better() -> None:
    better = [candidate(number, theme_id=number) for number in range(1, 30)]
    rest = [candidate(50, change=Change.WORSE), candidate(51, change=Change.NEED)]

    chosen = {one.key for one in choose_voices([*better, *rest], 4)}

    assert {50, 51} <= chosen


def test_choose_voices_spreads_over_themes() -> None:
    same = [candidate(number, theme_id=1) for number in range(1, 10)]

    chosen = choose_voices([*same, candidate(20, theme_id=2), candidate(21, theme_id=3)], 3)

    assert {one.theme_id for one in chosen} == {1, 2, 3}


def test_choose_voices_prefers_the_person_to_a_case_study() -> None:
    study = candidate(1, kind=StoryKind.CASE_STUDY)
    interview = candidate(2, kind=StoryKind.INTERVIEW_TRANSCRIPT)

    assert [one.key for one in choose_voices([study, interview, candidate(3)], 2)] == [3, 2]


def test_choose_voices_prefers_the_first_person() -> None:
    about = candidate(1, words="The resident now has friends to ring on every day of the week.")

    assert choose_voices([about, candidate(2)], 1)[0].key == 2


def test_choose_voices_hears_what_was_not_upheld_last() -> None:
    doubtful = candidate(1, finding=Finding.NOT_UPHELD)

    assert choose_voices([doubtful, candidate(2)], 1)[0].key == 2


def test_choose_voices_without_codings_takes_linked_passages_before_activities() -> None:
    activity = candidate(1, change=Change.ACTIVITY)
    linked = candidate(2, change=None, theme_id=None)

    assert [one.key for one in choose_voices([activity, linked], 1)] == [2]


def test_check_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        check_period(Period(date(2026, 2, 1), date(2026, 1, 31)))

    assert refused.value.field == "told_to"
