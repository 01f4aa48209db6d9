"""The trained finder of names: scores on stories it has not seen, and any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_models.name_stories import MarkedStory, measure, split
from storybank.nlp.identifiers import find_identifiers
from storybank.nlp.names import NameFinder, load_names

MODELS = Path(__file__).resolve().parents[2] / "nlp_models"
PIECES = [
    "Maureen",
    "Żółć",
    "🌻",
    "👩‍👧",
    "سلام",
    "<b>",
    "&amp;",
    "\n",
    " ",
    ".",
    "14 Larch Road",
    "é",
]


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    found = load_names(MODELS)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def held_out() -> list[MarkedStory]:
    return split()[1]


def test_find_identifiers_held_out_scores_stay_above_floors(
    finder: NameFinder, held_out: list[MarkedStory]
) -> None:
    tally = measure(
        held_out,
        lambda story: (
            (one.text, one.type) for one in find_identifiers(story.body, story.kind, finder)
        ),
    )
    precision, recall, _ = tally.scores()
    assert recall >= 0.97
    assert precision >= 0.86
    assert tally.scores("PERSON")[1] >= 0.97


def test_find_identifiers_both_voices_find_more_than_the_rules(
    finder: NameFinder, held_out: list[MarkedStory]
) -> None:
    def recall(names: NameFinder | None) -> float:
        return measure(
            held_out,
            lambda story: (
                (one.text, one.type) for one in find_identifiers(story.body, story.kind, names)
            ),
        ).scores()[1]

    assert recall(finder) > recall(None) + 0.03


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("My friend June came on Tuesday and June stayed.", ("June", "PERSON")),
        ("I work at the Bluebell at Oadby, three nights.", ("the Bluebell", "SCHOOL_OR_WORKPLACE")),
        ("Our Will is a good lad, Will does my shopping.", ("Will", "PERSON")),
    ],
)
def test_find_identifiers_names_that_are_words(
    finder: NameFinder, text: str, wanted: tuple[str, str]
) -> None:
    found = find_identifiers(text, "beneficiary_story", finder)
    assert wanted in {(one.text, one.type) for one in found}


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=12))
@settings(max_examples=60)
def test_find_identifiers_any_text_offsets_are_right(pieces: list[str]) -> None:
    text = "".join(pieces)
    position = 0
    for one in find_identifiers(text, "interview_transcript", load_names(MODELS)):
        assert text[one.start : one.end] == one.text
        assert one.start >= position
        position = one.end


def test_find_long_text_is_read_in_pieces(finder: NameFinder) -> None:
    text = "Then Maureen Hartley came. " * 3000
    found = finder.find(text)
    assert all(text[start:end] == "Maureen Hartley" for start, end, _ in found[-50:])
    assert len(found) > 2900


def test_model_is_small() -> None:
    size = sum(file.stat().st_size for file in (MODELS / "names").rglob("*") if file.is_file())
    assert size < 4_000_000
