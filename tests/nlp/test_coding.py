"""Codes come with the words they hang on, and a story's sentences are read in their company."""

from pathlib import Path

import pytest

from storybank.nlp.reader import Reader
from storybank.nlp.reading import Change, SuggestedCode

READER = Reader(Path(__file__).resolve().parents[2] / "nlp_models")


def code_of(body: str, theme: str, kind: str = "beneficiary_story") -> SuggestedCode | None:
    reading = READER.read(body, kind)
    found = [code for one in reading.segments for code in one.codes if code.theme == theme]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("body", "theme", "change", "telling"),
    [
        ("The damp has gone from the back bedroom.", "home", None, "damp"),
        ("On Monday I started as an apprentice electrician.", "employment", None, "apprentice"),
        ("I was frightened to walk past the lads at night.", "safety", Change.NEED, "lads"),
        ("We planted forty trees along the river bank.", "nature", Change.ACTIVITY, "trees"),
    ],
)
def test_read_plain_sentence_suggests_theme_change_and_telling_words(
    body: str, theme: str, change: Change | None, telling: str
) -> None:
    code = code_of(body, theme)
    assert code is not None
    assert change in (None, code.change)
    assert any(telling in words for words in code.because)


@pytest.mark.parametrize(
    "body",
    [
        "Thank you for having me.",
        "The kettle is on and the dog is asleep.",
        "It was a Tuesday in March, I think.",
    ],
)
def test_read_small_talk_suggests_nothing(body: str) -> None:
    assert all(not one.codes for one in READER.read(body, "beneficiary_story").segments)


def test_read_without_reasons_suggests_the_same_codes() -> None:
    body = "I had no friends here. Now six of us walk home together, and I sleep at night."
    with_reasons = READER.read(body, "beneficiary_story")
    without = READER.read(body, "beneficiary_story", reasons=False)
    assert [
        [(code.theme, code.change, code.score) for code in one.codes]
        for one in with_reasons.segments
    ] == [[(code.theme, code.change, code.score) for code in one.codes] for one in without.segments]
    assert any(code.because for one in with_reasons.segments for code in one.codes)
    assert not any(code.because for one in without.segments for code in one.codes)


def test_read_every_told_sentence_has_three_candidates_best_first() -> None:
    reading = READER.read("INT: And now?\nRES: I have a job at the depot.", "interview_transcript")
    question, answer = reading.segments
    assert question.candidates == ()
    scores = [one.score for one in answer.candidates]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert answer.candidates[0].theme == "employment"


def test_read_neighbours_lend_a_short_sentence_their_company() -> None:
    alone = READER.read("It's gone now.", "beneficiary_story").segments[-1]
    told = READER.read(
        "There was black mould all over the bedroom wall. It's gone now.", "beneficiary_story"
    ).segments[-1]

    def home(segment: object) -> float:
        scores = {one.theme: one.score for one in segment.candidates}  # type: ignore[attr-defined]
        return scores.get("home", 0.0)

    assert home(told) > home(alone)
