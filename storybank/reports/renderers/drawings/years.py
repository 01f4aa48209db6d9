"""What was told year by year: a lane a direction, all measured by one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import BOLD, width_of, wrap
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, Sketch

NARROW = 480
_LANES = ("better", "worse", "need", "activity")
_TALL = 36.0
_UNDATED = 46.0
"""How wide the column is at least of what nobody knows the day of."""


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """Years across, directions down; the number stands on each bar."""
    sketch = Sketch(width)
    left = 0.0 if width < NARROW else 96.0
    columns = _columns(rows, left, width)
    most = max((row[change] or 0 for row in rows for change in _LANES), default=0)
    y = 0.0
    for change in _LANES:
        y = _lane(sketch, change, [row[change] for row in rows], columns, y, most)
    deepest = _years(sketch, [row["name"] for row in rows], columns, y)
    sketch.height = y + 16 * deepest + 8
    return sketch


Columns = Sequence[tuple[float, float]]
"""The middle and the width of each year's column."""


def _columns(rows: Sequence[Mapping[str, Any]], left: float, width: float) -> Columns:
    dated = sum(row["name"].isdigit() for row in rows)
    cell = min((width - left) / max(len(rows), 1), 88.0)
    if dated < len(rows) and cell < _UNDATED:
        cell = (width - left - _UNDATED) / max(dated, 1)
    found = []
    for row in rows:
        wide = cell if row["name"].isdigit() else max(cell, _UNDATED)
        found.append((left + wide / 2, wide))
        left += wide
    return found


def _lane(
    sketch: Sketch,
    change: str,
    numbers: Sequence[int | None],
    columns: Columns,
    y: float,
    most: int,
) -> float:
    """One direction; as tall as its highest bar needs, by the scale of all."""
    unit = _TALL / most if most else 0
    tallest = max((_tall(one, unit) for one in numbers), default=0)
    left = columns[0][0] - columns[0][1] / 2 if columns else 0
    above = left < 1  # on a phone the name stands above its lane
    if above:
        y += 20
    ground = y + 18 + tallest
    beside = y - 4 if above else ground
    sketch.mark(change, 7, beside - 5)
    sketch.text(18, beside, change, weight=BOLD, colour=COLOURS[change])
    for (middle, cell), number in zip(columns, numbers, strict=True):
        _bar(sketch, change, number, middle, ground, cell, unit)
    if columns:
        end = columns[-1][0] + columns[-1][1] / 2
        sketch.rule(left, ground, end, ground, colour=QUIET)
    return ground + 14


def _tall(number: int | None, unit: float) -> float:
    return 10.0 if number is None else max(number * unit, 2.0 if number else 0.0)


def _bar(
    sketch: Sketch,
    change: str,
    number: int | None,
    middle: float,
    ground: float,
    cell: float,
    unit: float,
) -> None:
    wide, tall = min(30.0, cell * 0.62), _tall(number, unit)
    if number is None:
        sketch.few(middle - wide / 2, ground - tall, wide, tall)
    elif number:
        sketch.direction(change, middle - wide / 2, ground - tall, wide, tall)
    shown = "a few" if number is None else f"{number:,}"
    sketch.text(
        middle,
        ground - tall - 5,
        shown,
        size=13 if width_of(shown, 13) < cell - 3 else 11,
        align="center",
        colour=COLOURS[change] if number else QUIET,
    )


def _years(sketch: Sketch, names: Sequence[str], columns: Columns, y: float) -> int:
    """The years under the lanes, shortened where they would meet; how many lines they take."""
    short = any(
        width_of(name, 13) > cell - 3
        for name, (_, cell) in zip(names, columns, strict=True)
        if name.isdigit()
    )
    deepest = 1
    for name, (middle, cell) in zip(names, columns, strict=True):
        lines = [f"’{name[-2:]}" if short else name]
        if not name.isdigit():
            lines = wrap(name, cell - 2, 13)
        sketch.lines(middle, y + 6, lines, 16, size=13, align="center", colour=QUIET)
        deepest = max(deepest, len(lines))
    return deepest
