"""How far promises have come, and what is silent about them, told from plain facts."""

from datetime import date
from decimal import Decimal

import pytest

from storybank.reviews.ledger import (
    Evidence,
    Reported,
    Stage,
    Standing,
    at_stage,
    marks_of,
    tally,
)
from storybank.reviews.silence import SilenceKind, silence_of

TODAY = date(2026, 6, 1)


def standing(number=1, **facts):
    facts = {"due_on": None, "owner_id": 7, "started_on": date(2025, 4, 1), **facts}
    values = {"at_tender": None, "promised": Decimal(20), "unit": "people", "withdrawn_on": None}
    return Standing(commitment_id=number, contract_id=1, **{**values, **facts})


def delivered(amount):
    return Reported(quantity=Decimal(amount))


def kinds(one, closed=()):
    return [kind for kind, _ in silence_of([one], closed, TODAY)]


def stages(one):
    return {stage for stage in Stage if at_stage(one, stage)}


def test_tally_of_nothing_is_nought():
    counts = tally([])
    assert (counts.promised, counts.unverified, counts.without_figure) == (0, 0, 0)


def test_tally_says_where_promises_fall_out():
    told = Evidence(passages=2, people=1, upheld=1)
    contested = Evidence(passages=1, people=1, contradicting=1, not_upheld=1)
    counts = tally(
        marks_of(
            [
                standing(1, reported=delivered(18), evidence=told, at_tender=Decimal(25)),
                standing(2, reported=delivered(18), evidence=contested, gone=2),
                standing(3, reported=delivered(1560)),
                standing(4),
                standing(5, withdrawn_on=TODAY, reported=delivered(1), gone=1),
            ]
        ).values()
    )
    assert (counts.promised, counts.tendered, counts.lowered, counts.gone) == (4, 1, 1, 3)
    assert {stage.value: counts.at(stage) for stage in Stage} == {
        "figure": 3,
        "heard": 2,
        "verified": 1,
        "silent": 2,
        "figure_only": 1,
        "against": 1,
        "not_upheld": 1,
        "question": 1,
        "withdrawn": 1,
    }
    assert (counts.without_figure, counts.unverified) == (1, 1)


def test_at_stage_partly_upheld_is_verified_and_could_not_tell_is_not():
    assert Stage.VERIFIED in stages(standing(evidence=Evidence(passages=1, partly=1)))
    could_not = stages(standing(evidence=Evidence(passages=1, could_not_tell=1)))
    assert could_not == {Stage.HEARD}


def test_at_stage_words_against_that_are_upheld_verify_no_promise():
    evidence = Evidence(contradicting=1, upheld=1, upheld_against=1)
    assert stages(standing(evidence=evidence)) == {Stage.HEARD, Stage.AGAINST}


def test_at_stage_points_are_a_figure():
    assert Stage.FIGURE_ONLY in stages(standing(promised=None, reported=Reported(points=3)))


def test_evidence_waits_for_what_nobody_looked_at():
    evidence = Evidence(passages=4, contradicting=1, upheld=1, not_upheld=1, could_not_tell=1)
    assert (evidence.heard, evidence.checked, evidence.waiting) == (5, 3, 2)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"reported": delivered(1), "evidence": Evidence(passages=1)}, []),
        ({}, [SilenceKind.NOBODY_SPOKE]),
        ({"evidence": Evidence(contradicting=1)}, []),
        ({"reported": delivered(1)}, [SilenceKind.FIGURE_ONLY]),
        ({"due_on": date(2026, 5, 31)}, [SilenceKind.OVERDUE, SilenceKind.NOBODY_SPOKE]),
        ({"due_on": TODAY, "evidence": Evidence(passages=1)}, []),
        ({"due_on": date(2026, 5, 31), "reported": delivered(0)}, [SilenceKind.FIGURE_ONLY]),
        ({"started_on": date(2026, 6, 2)}, []),
        ({"started_on": None, "owner_id": None}, [SilenceKind.NOBODY_SPOKE, SilenceKind.NO_OWNER]),
        ({"withdrawn_on": TODAY, "owner_id": None}, []),
        (
            {"evidence": Evidence(passages=3, overdue=2)},
            [SilenceKind.NOT_VERIFIED],
        ),
    ],
)
def test_silence_of_a_promise_has_its_reasons(facts, expected):
    assert kinds(standing(**facts)) == expected


def test_silence_of_an_owner_who_left():
    assert kinds(standing(evidence=Evidence(passages=1)), closed={7}) == [SilenceKind.OWNER_LEFT]
