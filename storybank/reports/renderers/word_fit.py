"""Keeping the first page of a Word document on one sheet: set smaller, as far as it takes.

Word sets the lines itself, so this is an estimate by the widths of the house's own letters, which
are wider than those that stand in for them. Styles stay what they are; only sizes are changed.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from storybank.reports.renderers.drawings.letters import BOLD, REGULAR, Family, wrap
from storybank.reports.renderers.word_look import PAGE_HEIGHT, SERIF, TEXT_WIDTH

_TALL: dict[Family, float] = {"sans": 1.3, "serif": 1.37}
"""How tall a line is, in the size of its letters."""
_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.72)
_LEADING = 0.9
"""How much nearer lines stand on a page that is set smaller at all."""
_LEAST = 7.5
"""The smallest letters, in points."""
_POINTS = 72 / 25.4


def fit_on_page(document: DocxDocument) -> None:
    """Set everything written so far smaller, as far as it takes to stand on one page."""
    parts = [one for one in document.element.body if one.tag != qn("w:sectPr")]
    for scale in _SCALES:
        if sum(_height(document, one, scale) for one in parts) <= PAGE_HEIGHT * _POINTS * 0.97:
            break
    if scale == 1.0:
        return
    for one in (found for part in parts for found in part.iter(qn("w:p"))):
        _set_smaller(Paragraph(one, document._body), scale)


def _height(document: DocxDocument, part: Any, scale: float) -> float:
    """How tall a paragraph or a table stands, in points."""
    if part.tag == qn("w:p"):
        return _height_of_paragraph(Paragraph(part, document._body), TEXT_WIDTH, scale)
    height = 0.0
    for row in part.iter(qn("w:tr")):
        cells = row.findall(qn("w:tc"))
        height += max(
            sum(
                _height_of_paragraph(Paragraph(one, document._body), cell.width.mm - 3, scale)
                for one in cell.iter(qn("w:p"))
            )
            for cell in cells
        )
    return height


def _height_of_paragraph(paragraph: Paragraph, width: float, scale: float) -> float:
    style: Any = paragraph.style
    family: Family = "serif" if style.font.name == SERIF else "sans"
    size = _smaller(_size_of(style), scale)
    indent = style.paragraph_format.left_indent or Mm(0)
    room = (width - indent.mm) * _POINTS
    weight = BOLD if style.font.bold else REGULAR
    lines = max(1, len(wrap(paragraph.text, room, size, family=family, weight=weight)))
    space = _space(style, "space_before") + _space(style, "space_after")
    leading = _LEADING if scale < 1 else 1.0
    return float(lines * size * _TALL[family] * leading + space * scale**2)


def _set_smaller(paragraph: Paragraph, scale: float) -> None:
    style: Any = paragraph.style
    own = paragraph.paragraph_format
    own.line_spacing = _LEADING
    own.space_before = Pt(round(_space(style, "space_before") * scale**2, 1))
    own.space_after = Pt(round(_space(style, "space_after") * scale**2, 1))
    for run in paragraph.runs:
        if run.style is None or run.style.name != "Reference":
            run.font.size = Pt(round(_smaller(_size_of(style), scale) * 2) / 2)


def _size_of(style: Any) -> float:
    """The size of a style's letters in points, its own or that of what it is based on."""
    while style.font.size is None:
        style = style.base_style
    return float(style.font.size.pt)


def _space(style: Any, name: str) -> float:
    """The space before or after a style's paragraphs in points, its own or its base's."""
    while style is not None:
        found = getattr(style.paragraph_format, name)
        if found is not None:
            return float(found.pt)
        style = style.base_style
    return 0.0


def _smaller(size: float, scale: float) -> float:
    return max(size * scale, min(size, _LEAST))
