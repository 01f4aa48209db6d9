"""How far promises have come: one bar a stage, each as long as the promises it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import BOLD
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, TRACK, Sketch, pattern

NARROW = 480
_RAMP = {
    "promised": "#dfe7e3",
    "delivered": "#a9c7bf",
    "evidenced": "#5e9c8f",
    "verified": COLOURS["better"],
}
"""Ever darker towards what was checked, so that it reads without colour."""


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """The stages from above to below; what is said against, and of what nobody spoke, apart."""
    sketch = Sketch(width)
    stages = [one for one in rows if one["stage"] != "not_upheld"]
    most = max([one["number"] or 0 for one in stages], default=0)
    narrow = width < NARROW
    left, right = (0, 78) if narrow else (190, 84)
    unit = (width - left - right) / most if most else 0
    y = 6.0
    for row in stages:
        if row["stage"] == "against":
            y += 12
        if narrow:
            sketch.text(0, y + 14, row["words"])
            y += 22
        else:
            sketch.text(0, y + 14, row["words"])
        _bar(sketch, row, left, y, unit, most)
        y += 34 if narrow else 30
    for row in (one for one in rows if one["stage"] == "not_upheld"):
        number, y = row["number"], y + 8
        said = "a few claims were" if number is None else _claims(number)
        sketch.mark("worse", left + 6, y + 9)
        sketch.text(left + 18, y + 14, f"{said} not upheld", colour=QUIET)
        y += 24
    sketch.height = y
    return sketch


def _claims(number: int) -> str:
    return f"{number:,} claim was" if number == 1 else f"{number:,} claims were"


def _bar(
    sketch: Sketch, row: Mapping[str, Any], left: float, y: float, unit: float, most: int
) -> None:
    number, stage = row["number"], row["stage"]
    sketch.bar(left, y, unit * most, 18, TRACK)
    if number is None:
        sketch.few(left, y, 14, 18)
    elif number and stage == "against":
        sketch.direction("worse", left, y, number * unit, 18)
    elif number and stage == "silent":
        sketch.bar(left, y, number * unit, 18, pattern("silent"), stroke=QUIET)
    elif number:
        sketch.bar(left, y, number * unit, 18, _RAMP[stage], stroke=COLOURS["better"])
    shown = "a few" if number is None else f"{number:,}"
    end = left + unit * most + 8
    sketch.text(end, y + 14, shown, weight=BOLD)
    if stage != "promised" and row.get("of"):
        past = end + 5 + 8.2 * len(shown)
        sketch.text(past, y + 14, f"of {row['of']:,}", size=13, colour=QUIET)
