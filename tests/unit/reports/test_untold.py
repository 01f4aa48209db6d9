"""No number too small to be told can be worked out from the others of its report: tried by hand.

Grids by chance, with the totals of their rows, of their columns and of all. Whoever reads one
knows every told number, and that a hidden one is at least one. Then every hidden number must be
able to be two things at least: all that it could be is tried, one after the other.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from uuid import UUID

import pytest

from storybank.nlp.reading import Change
from storybank.reports.pack.untold import Key, giving_away
from storybank.reports.rules import Wanted, hide_small, is_small

SMALLEST = 3
CHANGES = tuple(Change)
Numbers = dict[Key, int]
ALL: Key = ("passages", Wanted())


def row_of(row: int) -> Key:
    return "passages", Wanted(contract=UUID(int=row + 1))


def column_of(column: int) -> Key:
    return "passages", Wanted(change=CHANGES[column])


def cell_of(row: int, column: int) -> Key:
    return "passages", Wanted(contract=UUID(int=row + 1), change=CHANGES[column])


class Counted:
    """A grid of passages, each of another person."""

    def __init__(self, grid: list[list[int]]) -> None:
        self.grid = grid
        self.rows, self.columns = range(len(grid)), range(len(grid[0]))
        self.numbers: Numbers = self.summed(
            {cell_of(row, column): grid[row][column] for row, column in self.cells()}
        )

    def cells(self) -> Iterator[tuple[int, int]]:
        return product(self.rows, self.columns)

    def summed(self, cells: Numbers) -> Numbers:
        """These cells with all their totals."""
        return {
            **cells,
            **{row_of(y): sum(cells[cell_of(y, x)] for x in self.columns) for y in self.rows},
            **{column_of(x): sum(cells[cell_of(y, x)] for y in self.rows) for x in self.columns},
            ALL: sum(cells.values()),
        }

    def number_of(self, key: Key) -> int:
        return self.numbers.get(key, 0)

    def place_around(self, wanted: Wanted) -> Iterator[Wanted]:
        yield from ()

    def item_around(self, wanted: Wanted) -> Iterator[Wanted]:
        yield from ()

    def could_be(self, told: frozenset[Key], hidden: frozenset[Key]) -> dict[Key, set[int]]:
        """What each hidden number could be, found by trying every grid that says what is told."""
        cells = [cell_of(*at) for at in self.cells()]
        ways = [
            range(1, self.numbers[key] + 3) if key in hidden else (self.numbers[key],)
            for key in cells
        ]
        found: dict[Key, set[int]] = {key: set() for key in hidden}
        for tried in product(*ways):
            numbers = self.summed(dict(zip(cells, tried, strict=True)))
            if all(numbers[key] == self.numbers[key] for key in told):
                for key in hidden:
                    found[key].add(numbers[key])
                if all(len(one) > 1 for one in found.values()):
                    break
        return found


def told_and_hidden(counted: Counted) -> tuple[frozenset[Key], frozenset[Key]]:
    """A table as it is first made: cells go with a complement, totals where they are small."""
    cells = hide_small(counted.grid, SMALLEST)
    hidden = {cell_of(y, x) for y, x in counted.cells() if cells[y][x]}
    totals = {row_of(y) for y in counted.rows} | {column_of(x) for x in counted.columns} | {ALL}
    hidden |= {key for key in totals if is_small(counted.numbers[key], SMALLEST)}
    return frozenset(counted.numbers) - hidden, frozenset(hidden)


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_number_can_be_worked_out(seed: int) -> None:
    dice = random.Random(seed)
    rows, columns = dice.choice([(2, 2), (2, 3), (3, 2), (1, 4), (4, 1), (2, 4)])
    counted = Counted(
        [[dice.choice([0, 1, 1, 2, 3, 4]) for _ in range(columns)] for _ in range(rows)]
    )
    told, hidden = told_and_hidden(counted)

    more = giving_away(counted, told, hidden)

    could_be = counted.could_be(told - more, hidden | more)
    assert all(len(found) > 1 for found in could_be.values()), (counted.grid, could_be)


def test_two_small_numbers_whose_sum_is_told_are_not_told_by_it() -> None:
    """1 and 1 of 12 with 10 beside them can be nothing else, since neither is nought."""
    counted = Counted([[1, 1, 10]])
    told, hidden = told_and_hidden(counted)
    assert hidden >= {cell_of(0, 0), cell_of(0, 1)}

    assert cell_of(0, 2) in giving_away(counted, told, hidden)


def test_a_number_told_in_one_place_and_not_in_another_is_told_nowhere() -> None:
    counted = Counted([[9, 9]])

    assert giving_away(counted, frozenset({column_of(0)}), frozenset({column_of(0)})) >= {
        column_of(0)
    }


def test_claims_waiting_are_not_worked_out_from_those_checked() -> None:
    every, checked, waiting = (
        ("claims", Wanted(finding=one)) for one in (None, "checked", "waiting")
    )

    class Claims(Counted):
        def number_of(self, key: Key) -> int:
            return {every: 14, checked: 12, waiting: 2}.get(key, 0)

    more = giving_away(Claims([[0]]), frozenset({every, checked}), frozenset({waiting}))

    assert more == {checked}


def test_what_gives_nothing_away_is_told() -> None:
    counted = Counted([[9, 9, 8], [7, 6, 9]])
    told, hidden = told_and_hidden(counted)

    assert not hidden
    assert giving_away(counted, told, hidden) == frozenset()
