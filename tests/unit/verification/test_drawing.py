"""A sample can be drawn again by anybody: from the seed and the list, and nothing else."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.core.errors import RuleBroken
from storybank.verification.drawing import (
    Listed,
    draw,
    hash_list,
    make_seed,
    read_list,
    write_list,
)

KNOWN = ["6", "4", "1"]
LISTS = st.lists(
    st.builds(Listed, st.uuids().map(str), st.sampled_from(["p1", "p2", "p3"])),
    min_size=1,
    max_size=30,
    unique_by=lambda one: one.claim,
)


def by_the_recipe(listed: list[Listed], seed: str, size: int) -> list[str]:
    """What the page tells a stranger to do, written down anew."""
    hashes = {
        hashlib.sha256(f"{seed}:{one.claim}".encode()).hexdigest(): one.claim for one in listed
    }
    return [hashes[key] for key in sorted(hashes)][:size]


@given(LISTS, st.text(min_size=1), st.data())
def test_draw_is_what_the_recipe_gives_in_any_order_of_the_list(
    listed: list[Listed], seed: str, data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(listed)))
    shuffled = data.draw(st.permutations(listed))

    drawn = draw(shuffled, seed=seed, size=size)

    assert [one.claim for one in drawn.drawn] == by_the_recipe(listed, seed, size)
    assert draw(listed, seed=seed, size=size) == drawn
    assert {one.claim for one in drawn.ranked} == {one.claim for one in listed}


@given(LISTS, st.text(min_size=1), st.data())
def test_draw_with_each_promise_leaves_none_out(
    listed: list[Listed], seed: str, data: st.DataObject
) -> None:
    promises = {one.promise for one in listed}
    size = data.draw(st.integers(len(promises), len(listed)))

    drawn = draw(listed, seed=seed, size=size, each_promise=True)

    assert {one.promise for one in drawn.drawn} == promises
    assert len(drawn.drawn) == len(drawn.sample) == size


@given(LISTS, st.booleans())
def test_read_list_gives_back_what_was_written(listed: list[Listed], each: bool) -> None:
    text = write_list(listed, each_promise=each)

    read = read_list(text)

    assert write_list(read, each_promise=each) == text
    assert hash_list(read, each_promise=each) == hashlib.sha256(text.encode()).hexdigest()


def test_draw_known_list_stays_as_it_was_published() -> None:
    """The method must never change under a name: published samples would not come out again."""
    listed = [Listed(str(number), "a" if number < 9 else "b") for number in range(1, 11)]

    plain = draw(listed, seed="4 8 15 16 23 42", size=3)
    each = draw(listed, seed="4 8 15 16 23 42", size=3, each_promise=True)

    assert [one.claim for one in plain.drawn] == KNOWN
    assert {one.promise for one in each.drawn} == {"a", "b"}
    assert hash_list(listed) == hashlib.sha256(b"1\n10\n2\n3\n4\n5\n6\n7\n8\n9").hexdigest()


def test_draw_gives_every_claim_the_same_chance() -> None:
    listed = [Listed(str(number)) for number in range(10)]
    source = random.Random(7)
    times = dict.fromkeys((one.claim for one in listed), 0)
    for _ in range(2000):
        for claim in draw(listed, seed=str(source.random()), size=3).sample:
            times[claim] += 1

    assert all(500 < many < 700 for many in times.values())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("a\nb\na", "Line 3"),
        ("a\nb c d", "Line 2"),
        ("a x\nb", "Some lines"),
    ],
)
def test_read_list_that_is_none_is_refused_in_one_line(text: str, why: str) -> None:
    with pytest.raises(RuleBroken, match=why) as refused:
        read_list(text)

    assert "\n" not in str(refused.value)


def test_make_seed_is_new_each_time() -> None:
    assert make_seed() != make_seed()
    assert len(make_seed()) == 32
