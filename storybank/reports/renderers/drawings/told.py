"""Pictures of what people told: the journey of one change, and one person over time.

They hold words of stories, so they are drawn anew each time and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from storybank.reports.pack.blocks import Told
from storybank.reports.renderers.drawings.letters import BOLD, wrap
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, RULE, Sketch

NARROW = 480
STEPS = (
    ("before", "Before", "need"),
    ("happened", "What happened", "activity"),
    ("now", "Now", "better"),
)
_SIZE, _LEADING = 16.0, 23.0


def steps_of(told: Told) -> list[tuple[str, str, str]]:
    """Head, words and direction of each step of a journey that is told of."""
    found = []
    for name, head, change in STEPS:
        words = str(told.facts.get(name) or "").strip()
        if words:
            known = str(told.facts.get(f"{name}_change") or change)
            found.append((head, words, known if known in COLOURS else change))
    return found


def journey(told: Sequence[Told], width: float) -> Sketch:
    """Steps beside one another with an arrow between them; on a phone below one another."""
    sketch = Sketch(width)
    steps = [step for one in told for step in steps_of(one)]
    if width < NARROW:
        _down(sketch, steps)
    elif steps:
        _across(sketch, steps)
    return sketch


def _across(sketch: Sketch, steps: Sequence[tuple[str, str, str]]) -> None:
    between = 44.0
    wide = (sketch.width - between * (len(steps) - 1)) / len(steps)
    lowest = 0.0
    for place, step in enumerate(steps):
        x = place * (wide + between)
        lowest = max(lowest, _step(sketch, step, x, 0, wide))
        if place:
            _arrow_across(sketch, x - between + 8, x - 10, 12)
    sketch.height = lowest


def _down(sketch: Sketch, steps: Sequence[tuple[str, str, str]]) -> None:
    y = 0.0
    for place, step in enumerate(steps):
        if place:
            sketch.rule(7, y + 2, 7, y + 20, colour=QUIET, thick=1.5)
            sketch.shape(7, y + 22, "triangle-down", stroke=QUIET, size=50)
            y += 34
        y = _step(sketch, step, 0, y, sketch.width)
    sketch.height = y


def _step(sketch: Sketch, step: tuple[str, str, str], x: float, y: float, wide: float) -> float:
    head, words, change = step
    sketch.mark(change, x + 7, y + 12, 80)
    sketch.text(x + 20, y + 17, head, weight=BOLD, colour=COLOURS[change])
    sketch.rule(x + 0.5, y + 28, x + wide, y + 28, colour=COLOURS[change], thick=2)
    lines = wrap(f"“{words}”", wide, _SIZE, family="serif")
    below = sketch.lines(x, y + 52, lines, _LEADING, size=_SIZE, family="serif")
    return below - _LEADING + 10


def _arrow_across(sketch: Sketch, start: float, end: float, y: float) -> None:
    sketch.rule(start, y, end - 4, y, colour=QUIET, thick=1.5)
    sketch.shape(end, y, "triangle-right", stroke=QUIET, size=50)


def person(told: Sequence[Told], width: float) -> Sketch:
    """One line through what a person told, the earliest above: when, what of, and what changed."""
    sketch = Sketch(width)
    narrow = width < NARROW
    line, y = (7.0 if narrow else 148.0), 4.0
    first = y + 10
    last = first
    for one in told:
        last = y + 10
        y = _moment(sketch, one, line, y, narrow=narrow) + 20
    if len(told) > 1:
        sketch.rule(line, first, line, last, colour=RULE, thick=2)
    sketch.height = max(y - 14, 1)
    return sketch


def _moment(sketch: Sketch, told: Told, line: float, y: float, *, narrow: bool) -> float:
    facts, x = told.facts, line + 20
    when = str(facts.get("when") or "Day not known")
    sketch.shape(line, y + 10, "circle", stroke=QUIET, fill="#ffffff", size=90)
    room = sketch.width - x
    if narrow:
        y = sketch.lines(x, y + 15, wrap(when, room, 13), 17, size=13, colour=QUIET) - 11
    else:
        lines = wrap(when, line - 24, 13)
        sketch.lines(line - 18, y + 15, lines, 17, size=13, colour=QUIET, align="right")
    title = wrap(str(facts.get("title") or "A story"), room, 15, family="serif", weight=BOLD)
    y = sketch.lines(x, y + 15, title, 20, size=15, family="serif", weight=BOLD)
    for theme, change in facts.get("codes") or ():
        known = change if change in COLOURS else "activity"
        words = wrap(f"{theme}: {known}", room - 18, 14)
        sketch.mark(known, x + 6, y + 1)
        y = sketch.lines(x + 18, y + 6, words, 18) - 4
    return y - 6
