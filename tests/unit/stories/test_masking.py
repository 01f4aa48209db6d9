"""Covering words: where they go, where everything else is then, and how exact a day is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.core.errors import RuleBroken
from storybank.nlp.identifiers import find_identifiers
from storybank.nlp.places_and_dates import find_places_and_dates
from storybank.nlp.turns import split_turns
from storybank.stories.masking import (
    Decision,
    check_decisions,
    cover_body,
    cover_words,
    covers_of,
    words_covered,
)
from storybank.stories.rules import Exactness, check_told_of, first_day_of, when_shown

WORDS = st.sampled_from(["Mo", "Moira", "the", "school", "and", "St Bede's", "ran.", "home"])
DECISIONS = st.lists(
    st.builds(
        Decision,
        st.sampled_from(["Mo", "Moira", "St Bede's", "Mo and Moira"]),
        st.sampled_from(["PERSON", "SCHOOL_OR_WORKPLACE"]),
        st.sampled_from([None, "", "Ann", "a school"]),
    ),
    max_size=4,
)


@given(st.lists(WORDS, max_size=30), DECISIONS, st.data())
def test_every_stretch_is_found_again_in_the_covered_words(words, decisions, data) -> None:
    body = " ".join(words)
    covers = covers_of(body, decisions)
    covering = cover_body(body, covers)
    at = data.draw(st.integers(0, len(body)))
    to = data.draw(st.integers(at, len(body)))
    start, end = covering.span(at, to)
    assert 0 <= start <= end <= len(covering.after)
    cut = any(one.start < edge < one.end for one in covers for edge in (at, to))
    if not cut and at < to:  # an end inside a detail takes the whole of it in
        within = [one for one in covers if at <= one.start and one.end <= to]
        rest = body[at:to]
        for one in reversed(within):
            rest = rest[: one.start - at] + "\0" + rest[one.end - at :]
        pieces = [covering.after[s:e] for _, _, s, e in covering.pieces if start <= s and e <= end]
        for piece in pieces:
            rest = rest.replace("\0", piece, 1)
        assert covering.after[start:end] == rest


@given(st.lists(WORDS, max_size=30), st.booleans())
def test_what_is_covered_stands_nowhere_in_the_words(words, longer) -> None:
    body = " ".join(words)
    decisions = [Decision("Mo", "PERSON"), Decision("Moira", "PERSON", "Ann")]
    after = cover_body(body, covers_of(body, decisions if longer else decisions[:1])).after
    assert "Mo" not in after.split()
    assert not (longer and "Moira" in after)


def test_titles_and_notes_lose_the_parts_of_a_name_too() -> None:
    body = "Mrs Maureen Hartley spoke."
    covers = covers_of(body, [Decision("Mrs Maureen Hartley", "PERSON", "Mrs Brenda Moss")])
    others = words_covered(body, covers)
    assert cover_words("Maureen’s day; Mrs Hartley, Mrs Maureen Hartley", others) == (
        "Brenda’s day; Mrs Moss, Mrs Brenda Moss"
    )
    masked = words_covered(body, covers_of(body, [Decision("Maureen Hartley", "PERSON")]))
    assert cover_words("Maureen’s day", masked) == "[a name]’s day"


def test_a_covered_speaker_is_a_speaker_still() -> None:
    told = "INTERVIEWER: How was it?\nDENISE: Grand.\nINTERVIEWER: And now?\nDENISE: Better.\n"
    after = cover_body(told, covers_of(told, [Decision("DENISE", "PERSON")])).after
    turns = split_turns(after, "interview_transcript")
    assert [one.is_interviewer for one in turns] == [True, False, True, False]
    assert find_identifiers(after, "interview_transcript") == ()


@pytest.mark.parametrize(
    "decision",
    [
        Decision("w" * 201, "PERSON"),
        Decision("Mo", "PERSON", "x" * 81),
        Decision("Mo", "PERSON", "MO"),
    ],
)
def test_what_stands_instead_is_short_and_other(decision: Decision) -> None:
    with pytest.raises(RuleBroken):
        check_decisions([decision])


def test_places_and_dates_are_offered_and_months_as_names_are_not() -> None:
    body = "In Barrow on 3 June 2025 May moved to Milton Keynes’s edge, in 2019. May is kind."
    assert [(body[a:b], kind) for a, b, kind in find_places_and_dates(body)] == [
        ("Barrow", "PLACE"),
        ("3 June 2025", "DATE"),
        ("Milton Keynes", "PLACE"),
        ("2019", "DATE"),
    ]


@pytest.mark.parametrize(
    ("day", "season"),
    [
        (date(2026, 2, 28), "Winter 2025 to 2026"),
        (date(2026, 3, 1), "Spring 2026"),
        (date(2026, 8, 31), "Summer 2026"),
        (date(2026, 11, 30), "Autumn 2026"),
        (date(2026, 12, 1), "Winter 2026 to 2027"),
    ],
)
def test_a_day_is_told_as_its_season(day: date, season: str) -> None:
    assert when_shown(day, Exactness.SEASON) == season


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.sampled_from(Exactness))
def test_the_first_day_tells_no_more_than_what_is_shown(day: date, exactness: Exactness) -> None:
    first = first_day_of(day, exactness)
    assert first <= day
    assert day - first < timedelta(days=366)
    assert when_shown(first, exactness) == when_shown(day, exactness)
    assert first_day_of(first, exactness) == first


def test_a_yes_is_to_the_newest_words_and_a_request_says_what() -> None:
    check_told_of(version=2, current=2, agrees=True, words="")
    with pytest.raises(RuleBroken, match="changed since"):
        check_told_of(version=1, current=2, agrees=True, words="")
    with pytest.raises(RuleBroken, match="what should be changed"):
        check_told_of(version=2, current=2, agrees=False, words=" ")
