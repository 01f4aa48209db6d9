"""One clean form of text, and days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.core.text import decode_text, looks_binary, normalise_text, parse_day
from storybank.intake.rules import text_fingerprint


@given(st.text())
def test_normalise_twice_is_normalise_once(text):
    once = normalise_text(text)
    assert normalise_text(once) == once
    once.encode()
    assert "\r" not in once
    assert "\n\n\n" not in once


@given(st.binary())
def test_decode_never_raises(data):
    assert isinstance(decode_text(data), str)
    assert isinstance(looks_binary(data), bool)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026-03-31T10:00:00Z", date(2026, 3, 31)),
        ("31/03/2026", date(2026, 3, 31)),
        ("1.3.26", date(2026, 3, 1)),
        ("31 March 2026", date(2026, 3, 31)),
        ("Friday, 1st of May 2026", date(2026, 5, 1)),
        ("31/02/2026", None),
        ("March 2026", None),
        ("0000-01-01", None),
        ("", None),
    ],
)
def test_parse_day_reads_british_dates(words, day):
    assert parse_day(words) == day


def test_fingerprint_ignores_case_spaces_and_punctuation():
    assert text_fingerprint("It’s  cold,\nshe said.") == text_fingerprint("IT'S cold — she said")
    assert text_fingerprint("one two") != text_fingerprint("onetwo three")
