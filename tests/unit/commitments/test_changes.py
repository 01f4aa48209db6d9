"""What lowers a promise, told surely; and who may agree to it."""

from datetime import date

import pytest

from storybank.commitments.rules import (
    Lowering,
    check_second_person,
    lowerings,
    may_be_no_lowering,
)
from storybank.core.errors import NotAllowed

PROMISE = {
    "text": "Take on 40 apprentices by March 2027.",
    "quantity": "40.00",
    "unit": "apprentices",
    "due_on": "2027-03-31",
    "tender_quantity": "50.00",
    "kind": "both",
    "additionality": "additional",
    "beneficiaries": "30 young people leaving care",
    "descriptors": ["none", "some", "many"],
    "story_question": "What has the work changed for you?",
    "withdrawn_on": None,
}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"quantity": "25.00"}, [Lowering.LESS]),
        ({"quantity": None}, [Lowering.NO_FIGURE]),
        ({"unit": "hours"}, [Lowering.UNIT]),
        ({"unit": "hours", "quantity": "4000.00"}, [Lowering.UNIT]),
        ({"due_on": "2027-04-01"}, [Lowering.LATER]),
        ({"due_on": None}, [Lowering.NO_DAY]),
        ({"tender_quantity": "40.00"}, [Lowering.TENDER]),
        ({"tender_quantity": None}, [Lowering.TENDER]),
        ({"kind": "output"}, [Lowering.KIND]),
        ({"kind": "outcome"}, [Lowering.KIND]),
        ({"kind": None}, [Lowering.KIND]),
        ({"additionality": "inherent"}, [Lowering.INHERENT]),
        ({"beneficiaries": ""}, [Lowering.BENEFICIARIES]),
        ({"beneficiaries": "12 young people leaving care"}, [Lowering.BENEFICIARIES]),
        ({"descriptors": ["none", "", "many"]}, [Lowering.DESCRIPTORS]),
        ({"text": "Take on 25 apprentices by March 2027."}, [Lowering.WORDS_LESS]),
        ({"text": "Take on 40 apprentices by March 2028."}, [Lowering.WORDS_LESS]),
        (
            {"text": "Aim to take on 40 apprentices by March 2027, where possible."},
            [Lowering.WORDS_OPEN],
        ),
        (
            {"text": "Take on 40 people by March 2027."},  # 40 of anybody
            [Lowering.WORDS_GONE],
        ),
        ({"story_question": ""}, [Lowering.UNASKED]),
        ({"withdrawn_on": "2026-05-03"}, [Lowering.WITHDRAWN]),
        ({"quantity": "25.00", "due_on": "2028-01-01"}, [Lowering.LESS, Lowering.LATER]),
    ],
)
def test_lowerings_of_less_are_found(changed, found):
    assert lowerings(PROMISE, PROMISE | changed) == found


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"quantity": "41.00", "tender_quantity": "60.00"},
        {"unit": " Apprentice"},
        {"due_on": "2027-03-30"},
        {"beneficiaries": "Young people who left care"},
        {"descriptors": ["nobody", "some", "many", "most"]},
        {"text": "Take on 40 aprentice's by March 2027."},
        {"text": "Take on apprentices."},  # the figure and the day stand in their own fields
        {"text": "Take on at least 40 apprentices by March 2027, local ones."},
    ],
)
def test_lowerings_of_more_or_clearer_are_none(changed):
    assert lowerings(PROMISE, PROMISE | changed) == []


def test_lowerings_where_nothing_was_told_before_are_none():
    assert lowerings({}, PROMISE) == []
    assert lowerings({"kind": "output"}, {"kind": "outcome"}) == []


def test_a_day_after_the_contract_ends_is_later_where_none_was_given():
    assert lowerings({}, {"due_on": "2031-01-01"}, ends_on=date(2030, 3, 31)) == [Lowering.LATER]
    assert lowerings({}, {"due_on": "2030-03-31"}, ends_on=date(2030, 3, 31)) == []


def test_only_another_unit_may_be_no_lowering():
    assert may_be_no_lowering([Lowering.UNIT])
    assert may_be_no_lowering([Lowering.UNIT, Lowering.WORDS_GONE])
    assert not may_be_no_lowering([])
    assert not may_be_no_lowering([Lowering.UNIT, Lowering.LATER])
    assert not may_be_no_lowering([Lowering.LESS])


@pytest.mark.parametrize(("proposed_by", "decided_by"), [(1, 1), (None, None), (1, None)])
def test_check_second_person_wants_somebody_else_by_name(proposed_by, decided_by):
    with pytest.raises(NotAllowed):
        check_second_person(proposed_by, decided_by)


def test_check_second_person_takes_a_named_colleague():
    check_second_person(1, 2)
    check_second_person(None, 2)
