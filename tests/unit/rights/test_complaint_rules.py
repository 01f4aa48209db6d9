"""The clock of a complaint."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from storybank.core.errors import RuleBroken
from storybank.core.paths import PROJECT_ROOT
from storybank.intake.models import Door
from storybank.rights.models import Complaint
from storybank.rights.rules import Clock, check_answer, check_complaint, stand
from storybank.rights.rules.copies import is_about_safety

CAME = date(2026, 3, 2)


def complaint(**values: object) -> Complaint:
    given = {"organisation_id": 1, "door": Door.STAFF, "words": "x", "received_on": CAME}
    return Complaint(**{**given, **values})


@pytest.mark.parametrize(
    ("days", "clock", "left", "pressing"),
    [
        (0, Clock.WAITING, 30, False),
        (22, Clock.WAITING, 8, False),
        (23, Clock.WAITING, 7, True),
        (30, Clock.WAITING, 0, True),
        (31, Clock.OVERDUE, -1, True),
    ],
)
def test_stand_counts_thirty_days(days: int, clock: Clock, left: int, pressing: bool) -> None:
    standing = stand(complaint(), CAME + timedelta(days=days))

    assert (standing.clock, standing.days_left, standing.is_pressing) == (clock, left, pressing)
    assert standing.days_open == days


def test_stand_what_was_acknowledged_is_late_no_more() -> None:
    late = CAME + timedelta(days=90)
    answered = complaint(acknowledged_on=CAME, answered_on=CAME + timedelta(days=12))

    assert stand(complaint(acknowledged_on=CAME), late).clock is Clock.ACKNOWLEDGED
    assert stand(answered, late).clock is Clock.ANSWERED
    assert stand(answered, late).days_open == 12


@pytest.mark.parametrize(
    ("words", "came", "field"),
    [
        (" \n", CAME, "words"),
        ("x" * 20_001, CAME, "words"),
        ("It was late.", CAME + timedelta(days=1), "received_on"),
    ],
)
def test_check_complaint_refuses(words: str, came: date, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_complaint(words, came, CAME)
    assert refused.value.field == field


def test_check_answer_is_given_once_and_says_what_came_of_it() -> None:
    check_answer(complaint(), "We rang.", "upheld")
    for held, answer, outcome in (
        (complaint(), " ", "upheld"),
        (complaint(), "We rang.", "forgiven"),
        (complaint(answered_on=CAME), "We rang.", "upheld"),
    ):
        with pytest.raises(RuleBroken):
            check_answer(held, answer, outcome)


def test_is_about_safety_knows_every_act_of_safeguarding() -> None:
    rooms = (PROJECT_ROOT / "storybank" / "safeguarding").rglob("service*")
    files = [one for room in rooms for one in ([room] if room.is_file() else room.glob("*.py"))]
    source = "\n".join(one.read_text(encoding="utf-8") for one in files if one.suffix == ".py")
    acts = set(re.findall(r'record\(\s*session,\s*actor,\s*"(\w+)"', source))

    assert acts >= {"raise_concern", "hold", "clear_concern"}
    assert {act for act in acts if not is_about_safety(act)} == set()
    assert not is_about_safety("submit_story")
