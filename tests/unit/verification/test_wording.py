"""Verified never stands without who, when, how and how many."""

from __future__ import annotations

from datetime import date

import pytest

from storybank.verification.models import Finding, Method
from storybank.verification.wording import Checked, Coverage, add_up, say_coverage, say_verified

DILYS = frozenset({("Dilys Morgan", "Northern Verifiers")})
TWO = Checked(
    {Finding.UPHELD: 5, Finding.PARTLY_UPHELD: 3},
    {Method.READ: 8},
    DILYS,
    date(2026, 3, 2),
    date(2026, 3, 9),
)
REST = Checked(
    {Finding.NOT_UPHELD: 2, Finding.COULD_NOT_TELL: 2},
    {Method.SITE_VISIT: 2, Method.READ: 1, Method.SPOKE: 1},
    DILYS,
    date(2026, 3, 20),
    date(2026, 3, 20),
)


def test_say_verified_says_how_many_who_how_and_when() -> None:
    assert say_verified(add_up([TWO, REST]), claims=80) == (
        "Verified: 5 of 12 upheld, 3 partly upheld, 2 not upheld, 2 could not be told, by Dilys "
        "Morgan of Northern Verifiers, reading, 1 conversation with the storyteller and 2 site "
        "visits, March 2026. 68 more claims are unchecked."
    )


def test_say_verified_says_what_of_it_speaks_against_the_promise() -> None:
    one = Checked({Finding.UPHELD: 1}, {Method.READ: 1}, DILYS, against=1)

    assert say_verified(one).endswith(
        " 1 of those upheld, at least in part, speaks against its promise."
    )
    assert say_verified(add_up([one, one])).endswith(" speak against their promise.")


def test_say_verified_to_strangers_names_bodies_alone() -> None:
    said = say_verified(TWO, persons=False)

    assert "by Northern Verifiers, reading, March 2026." in said
    assert "Dilys" not in said


def test_say_verified_of_several_bodies_and_years_names_them_all() -> None:
    other = Checked(
        {Finding.UPHELD: 1},
        {Method.SAW_RECORD: 1},
        frozenset({("Sam Hill", "Check CIC")}),
        date(2025, 12, 1),
        date(2026, 1, 1),
    )

    said = say_verified(add_up([TWO, other]))

    assert "Dilys Morgan of Northern Verifiers and Sam Hill of Check CIC" in said
    assert "1 record seen" in said
    assert "December 2025 to March 2026" in said


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        (None, "There is no claim to verify yet."),
        (0, "There is no claim to verify yet."),
        (1, "Nobody independent has checked the one claim yet."),
        (80, "Nobody independent has checked any of the 80 claims yet."),
    ],
)
def test_say_verified_of_nothing_never_says_verified(claims: int | None, said: str) -> None:
    assert say_verified(Checked(), claims=claims) == said


def test_say_coverage_says_that_nobody_looked_at_the_rest() -> None:
    assert say_coverage(Coverage(12, 80, 5, 6, 7), checked=11) == (
        "12 of 80 claims, about 5 of 7 promises; 11 of the 12 checked. In this round nobody "
        "looked at the rest. 1 promise has no claim to look at."
    )
    assert say_coverage(Coverage(1, 1, 1, 1, 1)) == "1 of 1 claim, about 1 of 1 promise."
