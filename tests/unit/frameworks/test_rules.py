"""The tree, what differs from what, and which editions may be changed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.core.errors import RuleBroken
from storybank.frameworks.models import FrameworkKind
from storybank.frameworks.rules import (
    Differs,
    check_changeable,
    check_removable,
    differences,
    in_tree_order,
    slug_of,
)


@dataclass(frozen=True)
class Node:
    key: int
    parent_id: int | None
    position: int


@dataclass(frozen=True)
class Words:
    code: str
    name: str
    text: str = ""


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=20))
def test_in_tree_order_parents_come_first_and_nothing_is_left_out(told) -> None:
    nodes = [
        Node(number, parent if parent < number else None, position)
        for number, (parent, position) in enumerate(told)
    ]

    ordered = in_tree_order(nodes)

    at = {node.key: place for place, (node, _) in enumerate(ordered)}
    depth = {node.key: deep for node, deep in ordered}
    assert sorted(at) == [node.key for node in nodes]
    for node in nodes:
        if node.parent_id is None:
            assert depth[node.key] == 0
        else:
            assert at[node.parent_id] < at[node.key]
            assert depth[node.key] == depth[node.parent_id] + 1


def test_differences_tell_reworded_added_and_left_out() -> None:
    before = [Words("a", "Work"), Words("b", "Home"), Words("c", "Parks")]
    after = [Words("a", "Work"), Words("b", "A home for all"), Words("d", "Buses")]
    by_code = {one.code: one for one in before}

    found = differences(before, after, lambda one: by_code.get(one.code))

    assert [one.differs for one in found] == [
        Differs.SAME,
        Differs.REWORDED,
        Differs.ADDED,
        Differs.LEFT_OUT,
    ]
    assert found[-1].before == before[2]


@pytest.mark.parametrize(
    ("kind", "in_use", "words"),
    [
        (FrameworkKind.SHIPPED, False, "local variant"),
        (FrameworkKind.IMPORTED, False, "local variant"),
        (FrameworkKind.CHARTER, True, "Start a new edition"),
        (FrameworkKind.VARIANT, True, "Start a new edition"),
    ],
)
def test_check_changeable_says_what_to_do_instead(kind, in_use, words) -> None:
    with pytest.raises(RuleBroken, match=words):
        check_changeable(kind, in_use=in_use)


def test_check_changeable_and_removable_let_what_nothing_rests_on_pass() -> None:
    check_changeable(FrameworkKind.CHARTER, in_use=False)
    check_removable(FrameworkKind.IMPORTED, in_use=False)
    with pytest.raises(RuleBroken, match="Retire it instead"):
        check_removable(FrameworkKind.CHARTER, in_use=True)


def test_slug_of_any_title_is_plain() -> None:
    assert slug_of("Tref Caernarfon’s Charter: 2026") == "tref-caernarfons-charter-2026"
    assert slug_of("社会価値") == "framework"
