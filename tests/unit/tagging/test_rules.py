from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.tagging.models import Identifier
from storybank.tagging.rules import differs_only_in_details, mask_words

BODY = "Ring Pat Holdsworth at 14 Mill Lane on 07700 900123, she said."


def detail(words: str, kind: str) -> Identifier:
    start = BODY.index(words)
    return Identifier(start=start, end=start + len(words), type=kind)


def test_mask_replaces_each_detail_by_what_it_is() -> None:
    details = [
        detail("Pat Holdsworth", "PERSON"),
        detail("14 Mill Lane", "ADDRESS"),
        detail("07700 900123", "PHONE"),
    ]

    assert (
        mask_words(BODY, 0, details)
        == "Ring [a name] at [an address] on [a phone number], she said."
    )


def test_mask_of_words_inside_the_body_counts_from_their_start() -> None:
    start = BODY.index("at 14")

    assert mask_words(BODY[start:], start, [detail("14 Mill Lane", "ADDRESS")]).startswith(
        "at [an address] on"
    )


def test_mask_of_a_detail_reaching_over_the_end_hides_the_part_inside() -> None:
    words = BODY[: BODY.index("Holdsworth")]

    assert mask_words(words, 0, [detail("Pat Holdsworth", "PERSON")]) == "Ring [a name]"


def test_mask_of_overlapping_details_is_one_mask() -> None:
    details = [detail("Pat Holdsworth at 14", "PERSON"), detail("14 Mill Lane", "ADDRESS")]

    assert mask_words(BODY, 0, details) == "Ring [a name] on 07700 900123, she said."


def test_mask_of_an_unknown_kind_still_hides_it() -> None:
    assert mask_words(BODY, 0, [detail("Pat", "SOMETHING_NEW")]).startswith(
        "Ring [a personal detail]"
    )


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8)


@given(SPANS, st.integers(0, 40), st.integers(1, 60))
def test_mask_lets_no_masked_character_through(
    spans: list[tuple[int, int]], start: int, length: int
) -> None:
    body = "".join(chr(0x4E00 + i) for i in range(120))  # every character is its own
    details = [Identifier(start=at, end=at + size, type="PERSON") for at, size in spans]
    hidden = {body[i] for one in details for i in range(one.start, one.end)}

    masked = mask_words(body[start : start + length], start, details)

    assert not hidden & set(masked)
    assert set(body[start : start + length]) - hidden <= set(masked)


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ("Ask Brenda or Tom Smith now.", True),
        ("Ask Maureen or Tom now.", True),
        ("Ask [a name] or someone now.", True),
        ("Ask Brenda and Tom now.", False),
        ("Ask Brenda or Tom.", False),
        ("Do ask Brenda or Tom now.", False),
        ("Ask Brenda or now.", False),
        (f"Ask {'x' * 400} or Tom now.", False),
    ],
)
def test_differs_only_in_details_all_else_must_stand(new: str, same: bool) -> None:
    old = "Ask Maureen or Norman now."
    details = [Identifier(start=s, end=e, type="PERSON") for s, e in ((104, 111), (115, 121))]
    assert differs_only_in_details(old, 100, new, details) is same
    assert differs_only_in_details(old, 100, old, [])
    assert not differs_only_in_details(old, 100, new, [])
