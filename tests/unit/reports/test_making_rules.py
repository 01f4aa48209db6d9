"""Quarters, the eight principles, and who may make and read what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose
from storybank.reports.models import Report, ReportKind
from storybank.reports.pack.blocks import (
    Figure,
    Pack,
    Paragraph,
    Section,
    StoryWhole,
    Told,
    Voice,
    Warned,
)
from storybank.reports.pack.principles import with_principles
from storybank.reports.rules import (
    PRINCIPLES,
    Answered,
    Asked,
    Held,
    Principle,
    answers_of,
    as_kept,
    check_answer,
    check_answered,
    kinds_made_by,
    may_stay,
    readable_kinds,
    report_scope,
    whole_scope,
)
from storybank.reports.rules.periods import (
    SPANS,
    first_of_quarter,
    next_quarter,
    quarter_before,
    span_of,
    year_of,
)
from storybank.reports.service.freezing import freeze, part_of_each

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def actor(*roles: RoleName) -> Actor:
    return Actor(1, "somebody", 7, frozenset(roles))


@given(DAYS)
def test_quarters_follow_one_another_without_a_gap(day: date) -> None:
    first, after = first_of_quarter(day), next_quarter(day)
    before = quarter_before(day)
    assert first <= day < after
    assert before.told_to == first - timedelta(days=1)
    assert before.told_from is not None
    assert next_quarter(before.told_from) == first
    year = year_of(day)
    assert year.told_from is not None
    assert year.told_to is not None
    assert year.told_from <= day <= year.told_to
    assert (year.told_from.month, year.told_from.day) == (4, 1)
    for span in SPANS:
        assert span_of(span, day).says[0].isupper()


def test_spans_are_said_with_their_months() -> None:
    day = date(2026, 2, 10)
    assert [span_of(one, day).says for one in SPANS] == [
        "This quarter, January to March 2026",
        "Last quarter, October to December 2025",
        "This financial year, April 2025 to March 2026",
        "Last financial year, April 2024 to March 2025",
    ]


@pytest.mark.parametrize(
    ("held", "words", "field"),
    [
        ("maybe", "So.", "verify_held"),
        ("", "So.", "verify_held"),
        ("yes", "  ", "verify_words"),
        ("no", "x" * 601, "verify_words"),
    ],
)
def test_an_answer_is_one_of_three_with_a_sentence(held: str, words: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_answer(Principle.VERIFY, held, words)
    assert broken.value.field == field


def test_answers_are_kept_in_order_and_all_eight_are_asked_for() -> None:
    answers = {one: check_answer(one, "no", " Not  yet. ") for one in reversed(list(PRINCIPLES))}
    kept = as_kept(answers)
    assert list(kept) == [one.value for one in PRINCIPLES]
    assert answers_of(kept)[Principle.VALUE] == Answered(Held.NO, "Not yet.")
    assert check_answered(kept) == answers
    del kept["involve"]
    with pytest.raises(RuleBroken, match="One question is not answered yet: Involve people"):
        check_answered(kept)


def test_what_is_frozen_holds_no_words_and_what_to_think_of_is_not_kept() -> None:
    figure = Figure(number=3, of="people", behind={"show": "stories"})
    pack = Pack(
        kind="board_pack",
        title="Spring",
        question="Who?",
        about="all contracts",
        period="",
        purpose="board",
        made_on="2026-03-02",
        footing="Quiet.",
        front=(Section(key="a", title="A", blocks=(Paragraph(line=(figure, " people.")),)),),
        sections=(Section(key="b", title="B", blocks=(Voice(told=1), StoryWhole(told=0))),),
        told=(Told(story="s", words="xylophone"), Told(story="t", facts={"whose": "quokka"})),
        warnings=(Warned(key="thin", words="Few people."),),
    )
    whole = with_principles(pack, {Principle.VERIFY: Answered(Held.YES, "By others.")})
    frozen, told = freeze(whole)
    assert part_of_each(whole) == ["whole", "told"]
    for words in ("xylophone", "quokka", "Few people."):
        assert words not in str(frozen)
    again = Pack.model_validate({**frozen["pack"], "told": told})
    assert again == whole.model_copy(update={"warnings": ()})
    assert again.sections[-1].title == "Eight principles"


@pytest.mark.parametrize(
    ("purpose", "part", "standing", "stays"),
    [
        (Purpose.BOARD, "told", {Purpose.QUOTATION}, True),
        (Purpose.BOARD, "whole", {Purpose.QUOTATION}, False),
        (Purpose.BOARD, "whole", {Purpose.BOARD}, True),
        (Purpose.BOARD, "told", {Purpose.PUBLIC}, False),
        (Purpose.PUBLIC, "told", {Purpose.BOARD, Purpose.QUOTATION}, False),
        (Purpose.PUBLIC, "told", {Purpose.PUBLIC}, True),
        (Purpose.CONTRACT_MANAGEMENT, "told", {Purpose.CONTRACT_MANAGEMENT}, True),
        (Purpose.OTHER_BODIES, "told", set(), False),
        (Purpose.BOARD, "told", None, False),
    ],
)
def test_words_stay_in_a_report_only_while_its_own_purpose_is_allowed(
    purpose: Purpose, part: str, standing: set[Purpose] | None, stays: bool
) -> None:
    report = Report(organisation_id=1, title="Spring", purpose=purpose)
    assert may_stay(part, report, standing) is stays


def test_being_quoted_lets_nobody_tell_a_story_whole() -> None:
    asked = Asked(purpose=Purpose.BOARD)
    somebody = actor(RoleName.CONTRACT_MANAGER)
    assert {one.purpose for one in report_scope(somebody, asked)} == {
        Purpose.BOARD,
        Purpose.QUOTATION,
    }
    assert {one.purpose for one in whole_scope(somebody, asked)} == {Purpose.BOARD}


def test_who_makes_and_who_reads_which_reports() -> None:
    answer = ReportKind.STORY_TO_ANSWER
    manager, contributor = actor(RoleName.CONTRACT_MANAGER), actor(RoleName.CONTRIBUTOR)
    board, verifier = actor(RoleName.BOARD_READER), actor(RoleName.VERIFIER)
    assert kinds_made_by(manager) == frozenset(ReportKind)
    assert kinds_made_by(contributor) == {answer}
    assert kinds_made_by(board) == frozenset()
    assert readable_kinds(verifier) == []
    assert [kinds for kinds, _ in readable_kinds(contributor)] == [{answer}]
    ((kinds, purposes),) = readable_kinds(board)
    assert answer not in kinds
    assert set(purposes) == {Purpose.BOARD, Purpose.PUBLIC}
