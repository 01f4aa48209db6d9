"""What was told year by year: a lane a direction, all measured by one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import BOLD, width_of, wrap
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, Sketch

NARROW = 480
_LANES = (
    ("better", "better"),
    ("worse", "worse"),
    ("need", "need or lack"),
    ("activity", "only what was done"),
)
_TALL = 36.0


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """Years across, directions down; the number stands on each bar."""
    sketch = Sketch(width)
    narrow = width < NARROW
    left = 0.0 if narrow else 128.0
    cell = min((width - left) / max(len(rows), 1), 88.0)
    most = max((row[change] or 0 for row in rows for change, _ in _LANES), default=0)
    unit = _TALL / most if most else 0
    y = 0.0
    for change, words in _LANES:
        if narrow:
            sketch.mark(change, 7, y + 11)
            sketch.text(18, y + 16, words, weight=BOLD, colour=COLOURS[change])
            y += 20
        ground = y + 18 + _TALL
        if not narrow:
            sketch.mark(change, 7, ground - 5)
            lines = wrap(words, left - 34, 14, weight=BOLD)
            first = ground - 18 * (len(lines) - 1)
            sketch.lines(18, first, lines, 18, weight=BOLD, colour=COLOURS[change])
        for place, row in enumerate(rows):
            _bar(sketch, change, row[change], left + cell * (place + 0.5), ground, cell, unit)
        sketch.rule(left, ground, left + cell * len(rows), ground, colour=QUIET)
        y = ground + 8
    deepest = _years(sketch, [row["name"] for row in rows], left, cell, y)
    sketch.height = y + 16 * deepest + 8
    return sketch


def _bar(
    sketch: Sketch,
    change: str,
    number: int | None,
    middle: float,
    ground: float,
    cell: float,
    unit: float,
) -> None:
    wide = min(30.0, cell * 0.62)
    tall = 10.0 if number is None else max(number * unit, 2.0 if number else 0.0)
    if number is None:
        sketch.few(middle - wide / 2, ground - tall, wide, tall)
    elif number:
        sketch.direction(change, middle - wide / 2, ground - tall, wide, tall)
    shown = "a few" if number is None else f"{number:,}"
    size = 13 if width_of(shown, 13) < cell else 11
    sketch.text(
        middle,
        ground - tall - 5,
        shown,
        size=size,
        align="center",
        colour=COLOURS[change] if number else QUIET,
    )


def _years(sketch: Sketch, names: Sequence[str], left: float, cell: float, y: float) -> int:
    """The years under the lanes, shortened where they would meet; how many lines they take."""
    short = any(width_of(one, 13) > cell - 3 for one in names if one.isdigit())
    deepest = 1
    for place, name in enumerate(names):
        shown = f"’{name[-2:]}" if short and name.isdigit() else name
        lines = wrap(shown, cell - 2, 13) if shown == name and not name.isdigit() else [shown]
        sketch.lines(
            left + cell * (place + 0.5), y + 14, lines, 16, size=13, align="center", colour=QUIET
        )
        deepest = max(deepest, len(lines))
    return deepest
