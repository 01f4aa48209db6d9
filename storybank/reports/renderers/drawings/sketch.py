"""The pen: bars, lines, marks and words at places in pixels, put to paper by altair.

Everything that a picture shows is one of these four. Where each stands is worked out beside what it
means (``funnel``, ``matrix`` ...), so that nothing is left to a chart's own idea of a good margin.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from storybank.reports.renderers.drawings.letters import REGULAR, Family

INK, QUIET, RULE, TRACK = "#1d2530", "#55606e", "#cfc6b8", "#ece5da"
COLOURS = {"better": "#0f6b5c", "need": "#7e5200", "worse": "#9e2f1b", "activity": "#48586a"}
"""The four directions, as everywhere."""
SHAPES = {
    "better": "triangle-up",
    "need": "diamond",
    "worse": "triangle-down",
    "activity": "circle",
}
GENERIC: dict[Family, str] = {"sans": "sans-serif", "serif": "serif"}
"""The house's own families are put in afterwards: drawing looks for each word's, which is slow."""
FEW_DASH = (3, 3)
Align = Literal["left", "center", "right"]


def pattern(name: str) -> str:
    """The fill of a pattern that ``pictures`` defines: seen without colour too."""
    return f"url(#pattern-{name})"


@dataclass
class Sketch:
    """A drawing in the making. Places are in pixels from the upper left corner."""

    width: float
    height: float = 0
    bars: list[dict[str, Any]] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)

    def bar(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        stroke: str = "",
        dash: Iterable[int] = (),
    ) -> None:
        """A rectangle; with a stroke it is drawn inside its edge."""
        inset = 0.6 if stroke else 0.0
        self.bars.append(
            {
                "x": _round(x + inset),
                "y": _round(y + inset),
                "x2": _round(x + max(width, 1.2) - inset),
                "y2": _round(y + height - inset),
                "fill": fill,
                "stroke": stroke or "none",
                "dash": list(dash),
            }
        )

    def direction(self, change: str, x: float, y: float, width: float, height: float) -> None:
        """A bar of a direction: each has its own pattern besides its colour."""
        fills = {
            "better": COLOURS["better"],
            "worse": pattern("worse"),
            "need": pattern("need"),
            "activity": pattern("open"),
        }
        self.bar(x, y, width, height, fills[change], stroke=COLOURS[change])

    def few(self, x: float, y: float, width: float, height: float) -> None:
        """An open mark in place of a number too small to be told."""
        self.bar(x, y, width, height, pattern("open"), stroke=QUIET, dash=FEW_DASH)

    def rule(
        self, x: float, y: float, x2: float, y2: float, *, colour: str = RULE, thick: float = 1
    ) -> None:
        """A line."""
        self.rules.append(
            {
                "x": _round(x),
                "y": _round(y),
                "x2": _round(x2),
                "y2": _round(y2),
                "stroke": colour,
                "thick": thick,
            }
        )

    def mark(self, change: str, x: float, y: float, size: float = 62) -> None:
        """The mark of a direction: triangle, diamond or open circle."""
        self.shape(
            x,
            y,
            SHAPES[change],
            stroke=COLOURS[change],
            fill="none" if change == "activity" else COLOURS[change],
            size=size,
        )

    def shape(
        self, x: float, y: float, shape: str, *, stroke: str, fill: str = "", size: float = 62
    ) -> None:
        """A small shape, such as the head of an arrow."""
        self.marks.append(
            {
                "x": _round(x),
                "y": _round(y),
                "shape": shape,
                "fill": fill or stroke,
                "stroke": stroke,
                "size": size,
            }
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 14,
        colour: str = INK,
        weight: int = REGULAR,
        family: Family = "sans",
        align: Align = "left",
    ) -> None:
        """A line of words; ``y`` is where the letters stand."""
        self.texts.append(
            {
                "x": _round(x),
                "y": _round(y),
                "words": words,
                "size": size,
                "fill": colour,
                "weight": weight,
                "family": GENERIC[family],
                "align": align,
            }
        )

    def lines(self, x: float, y: float, lines: Iterable[str], leading: float, **how: Any) -> float:
        """Lines of words below one another; where the next would stand."""
        for words in lines:
            self.text(x, y, words, **how)
            y += leading
        return y

    def spec(self) -> dict[str, Any]:
        """The drawing as a Vega-Lite specification."""
        drawn = {"bars": self.bars, "rules": self.rules, "marks": self.marks, "texts": self.texts}
        there = {name: rows for name, rows in drawn.items() if rows}
        # What is drawn is put in afterwards: altair would look at every value of it.
        size = {"width": self.width, "height": self.height}
        return {**_chart(tuple(there)), **size, "datasets": there}


@cache
def _chart(names: tuple[str, ...]) -> dict[str, Any]:
    """How bars, rules, marks and texts are drawn, each as its row says."""
    # A third of a second to import, and only who draws needs it.
    import altair as alt

    across, down = alt.X("x:Q", scale=None, axis=None), alt.Y("y:Q", scale=None, axis=None)
    fill, stroke = alt.Fill("fill:N", scale=None), alt.Stroke("stroke:N", scale=None)
    to = (alt.X2("x2"), alt.Y2("y2"))

    def each(name: str) -> Any:
        return alt.Chart(alt.NamedData(name))

    def said(name: str) -> Any:
        return alt.ExprRef(f"datum.{name}")

    layers = {
        "bars": lambda: (
            each("bars")
            .mark_rect(strokeWidth=1.2, strokeDash=said("dash"))
            .encode(across, down, *to, fill, stroke)
        ),
        "rules": lambda: (
            each("rules")
            .mark_rule(strokeCap="round", strokeWidth=said("thick"))
            .encode(across, down, *to, stroke)
        ),
        "marks": lambda: (
            each("marks")
            .mark_point(opacity=1, strokeWidth=1.6, shape=said("shape"), size=said("size"))
            .encode(across, down, fill, stroke)
        ),
        "texts": lambda: (
            each("texts")
            .mark_text(
                baseline="alphabetic",
                align=said("align"),
                font=said("family"),
                fontSize=said("size"),
                fontWeight=said("weight"),
                limit=0,
            )
            .encode(across, down, alt.Text("words:N"), fill)
        ),
    }
    chart = alt.layer(*(layers[name]() for name in names)).properties(
        padding=0,
        background="transparent",
        autosize=alt.AutoSizeParams(type="none"),
    )
    return dict(chart.configure_view(stroke=None).to_dict(validate=False))


def _round(number: float) -> float:
    return round(number, 1)
