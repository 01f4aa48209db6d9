"""Words in quotation marks of their own stand in one pair of marks, not in two."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader
from lxml.html import fromstring

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("I am well.", "“I am well.”"),
        ("“I am well.”", "“I am well.”"),
        ("She said “I am well.”", "“She said “I am well.”"),
        ("“I am well,” she said.", "““I am well,” she said.”"),
    ],
)
def test_words_are_quoted_in_one_pair_of_marks(words: str, shown: str) -> None:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    macro = environment.get_template("components/quotation.html").module.quotation  # type: ignore[attr-defined]

    assert fromstring(macro(words)).xpath("string(//blockquote)") == shown
