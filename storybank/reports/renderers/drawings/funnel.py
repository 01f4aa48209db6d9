"""How far promises have come: one bar a stage, each as long as the promises it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import BOLD, width_of
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, TRACK, Sketch, pattern

NARROW = 480
_RAMP = {
    "promised": "#dfe7e3",
    "delivered": "#a9c7bf",
    "evidenced": "#5e9c8f",
    "verified": COLOURS["better"],
}
"""Ever darker towards what was checked, so that it reads without colour."""
_THICK, _STUB = 18.0, 14.0


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """The stages from above to below; what is said against, and of what nobody spoke, apart."""
    sketch = Sketch(width)
    narrow = width < NARROW
    stages = [one for one in rows if one["stage"] != "not_upheld"]
    most = max([one["number"] or 0 for one in stages], default=0)
    left = 0.0 if narrow else 190.0
    long = width - left - width_of(f"{most:,} of {most:,}", 14, weight=BOLD) - 10
    y = 4.0
    for row in stages:
        if row["stage"] == "against":
            y += 14
        sketch.text(0, y + 14, row["words"])
        y += 22 if narrow else 0
        _bar(sketch, row, left, y, long, most)
        y += 34 if narrow else 30
    for row in (one for one in rows if one["stage"] == "not_upheld"):
        y += 8
        mark = 0 if row["number"] == 0 else 18
        if mark:
            sketch.mark("worse", left + 6, y + 9)
        sketch.text(left + mark, y + 14, f"{_claims(row['number'])} not upheld", colour=QUIET)
        y += 22
    sketch.height = y
    return sketch


def _claims(number: int | None) -> str:
    if number is None:
        return "a few claims were"
    return f"{number:,} claim was" if number == 1 else f"{number:,} claims were"


def _bar(
    sketch: Sketch, row: Mapping[str, Any], left: float, y: float, long: float, most: int
) -> None:
    number, stage = row["number"], row["stage"]
    sketch.bar(left, y, long, _THICK, TRACK)
    here = long * number / most if number and most else 0
    if number is None:
        sketch.few(left, y, _STUB, _THICK)
    elif number and stage == "against":
        sketch.direction("worse", left, y, here, _THICK)
    elif number and stage == "silent":
        sketch.bar(left, y, here, _THICK, pattern("silent"), stroke=QUIET)
    elif number:
        sketch.bar(left, y, here, _THICK, _RAMP[stage], stroke=COLOURS["better"])
    shown = "a few" if number is None else f"{number:,}"
    end = left + long + 8
    sketch.text(end, y + 14, shown, weight=BOLD)
    if stage != "promised" and row.get("of"):
        past = end + width_of(f"{shown} ", 14, weight=BOLD)
        sketch.text(past, y + 14, f"of {row['of']:,}", size=13, colour=QUIET)
