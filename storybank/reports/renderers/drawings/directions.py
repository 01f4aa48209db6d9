"""What changed in each theme: better to the right, worse and need to the left.

What was only done stands apart. All bars are measured by one scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import BOLD, wrap
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, RULE, Align, Sketch

NARROW = 480
_THICK, _BETWEEN, _STUB = 13.0, 3.0, 14.0
_NUMBER = 40.0
"""Room for a number at the end of a bar."""
_LEAST = (44.0, 60.0, 40.0)
"""What the three columns are at least wide, so that their heads do not meet."""


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """A line a theme under the heads of the columns."""
    sketch = Sketch(width)
    narrow = width < NARROW
    names = 0.0 if narrow else 168.0
    unit, (to_left, to_right, _) = _columns(rows, width - names - 3 * _NUMBER - 18)
    zero = names + _NUMBER + to_left
    apart = zero + to_right + _NUMBER + 18
    y = _heads(sketch, zero, apart)
    top = y
    for row in rows:
        lines = wrap(row["name"], width if narrow else names - 14, 14)
        if narrow:
            y = sketch.lines(0, y + 14, lines, 18) - 10
        else:
            first = y + (_THICK * 2 + _BETWEEN) / 2 + 5 - 9 * (len(lines) - 1)
            sketch.lines(0, first, lines, 18)
        lower, middle = y + _THICK + _BETWEEN, y + (_THICK + _BETWEEN) / 2
        _bar(sketch, "worse", row["worse"], zero, y, unit, to_left=True)
        _bar(sketch, "need", row["need"], zero, lower, unit, to_left=True)
        _bar(sketch, "better", row["better"], zero, middle, unit)
        _bar(sketch, "activity", row["activity"], apart, middle, unit)
        y += 2 * _THICK + _BETWEEN + (14 if narrow else 12)
    for line in (zero, apart):
        sketch.rule(line, top - 4, line, y - 6, colour=QUIET if line == zero else RULE)
    sketch.height = y
    return sketch


def _columns(
    rows: Sequence[Mapping[str, Any]], room: float
) -> tuple[float, tuple[float, float, float]]:
    """Pixels a passage, and how wide left, right and apart are."""

    def most(*names: str) -> int:
        return max((row[name] or 0 for row in rows for name in names), default=0)

    mosts = (most("worse", "need"), most("better"), most("activity"))
    at_least: set[int] = set()
    unit = 0.0
    for _ in mosts:  # a column that would be too narrow keeps its least width, and the rest share
        free = room - sum(_LEAST[one] for one in at_least)
        total = sum(number for one, number in enumerate(mosts) if one not in at_least)
        unit = free / total if total else 0.0
        narrow = {
            one
            for one, number in enumerate(mosts)
            if one not in at_least and number * unit < _LEAST[one]
        }
        if not narrow or total == 0:
            break
        at_least |= narrow
    left, right, apart = (max(least, n * unit) for least, n in zip(_LEAST, mosts, strict=True))
    return unit, (left, right, apart)


def _heads(sketch: Sketch, zero: float, apart: float) -> float:
    for number, (change, word) in enumerate((("worse", "worse"), ("need", "need or lack"))):
        y = 6 + number * 20
        sketch.direction(change, zero - 20, y, 14, 12)
        sketch.text(
            zero - 42, y + 11, word, size=13, weight=BOLD, colour=COLOURS[change], align="right"
        )
        sketch.mark(change, zero - 31, y + 6)
    sketch.direction("better", zero + 6, 16, 14, 12)
    sketch.mark("better", zero + 31, 22)
    sketch.text(zero + 42, 27, "better", size=13, weight=BOLD, colour=COLOURS["better"])
    sketch.direction("activity", apart + 6, 16, 14, 12)
    sketch.mark("activity", apart + 31, 22)
    sketch.text(apart + 42, 17 + 10, "done", size=13, weight=BOLD, colour=COLOURS["activity"])
    return 54.0


def _bar(
    sketch: Sketch,
    change: str,
    number: int | None,
    zero: float,
    y: float,
    unit: float,
    *,
    to_left: bool = False,
) -> None:
    long = _STUB if number is None else number * unit
    x = zero - long if to_left else zero
    if number is None:
        sketch.few(x, y, long, _THICK)
    elif number:
        sketch.direction(change, x, y, long, _THICK)
    shown = "a few" if number is None else f"{number:,}"
    end, align = (x - 5, "right") if to_left else (zero + long + 5, "left")
    side: Align = "right" if align == "right" else "left"
    sketch.text(
        end, y + 11, shown, size=13, colour=QUIET if not number else COLOURS[change], align=side
    )
