"""What an answer must be, who gives one, and when somebody is asked again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.answering.models import Answer, AnswerChange
from storybank.answering.rules import (
    AnswerGiven,
    check_answer,
    check_follows,
    due_after,
    may_answer,
)
from storybank.core.errors import RuleBroken

TODAY = date(2026, 11, 29)
PLANNED, MADE = AnswerChange.PLANNED, AnswerChange.MADE


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (AnswerGiven("  "), "words"),
        (AnswerGiven("x" * 4001), "words"),
        (AnswerGiven("Thank you.", PLANNED), "change_words"),
        (AnswerGiven("Thank you.", MADE, "A bus on Saturdays"), "evidence"),
        (AnswerGiven("Thank you.", MADE, "A bus", "x" * 501), "evidence"),
        (AnswerGiven("Ta.", PLANNED, "A bus", due_on=TODAY - timedelta(days=1)), "due_on"),
        (AnswerGiven("Ta.", PLANNED, "A bus", due_on=date(9999, 1, 1)), "due_on"),
    ],
)
def test_an_answer_that_will_not_do_says_which_field(given: AnswerGiven, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_answer(given.tidy(), TODAY)

    assert broken.value.field == field


def test_what_does_not_go_with_the_change_is_left_out() -> None:
    typed = AnswerGiven(" Thank you. ", AnswerChange.NONE, "A bus", "The timetable", TODAY)
    planned = AnswerGiven("Thank you.", PLANNED, "A\n bus", "The timetable", TODAY)

    assert typed.tidy() == AnswerGiven("Thank you.")
    assert planned.tidy() == AnswerGiven("Thank you.", PLANNED, "A bus", due_on=TODAY)
    check_answer(typed.tidy(), TODAY)
    check_answer(planned.tidy(), TODAY)


def test_only_a_plan_that_nothing_followed_has_an_outcome() -> None:
    plan = Answer(id=1, story_id=1, organisation_id=1, words="x", change=PLANNED)
    made = Answer(id=2, story_id=1, organisation_id=1, words="x", change=MADE, evidence="x")

    check_follows(plan, ())
    for old, followed in ((made, ()), (plan, (1,))):
        with pytest.raises(RuleBroken):
            check_follows(old, followed)


def test_the_sender_or_whoever_runs_the_contract_answers() -> None:
    actor = Actor(1, "x", 5, frozenset({RoleName.CONTRACT_MANAGER}))

    assert may_answer(actor, sender_id=5, runs_contract=False)
    assert may_answer(actor, sender_id=6, runs_contract=True)
    assert not may_answer(actor, sender_id=6, runs_contract=False)


@pytest.mark.parametrize(
    ("told", "months", "due"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_the_day_some_months_on_exists(told: date, months: int, due: date) -> None:
    assert due_after(told, months) == due


def test_nobody_is_asked_after_any_other_number_of_months() -> None:
    with pytest.raises(RuleBroken):
        due_after(TODAY, 3)
