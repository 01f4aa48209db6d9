"""Where sentences begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.nlp.sentences import split_sentences


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("I came. I saw.", ["I came.", "I saw."]),
        ("Mr. Lal came at 10 a.m. on the bus.", ["Mr. Lal came at 10 a.m. on the bus."]),
        ("It cost £1.2m. We paid.", ["It cost £1.2m.", "We paid."]),
        ("Ask J. K. Smith about it.", ["Ask J. K. Smith about it."]),
        ('"Stop!" he said. Then he went.', ['"Stop!" he said.', "Then he went."]),
        ('He said "no." She said "yes."', ['He said "no."', 'She said "yes."']),
        ("I waited... and waited. Nothing.", ["I waited... and waited.", "Nothing."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Fruit, e.g. apples, etc. We ate.", ["Fruit, e.g. apples, etc.", "We ate."]),
        ("No full stop\nNew line", ["No full stop", "New line"]),
        (
            "# A heading\n- one thing\n1. another\n> said",
            ["A heading", "one thing", "another", "said"],
        ),
        ("The flat was damp. i said so.", ["The flat was damp.", "i said so."]),
        ("  \n ", []),
        ("", []),
    ],
)
def test_split_sentences_text_returns_sentences(text: str, sentences: list[str]) -> None:
    assert _split(text) == sentences


@given(st.text(alphabet=st.sampled_from("aA.!?\"' \n#->1)…é😀"), max_size=80))
def test_split_sentences_any_text_keeps_order_and_every_word(text: str) -> None:
    position = 0
    for start, end in split_sentences(text, 0, len(text)):
        assert position <= start < end
        assert not text[position:start].strip("#->1)*. \t\n")
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
