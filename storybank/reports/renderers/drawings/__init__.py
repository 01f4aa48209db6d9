"""How each picture is laid out, and the pen that draws it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from storybank.reports.pack.blocks import Told
from storybank.reports.renderers.drawings import directions, funnel, matrix, years
from storybank.reports.renderers.drawings import told as drawn_of_told
from storybank.reports.renderers.drawings.sketch import Sketch

Rows = Sequence[Mapping[str, Any]]
DRAWINGS: Mapping[str, Callable[[Rows, float], Sketch]] = {
    "funnel": funnel.lay_out,
    "themes": directions.lay_out,
    "matrix": matrix.lay_out,
    "timeline": years.lay_out,
}
"""Pictures of numbers, by ``Picture.drawing``."""
DRAWINGS_OF_TOLD: Mapping[str, Callable[[Sequence[Told], float], Sketch]] = {
    "journey": drawn_of_told.journey,
    "person": drawn_of_told.person,
}
"""Pictures of what people told, drawn of the words themselves."""
