"""The reader reads anything, says where, and says why."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.nlp.reader import Reader
from storybank.nlp.reading import Reading, Speaker

ROOT = Path(__file__).resolve().parents[2]
STORIES = ROOT / "tests" / "samples" / "stories" / "A.jsonl"
KINDS = ("beneficiary_story", "interview_transcript", "case_study")
# One for all tests: the patterns are read once.
READER = Reader(ROOT / "nlp_models")


def _check_offsets(body: str, reading: Reading) -> None:
    position = 0
    for segment in reading.segments:
        assert body[segment.start : segment.end] == segment.quote
        assert position <= segment.start < segment.end
        position = segment.end
        for code in segment.codes:
            assert 0 <= code.score <= 1
            assert all(words in segment.quote for words in code.because)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(KINDS))
def test_read_any_text_offsets_are_right(body: str, kind: str) -> None:
    _check_offsets(body, READER.read(body, kind))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("INTRES: .?\n\"'Ilonely-(😀"), max_size=120))
def test_read_talk_like_text_offsets_are_right(body: str) -> None:
    _check_offsets(body, READER.read(body, "interview_transcript"))


@pytest.mark.parametrize("kind", KINDS)
def test_screen_says_what_a_reading_says_of_details_and_concern(kind: str) -> None:
    body = (
        "Interviewer: How are you, Maureen?\nMaureen: My son hits me when he has been drinking and "
        "I am scared of him. Ring me on 07700 900123, at 14 Sandy Lane."
    )
    reading, screening = READER.read(body, kind), READER.screen(body, kind)

    assert screening.identifiers
    assert screening.identifiers == reading.identifiers == READER.identify(body, kind)
    assert screening.concern == reading.concern
    assert screening.reader == reading.reader


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n\t\n",
        "I HAD NOBODY TO TALK TO. NOW I HAVE FRIENDS!",
        "no stops at all just words about my damp flat " * 200,
        "😀 I was so lonely 👩🏽‍🦽!! Now I'm not. 🎉",
        "<p>The flat was <b>damp</b>.</p>",
        "میں بہت اکیلا تھا۔ اب میرے دوست ہیں۔",
        '"' * 5000 + "(" * 5000,
        "\x00\r\n\u2028mixed\u2029 breaks.",
    ],
)
def test_read_odd_text_does_not_fail(body: str) -> None:
    for kind in (*KINDS, "unknown"):
        _check_offsets(body, READER.read(body, kind))


def test_read_very_long_text_does_not_fail() -> None:
    body = "I was lonely and had nobody to talk to. " * 5_600  # more words than are taken in
    reading = READER.read(body, "beneficiary_story")
    assert len(reading.segments) == 5_600


def test_read_lonely_sentence_suggests_connection_with_reasons() -> None:
    body = "It rained. Since Jean died I was lonely and had nobody to talk to. Thank you."
    _, first, _ = READER.read(body, "beneficiary_story").segments
    code = next(code for code in first.codes if code.theme == "connection")
    assert code.change == "need"
    assert any("nobody to talk" in words for words in code.because)


def test_read_interviewer_is_marked_and_never_coded() -> None:
    body = "INT: Were you lonely with nobody to talk to?\nRES: I was lonely, I had no friends.\n"
    question, answer = READER.read(body, "interview_transcript").segments
    assert question.speaker is Speaker.INTERVIEWER
    assert question.codes == ()
    assert answer.speaker is Speaker.STORYTELLER
    assert answer.codes


def test_read_many_stories_returns_one_reading_each_in_order() -> None:
    rows = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()][:3]
    readings = list(READER.read_many((row["body"], row["kind"]) for row in rows))
    assert [len(reading.segments) for reading in readings] == [
        len(row["sentences"]) for row in rows
    ]


def test_read_from_many_threads_gives_the_same() -> None:
    reader = Reader(ROOT / "nlp_models")
    body = "I was lonely. Now I have friends."
    wanted = READER.read(body, "beneficiary_story")
    found: list[Reading] = []
    threads = [
        threading.Thread(target=lambda: found.append(reader.read(body, "beneficiary_story")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 4


def test_reader_name_says_model_and_version() -> None:
    assert READER.name == READER.read("", "case_study").reader
    name, version = READER.name.split(" ")
    assert name == "storybank-reader"
    assert version.count(".") == 2


def test_reader_folder_without_patterns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Reader(tmp_path)
