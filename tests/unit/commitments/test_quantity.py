"""How much was promised and by when, out of a commitment's own words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.commitments.rules.quantity import find_due, find_quantity


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        (
            "Recruit 12 trade apprentices (Level 2 and Level 3) by 31 March 2027.",
            12,
            "trade apprentices",
        ),
        (
            "Provide 40 two-week work placements per year for tenants aged 18 and over.",
            40,
            "two-week work placements per year",
        ),
        (
            "Place at least 35% of sub-contracted value with SMEs within 15 miles.",
            35,
            "% of sub-contracted value",
        ),
        (
            "Deliver six 'Fix It Yourself' basic DIY courses per year.",
            6,
            "'Fix It Yourself' basic DIY courses per year",
        ),
        (
            "Deliver careers talks to 1,200 pupils in eight secondary schools per year.",
            1200,
            "pupils per year",
        ),
        ("Provide 1,500 hours a year of sitting service.", 1500, "hours a year of sitting service"),
        ("Award £30,000 per year in small grants to lunch clubs.", 30000, "pounds per year"),
        (
            "Install alarms for 300 older or disabled residents by December 2025.",
            300,
            "older or disabled residents",
        ),
        ("Recruit 6 women into posts for people out of work for over a year.", 6, "women"),
        ("Run strength and balance classes at 10 venues.", 10, "venues"),
        ("Complete 600 in-home energy advice visits.", 600, "in-home energy advice visits"),
        ("Secure £1.5 million of extra income.", 1500000, "pounds of extra income"),
    ],
)
def test_find_quantity_reads_number_and_unit(text, number, unit):
    assert find_quantity(text) == (Decimal(number), unit)


@pytest.mark.parametrize(
    "text",
    [
        "Inspect every report of damp within 10 working days and mend it within a further 5.",
        "Fund a Level 2 or Level 3 diploma by 31 March 2027.",
        "Publish rotas four weeks ahead.",
        "Train one mental health first aider for every 20 staff.",
        "See that nobody has more than four care workers in any four-week period.",
        "Cut waste against the 2024/25 baseline in Years 10 to 13.",
        "Pay from 1 April 2025.",
        "",
    ],
)
def test_find_quantity_is_silent_about_other_numbers(text):
    assert find_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Recruit 12 apprentices by 31 March 2027, each kept on.", date(2027, 3, 31)),
        ("Replace five buses by December 2027.", date(2027, 12, 31)),
        ("Open it before the end of February 2028.", date(2028, 2, 29)),
        ("Cut it by 12% on the 2023 baseline by 2028.", date(2028, 12, 31)),
        ("Visit within 24 hours, from 1 April 2025.", None),
        ("Done by 31 February 2026.", None),
    ],
)
def test_find_due_reads_the_day(text, day):
    assert find_due(text) == day


@given(st.text(alphabet="0123456789 .,%£abcy-'()ofyear", max_size=60))
def test_quantity_never_raises(text):
    find_quantity(text)
    find_due(text)
