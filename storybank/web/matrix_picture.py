"""Counts of pairs as a picture: a square of cells, the darker the more, drawn by the server.

Rows carry their names and a number, columns the same numbers, so that the picture stays narrow.
All is said again in words: a title, a description, and the pairs for a table beneath.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

CELL = 25
NAMES = 262  # room for the names of rows
HEAD = 28  # room for the numbers of columns
BASELINE = 17  # of a cell's words, from its top
LONGEST_NAME = 34
SHADES = 5  # and the darkest is kept for counts of five and more
DESCRIBED = 3
Pair = tuple[int, int]


@dataclass(frozen=True)
class Label:
    """The name of a row or the number of a column, and where it stands."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class Cell:
    """One count: its place, how dark it is (1 to 5; 0 on the diagonal), and its number."""

    x: int
    y: int
    shade: int
    count: int


@dataclass(frozen=True)
class Picture:
    """Everything a template needs to draw the square and to say it in words."""

    key: str
    title: str
    description: str
    width: int
    height: int
    grid: str
    names: Sequence[Label]
    numbers: Sequence[Label]
    cells: Sequence[Cell]
    pairs: Sequence[tuple[str, str, int]]


def draw(
    key: str,
    title: str,
    names: Mapping[int, str],
    counts: Mapping[Pair, int],
    *,
    says: str,
    together: bool = False,
) -> Picture | None:
    """Draw counts of (row, column) in the order of ``names``; None where no two meet.

    ``says`` puts a pair and its count into words: ``{row}``, ``{column}``, ``{count}``. With
    ``together`` the order within a pair means nothing: half the square is drawn, and its
    diagonal (how often each is met at all) is left unshaded.
    """
    order = {one: place for place, one in enumerate(_met(names, counts))}
    apart = [
        (_in_order(pair, order, turn=together), count)
        for pair, count in counts.items()
        if count and pair[0] in order and pair[1] in order
    ]
    pairs = sorted(
        ((pair, count) for pair, count in apart if pair[0] != pair[1]),
        key=lambda one: (-one[1], order[one[0][0]], order[one[0][1]]),
    )
    if not pairs:
        return None
    most = max(pairs[0][1], SHADES)
    said = [(names[row], names[column], count) for (row, column), count in pairs]
    return Picture(
        key=key,
        title=title,
        description=_describe(said, says),
        width=NAMES + CELL * len(order) + 2,
        height=HEAD + CELL * len(order) + 2,
        grid=_grid(len(order), half=together),
        names=[
            Label(_short(names[one]), NAMES - 36, _at(place, HEAD) + BASELINE)
            for one, place in order.items()
        ],
        numbers=[
            Label(str(place + 1), _at(place, NAMES) + CELL // 2, HEAD - 8)
            for place in range(len(order))
        ],
        cells=[
            Cell(
                _at(order[column], NAMES),
                _at(order[row], HEAD),
                0 if row == column else ceil(SHADES * count / most),
                count,
            )
            for (row, column), count in apart
        ],
        pairs=said,
    )


def _met(names: Mapping[int, str], counts: Mapping[Pair, int]) -> list[int]:
    """The names that stand in any pair, in their order."""
    met = {one for pair, count in counts.items() if count for one in pair}
    return [one for one in names if one in met]


def _in_order(pair: Pair, order: Mapping[int, int], *, turn: bool) -> Pair:
    """The pair as (row, column), turned so that it falls into the lower half if need be."""
    row, column = pair
    return (column, row) if turn and order[row] < order[column] else (row, column)


def _describe(said: Sequence[tuple[str, str, int]], says: str) -> str:
    first = "; ".join(
        says.format(row=row, column=column, count=count) for row, column, count in said[:DESCRIBED]
    )
    return f"The darker a cell, the more often. Most often: {first}."


def _grid(size: int, *, half: bool) -> str:
    """The lines between cells, as the path of an SVG."""
    right, bottom = NAMES + CELL * size, HEAD + CELL * size
    lines = []
    for place in range(size + 1):
        x, y = _at(place, NAMES), _at(place, HEAD)
        end = min(_at(place + 1, NAMES), right) if half else right
        start = max(_at(place - 1, HEAD), HEAD) if half else HEAD
        lines += [f"M{NAMES} {y}H{end}", f"M{x} {start}V{bottom}"]
    return "".join(lines)


def _at(place: int, begins: int) -> int:
    return begins + CELL * place


def _short(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    return name[:LONGEST_NAME].rsplit(" ", 1)[0].rstrip(",") + " …"
