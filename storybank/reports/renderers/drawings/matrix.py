"""How much is said of each theme in each place: a tile each, the darker the more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from storybank.reports.renderers.drawings.letters import width_of, wrap
from storybank.reports.renderers.drawings.sketch import INK, QUIET, RULE, Sketch, pattern

NARROW = 480
_TINTS = ("#eef1f4", "#dbe2e8", "#c6d1da", "#aebdca", "#94a8b8")
_TILE = 30.0


def lay_out(rows: Sequence[Mapping[str, Any]], width: float) -> Sketch:
    """Themes down, places across; places that do not fit stand in a matrix of their own below."""
    sketch = Sketch(width)
    places = list(dict.fromkeys(row["place"] for row in rows))
    themes = list(dict.fromkeys(row["theme"] for row in rows))
    number_of = {(row["theme"], row["place"]): row["number"] for row in rows}
    most = max((row["number"] or 0 for row in rows), default=0)
    names = 118.0 if width < NARROW else 170.0
    fitting = _fitting(places, width - names)
    parts = math.ceil(len(places) / fitting)
    at_once = math.ceil(len(places) / parts) if parts else 1
    y = 4.0
    for start in range(0, len(places), at_once):
        some = places[start : start + at_once]
        wide = min((width - names) / at_once, 110.0)
        y = _heads(sketch, some, names, wide, y)
        for theme in themes:
            y = _line(sketch, theme, [number_of[theme, one] for one in some], names, wide, y, most)
        y += 18
    sketch.height = max(y - 14, 1)
    return sketch


def _fitting(places: Sequence[str], room: float) -> int:
    """How many places stand beside one another: as many as their longest word leaves room for."""
    longest = max((width_of(word, 13) for one in places for word in one.split()), default=0)
    return max(1, int(room // max(longest + 10, 58)))


def _heads(sketch: Sketch, places: Sequence[str], names: float, wide: float, y: float) -> float:
    heads = [wrap(one, wide - 8, 13) for one in places]
    deepest = max((len(one) for one in heads), default=0)
    for number, lines in enumerate(heads):
        first = y + 13 + 16 * (deepest - len(lines))
        middle = names + wide * (number + 0.5)
        sketch.lines(middle, first, lines, 16, size=13, align="center", colour=QUIET)
    return y + 16 * deepest + 8


def _line(
    sketch: Sketch,
    theme: str,
    numbers: Sequence[int | None],
    names: float,
    wide: float,
    y: float,
    most: int,
) -> float:
    lines = wrap(theme, names - 12, 14)
    tall = max(_TILE, 18 * len(lines) + 8)
    sketch.lines(0, y + tall / 2 + 5 - 9 * (len(lines) - 1), lines, 18)
    for place, number in enumerate(numbers):
        x, middle = names + wide * place, names + wide * (place + 0.5)
        if number is None:
            sketch.bar(x + 1, y + 1, wide - 2, tall - 2, pattern("few"), stroke=QUIET, dash=(3, 3))
        elif number:
            step = min(len(_TINTS) - 1, (number * len(_TINTS) - 1) // most)
            sketch.bar(x + 1, y + 1, wide - 2, tall - 2, _TINTS[step])
        else:
            sketch.bar(x + 1, y + 1, wide - 2, tall - 2, "none", stroke=RULE)
        shown = "a few" if number is None else f"{number:,}"
        sketch.text(
            middle,
            y + tall / 2 + 5,
            shown,
            size=13,
            align="center",
            colour=INK if number else QUIET,
        )
    return y + tall
