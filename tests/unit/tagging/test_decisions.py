from __future__ import annotations

from storybank.tagging.rules import FEWEST_DECISIONS, Decisions, all_together


def test_shares_of_enough_decisions_are_of_what_was_decided_and_wanted() -> None:
    here = Decisions(confirmed=30, rejected=8, replaced=2, added=10)

    assert here.decided == 40
    assert here.precision == 30 / 40
    assert here.wanted == 40
    assert here.recall == 30 / 40


def test_shares_of_too_few_decisions_are_not_given() -> None:
    few = Decisions(confirmed=FEWEST_DECISIONS - 2, rejected=1)
    enough = Decisions(confirmed=FEWEST_DECISIONS - 2, rejected=2)

    assert few.precision is None
    assert enough.precision == (FEWEST_DECISIONS - 2) / FEWEST_DECISIONS
    assert enough.recall is None


def test_all_together_adds_each_kind() -> None:
    parts = [Decisions(1, 2, 3, 4), Decisions(confirmed=10), Decisions(added=5)]

    assert all_together(parts) == Decisions(11, 2, 3, 9)
    assert all_together([]) == Decisions()
