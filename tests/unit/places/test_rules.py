"""Which place a text names, and what may lie within what."""

from __future__ import annotations

import pytest

from storybank.core.errors import RuleBroken
from storybank.places import rules
from storybank.places.models import PlaceLevel
from storybank.places.rules import Spot, Tree

WARD, AREA, AUTHORITY, REGION = PlaceLevel
TREE = Tree.of(
    [
        Spot(1, None, REGION, "North East"),
        Spot(2, 1, AUTHORITY, "Hartlepool", "E06000001", "Hartlepool Borough; Poolie"),
        Spot(3, 1, AUTHORITY, "Gateshead", "E08000037"),
        Spot(4, 2, WARD, "Bridge", "E05000001"),
        Spot(5, 3, WARD, "Bridge", "E05000002"),
        Spot(6, 2, WARD, "St. Mary's"),
        Spot(7, 2, WARD, "Headland and Harbour", "", "Headland"),
        Spot(8, 7, WARD, "Old Headland", is_merged=True),
    ]
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Hartlepool", 2),
        ("  hartlepool  BOROUGH ", 2),
        ("poolie", 2),
        ("E06000001", 2),
        ("e05000002", 5),
        ("Bridge", None),
        ("Bridge, Gateshead", 5),
        ("Gateshead, Bridge", 5),
        ("Bridge, Poolie", 4),
        ("Bridge, Hartlepool, North East", 4),
        ("Bridge, North East", None),
        ("Bridge, Sunderland", None),
        ("St Mary’s", 6),
        ("headland", 7),
        ("Old Headland", None),
        ("Headland Hartlepool", None),
        ("", None),
        (",", None),
    ],
)
def test_named_finds_the_one_place_a_text_means(text: str, place: int | None) -> None:
    assert TREE.named(text) == place


def test_subtree_holds_everything_within_and_children_no_merged_place() -> None:
    assert sorted(TREE.subtree(2)) == [2, 4, 6, 7, 8]
    assert TREE.children(7) == []
    assert TREE.full_name(4) == "Bridge, Hartlepool, North East"


@pytest.mark.parametrize(
    ("level", "larger", "fits"),
    [
        (WARD, AREA, True),
        (WARD, REGION, True),
        (AUTHORITY, AUTHORITY, True),
        (WARD, WARD, False),
        (REGION, REGION, False),
        (REGION, WARD, False),
        (AUTHORITY, AREA, False),
    ],
)
def test_fits_within_wants_a_larger_place(
    level: PlaceLevel, larger: PlaceLevel, fits: bool
) -> None:
    assert rules.fits_within(level, larger) is fits


def test_check_move_into_itself_is_refused() -> None:
    for to in (2, 4):
        with pytest.raises(RuleBroken):
            rules.check_move(TREE, 2, to)
    rules.check_move(TREE, 4, 3)


def test_join_names_keeps_each_other_name_once() -> None:
    names = rules.split_names("Poolie; the Pool\nHARTLEPOOL;;poolie")
    assert rules.join_names(names, but="Hartlepool") == "Poolie; the Pool"
