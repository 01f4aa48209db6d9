from __future__ import annotations

import pytest

from storybank.codebook.rules import check_definition, check_examples, check_name, slug_of
from storybank.core.errors import RuleBroken

TWO = ["I take the bus on my own now.", "There is no bus on a Sunday."]


def test_slug_is_made_from_the_name_and_not_yet_taken() -> None:
    assert slug_of("Getting about", set()) == "getting-about"
    assert slug_of("Getting about", {"getting-about"}) == "getting-about-2"
    assert slug_of("Tŷ a chartref", set()) == "ty-a-chartref"


def test_slug_of_a_name_in_another_script_is_still_one() -> None:
    assert slug_of("رہائش", set()) == "theme"


def test_examples_are_kept_once_each_in_order_without_loose_spaces() -> None:
    assert check_examples([TWO[1], "", f"  {TWO[0]} ", TWO[1]]) == [TWO[1], TWO[0]]


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        ([], "Here are 0"),
        (TWO[:1], "Here are 1"),
        ([f"This is example number {n}." for n in range(9)], "Here are 9"),
        ([TWO[0], "Bus."], "Example 2 is too short"),
        ([TWO[0], "so " * 300], "Example 2 is too long"),
    ],
)
def test_examples_that_will_not_do_are_refused(examples: list[str], words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as refused:
        check_examples(examples)
    assert refused.value.field == "examples"


@pytest.mark.parametrize("name", ["", "  ", "…", "x" * 81])
def test_a_name_that_will_not_do_is_refused(name: str) -> None:
    with pytest.raises(RuleBroken):
        check_name(name)


@pytest.mark.parametrize("definition", ["", " - ", "x" * 601])
def test_a_definition_that_will_not_do_is_refused(definition: str) -> None:
    with pytest.raises(RuleBroken):
        check_definition(definition)
