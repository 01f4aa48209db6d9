"""What changed in each theme: better to the right, worse and need to the left.

What was only done stands apart. All bars are measured by one scale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import BOLD, wrap
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, RULE, Sketch

NARROW = 480
_THICK, _BETWEEN, _STUB = 13.0, 3.0, 14.0
_TALL = 2 * _THICK + _BETWEEN
_NUMBER = 36.0
"""Room for a number at the end of a bar."""
_LEAST = (48.0, 62.0, 70.0)
"""What the three columns are at least wide, so that their heads do not meet."""


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """A line a theme under the heads of the columns."""
    sketch = Sketch(width)
    narrow = width < NARROW
    names = 0.0 if narrow else 168.0
    unit, (to_left, to_right, _) = _columns(rows, width - names - 3 * _NUMBER - 14)
    zero = names + _NUMBER + to_left
    apart = zero + to_right + _NUMBER + 14
    y = _heads(sketch, zero, apart)
    for row in rows:
        lines = wrap(row["name"], width if narrow else names - 14, 14)
        if narrow:
            y = sketch.lines(0, y + 14, lines, 18) - 8
            _line(sketch, row, zero, apart, y, unit, gap=0)
            y += _TALL + 14
            continue
        tall = max(_TALL, 18.0 * len(lines))
        sketch.lines(0, y + tall / 2 + 5 - 9 * (len(lines) - 1), lines, 18)
        spare = (tall - _TALL) / 2
        _line(sketch, row, zero, apart, y + spare, unit, gap=6 + spare)
        y += tall + 12
    sketch.height = y - 6
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
    for _ in mosts:  # a column that would be too narrow keeps its least width; the rest share
        free = room - sum(_LEAST[one] for one in at_least)
        total = sum(number for one, number in enumerate(mosts) if one not in at_least)
        unit = free / total if total else unit
        too_narrow = {
            one
            for one, number in enumerate(mosts)
            if one not in at_least and number * unit < _LEAST[one]
        }
        if not too_narrow or not total:
            break
        at_least |= too_narrow
    left, right, apart = (max(least, n * unit) for least, n in zip(_LEAST, mosts, strict=True))
    return unit, (left, right, apart)


def _heads(sketch: Sketch, zero: float, apart: float) -> float:
    """Each direction's pattern, mark and word; the two on the left in the order of their bars."""
    for number, change in enumerate(("worse", "need")):
        y = 2.0 + number * 20
        sketch.direction(change, zero - 20, y, 14, 12)
        sketch.mark(change, zero - 31, y + 6)
        how: dict[str, Any] = {"size": 13, "weight": BOLD, "colour": COLOURS[change]}
        sketch.text(zero - 42, y + 11, change, align="right", **how)
    for x, change in ((zero, "better"), (apart, "activity")):
        sketch.direction(change, x + 6, 12, 14, 12)
        sketch.mark(change, x + 31, 18)
        sketch.text(x + 42, 23, change, size=13, weight=BOLD, colour=COLOURS[change])
    return 50.0


def _line(
    sketch: Sketch,
    row: Mapping[str, Any],
    zero: float,
    apart: float,
    y: float,
    unit: float,
    *,
    gap: float,
) -> None:
    """The bars of one theme, and the lines they start from."""
    middle = y + (_THICK + _BETWEEN) / 2
    for change, x, top in (
        ("worse", zero, y),
        ("need", zero, y + _THICK + _BETWEEN),
        ("better", zero, middle),
        ("activity", apart, middle),
    ):
        _bar(sketch, change, row[change], x, top, unit)
    for line, colour in ((zero, QUIET), (apart, RULE)):
        sketch.rule(line, y - gap, line, y + _TALL + gap, colour=colour)


def _bar(
    sketch: Sketch, change: str, number: int | None, zero: float, y: float, unit: float
) -> None:
    to_left = change in ("worse", "need")
    long = _STUB if number is None else number * unit
    x = zero - long if to_left else zero
    if number is None:
        sketch.few(x, y, long, _THICK)
    elif number:
        sketch.direction(change, x, y, long, _THICK)
    sketch.text(
        x - 5 if to_left else zero + long + 5,
        y + 11,
        "a few" if number is None else f"{number:,}",
        size=13,
        colour=COLOURS[change] if number else QUIET,
        align="right" if to_left else "left",
    )
