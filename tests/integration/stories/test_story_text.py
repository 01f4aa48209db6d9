from __future__ import annotations

import pytest

from storybank.nlp.reading import Speaker
from storybank.nlp.turns import split_turns
from storybank.tagging.models import Identifier, Segment
from storybank.tagging.rules import mask_words
from storybank.web.story_compare import compare_words
from storybank.web.story_text import Note, lay_out, opening_words


def identifier(body: str, words: str, kind: str = "PERSON") -> Identifier:
    start = body.index(words)
    return Identifier(
        story_version_id=1, start=start, end=start + len(words), type=kind, origin="test"
    )


def shown(body: str, fmt: str = "plain", **options: object) -> list[str]:
    paragraphs = lay_out(body, fmt, split_turns(body, "case_study"), **options)  # type: ignore[arg-type]
    return ["".join(run.text for run in one.runs) for one in paragraphs]


def test_masks_are_drawn_once_also_across_emphasis_and_overlaps():
    body = "I am Mary **Ann** Smith of Bury."
    masks = [
        identifier(body, "Mary **Ann** Smith"),
        identifier(body, "Smith of"),
    ]
    assert shown(body, "markdown", masks=masks) == ["I am [a name] Bury."]


def test_words_of_a_link_are_masked_by_their_place_in_the_story():
    body = "I met Ann. Ann is kind."
    masks = [identifier(body, "Ann")]
    assert mask_words(body[6:], 6, masks) == "[a name]. Ann is kind."
    assert mask_words(body[11:], 11, masks) == "Ann is kind."


def test_note_of_a_sentence_that_begins_with_a_mark_stands_at_its_first_word():
    body = "**Now** I sleep."
    segment = Segment(
        id=1,
        story_version_id=1,
        position=0,
        start=0,
        end=len(body),
        quote=body,
        speaker=Speaker.STORYTELLER,
    )
    note = Note("n", "Sleep", "better", "suggested", -1, -1)
    paragraphs = lay_out(
        body, "markdown", split_turns(body, "case_study"), segments=[segment], notes={1: [note]}
    )
    assert note.start == 2 == paragraphs[0].runs[0].start


def test_opening_words_are_the_storytellers_and_end_at_a_word():
    body = "INT: How are you?\nRES: I am well.\nINT: Good.\nRES: Yes."
    assert opening_words(body, split_turns(body, "interview_transcript"), 9) == "I am …"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "One."),
        ("One two.\n\nThree.", "One two.\nThree."),
        ("a b c\nd e f", "a x c\nd e"),
        ("a\nb\nc", "b\nc\nd"),
    ],
)
def test_compare_words_leads_from_one_text_to_the_other(before, after):
    parts = compare_words(before, after)
    assert "".join(words for op, words in parts if op != "delete").split() == after.split()
    assert "".join(words for op, words in parts if op != "insert").split() == before.split()
