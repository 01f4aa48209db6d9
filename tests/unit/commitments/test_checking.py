"""Could a promise be checked, as it is written; and is it worded as others are."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from storybank.commitments.models import CommitmentKind
from storybank.commitments.rules import Written, questions_of
from storybank.commitments.rules.likeness import (
    LEAST_BANDS_IN_COMMON,
    LIKE,
    share_of_same_words,
    sign,
)

WHOLE = Written(
    text="Take on 40 apprentices who live in the borough.",
    quantity=Decimal(40),
    unit="apprentices",
    due_on=date(2027, 3, 31),
    kind=CommitmentKind.BOTH,
    beneficiaries="Young people leaving care",
    baseline="Four in 2024",
    story_question="What is different since you started?",
    verifiable_by="The college",
    verifiable_from="Enrolment register",
    has_owner=True,
    supplier="Acme Works Ltd",
    contract_ends_on=date(2028, 3, 31),
)


def asked(**changed) -> list[str]:
    return [question.asks for question in questions_of(replace(WHOLE, **changed))]


def test_questions_of_a_promise_with_nothing_left_open_are_none():
    assert asked() == []


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"quantity": None}, "What would count as done?"),
        (
            {"text": "Support and promote wellbeing.", "unit": ""},
            "“support” and “promote” can mean",
        ),
        ({"text": "Take on 40, where possible."}, "“where possible” lets the promise go"),
        ({"text": "Take on up to 40."}, "kept by doing nothing"),
        ({"unit": "%"}, "A share of what?"),
        ({"unit": "quarterly meetings"}, "Counting meetings shows that there were some."),
        ({"descriptors": ("None", "Some")}, "4 of the points 0 to 5 have no words."),
        ({"tender_quantity": Decimal(60)}, "At tender more was offered"),
        ({"kind": None}, "things done, lives changed, or both"),
        ({"beneficiaries": ""}, "Who is better off"),
        ({"baseline": ""}, "Changed from what?"),
        ({"verifiable_by": ""}, "Who would know that it happened"),
        ({"verifiable_by": "the Acme Works ltd"}, "Only the supplier would know."),
        ({"verifiable_from": ""}, "What would show it"),
        ({"due_on": None}, "When is it due?"),
        ({"text": "Take on 50 apprentices."}, "The words say 50, the figure 40."),
        ({"due_on": date(2029, 1, 1)}, "due after the contract ends"),
        ({"has_owner": False}, "Who in your organisation"),
        ({"story_question": ""}, "not whether it helped"),
    ],
)
def test_questions_of_what_is_left_open_ask_for_just_that(changed, part):
    (asks,) = asked(**changed) if changed != {"quantity": None} else asked(**changed)[:1]
    assert part in asks


def test_points_described_count_as_a_measure():
    assert asked(quantity=None, unit="", descriptors=("a", "b", "c", "d", "e", "f")) == []


ONE = "Provide 40 apprenticeships each year for young people who live in Sunderland."
SAME = "Provide 12 apprenticeships each year for young people who live in Hull."
OTHER = "Pay every worker on the contract at least the real Living Wage from the first day."


def test_signatures_of_the_same_offer_with_other_names_and_figures_are_the_same():
    assert sign(ONE) == sign(SAME) != ()
    assert share_of_same_words(ONE, SAME) == 1


def test_signatures_of_an_offer_slightly_reworded_have_enough_in_common():
    near = ONE.replace("who live in", "who all live in").replace("each", "every")
    assert len(set(sign(ONE)) & set(sign(near))) >= LEAST_BANDS_IN_COMMON
    assert share_of_same_words(ONE, near) >= LIKE


def test_signatures_of_different_offers_have_next_to_nothing_in_common():
    assert len(set(sign(ONE)) & set(sign(OTHER))) < LEAST_BANDS_IN_COMMON
    assert share_of_same_words(ONE, OTHER) < LIKE
    assert sign("Be good.") == ()
