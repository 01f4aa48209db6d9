"""Normal forms, and the phrases made of them."""

import pytest

from storybank.nlp.phrases import find_change_phrases, find_theme_phrases, make_words
from storybank.nlp.words import normal_form


@pytest.mark.parametrize(
    "words",
    [
        ("sleep", "slept", "sleeping"),
        ("worry", "worries", "worried", "worrying"),
        ("nothing", "nowt"),
        ("child", "children", "bairns"),
        ("14", "fourteen", "14th"),
        ("volunteer", "volunteers", "volunteered", "volunteering"),
        ("stop", "stopped", "stopping"),
        ("n't", "n\u2019t", "not"),
    ],
)
def test_normal_form_same_word_is_same(words: tuple[str, ...]) -> None:
    assert len({normal_form(word) for word in words}) == 1


def _tokens(text: str) -> list[tuple[str, int]]:
    found, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        found.append((word, at))
        at += len(word)
    return found


def test_find_theme_phrases_after_negation_are_marked() -> None:
    keys = {p.key for p in find_theme_phrases(make_words(_tokens("never any friends here")))}
    assert "not ~ friend" in keys
    assert "friend" in keys


def test_find_theme_phrases_never_cross_a_comma() -> None:
    keys = {p.key for p in find_theme_phrases(make_words(_tokens("damp , mould")))}
    assert keys == {"damp", "mould"}


def test_find_change_phrases_keep_the_tense() -> None:
    keys = {p.key for p in find_change_phrases(make_words(_tokens("I had nobody")))}
    assert {"had", "had nobody", "i had nobody"} <= keys
