"""How a report looks in Word: its page, its styles, and the parts that Word keeps out of sight.

Everything is set in real styles, so that whoever receives it can change a look in one place and
move by headings, and a screen reader knows what is what. Fonts are the house's where they are
installed, and Arial and Georgia where they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

SANS, SERIF = "Atkinson Hyperlegible Next", "Source Serif 4"
_NEAREST = {SANS: ("Arial", "swiss"), SERIF: ("Georgia", "roman")}
LANGUAGE = "en-GB"
INK, QUIET, PLUM = "1D2530", "55606E", "7A2E4D"
TEXT_WIDTH = 166
"""Millimetres between the margins of A4."""
PAGE_HEIGHT = 252
"""Millimetres between the upper margin and the footing."""
_LONGEST_WORD = 22
# name, based on, font, size, colour, bold, space before, space after, indent in mm
_STYLES = (
    ("Title", "Normal", SERIF, 24, INK, True, 0, 4, 0),
    ("Subtitle", "Normal", SANS, 10, QUIET, False, 0, 2, 0),
    ("Heading 1", "Normal", SERIF, 17, INK, True, 16, 4, 0),
    ("Heading 2", "Normal", SERIF, 13.5, INK, True, 12, 3, 0),
    ("Heading 3", "Normal", SANS, 11, INK, True, 10, 2, 0),
    ("Lead", "Normal", SERIF, 12.5, INK, False, 0, 5, 0),
    ("Note", "Normal", SANS, 9, QUIET, False, 0, 5, 0),
    ("Warning", "Normal", SANS, 10.5, INK, True, 0, 5, 0),
    ("Quote", "Normal", SERIF, 12.5, INK, False, 4, 2, 6),
    ("Quote About", "Normal", SANS, 9, QUIET, False, 8, 0, 6),
    ("Quote Source", "Normal", SANS, 9, QUIET, False, 0, 1, 6),
    ("Fact", "Normal", SANS, 10.5, INK, False, 0, 1, 0),
    ("Story", "Normal", SERIF, 12, INK, False, 0, 6, 0),
    ("Caption", "Normal", SANS, 9.5, INK, True, 10, 3, 0),
    ("Figure", "Normal", SERIF, 20, INK, True, 0, 2, 0),
    ("Table Text", "Normal", SANS, 9.5, INK, False, 1, 1, 0),
    ("Gap", "Normal", SANS, 4, QUIET, False, 0, 2, 0),
    ("Footer", "Normal", SANS, 7.5, QUIET, False, 0, 2, 0),
)
_KEPT_WITH_NEXT = ("Title", "Subtitle", "Caption", "Quote", "Quote About")


def blank_document(title: str, about: str, made_on: date) -> DocxDocument:
    """An empty document on A4 in the house's styles, in British English, with its title."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(18), Mm(27)
    section.footer_distance = Mm(9)
    _set_styles(document)
    _set_language(document)
    _say_what_stands_in(document)
    _leave_template_behind(document)
    known = document.core_properties
    known.title, known.subject, known.language = title, about, LANGUAGE
    known.author, known.last_modified_by, known.comments = "Storybank", "Storybank", ""
    known.created = known.modified = datetime.combine(made_on, time(12), UTC)
    return document


def _set_styles(document: DocxDocument) -> None:
    normal: Any = document.styles["Normal"]
    _set_font(normal, SANS, 10.5, INK)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(5), 1.0
    normal.paragraph_format.widow_control = True
    for name, based_on, font, size, colour, bold, before, after, indent in _STYLES:
        known = name in document.styles
        style: Any = (
            document.styles[name]
            if known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        style.base_style = document.styles[based_on]
        _set_font(style, font, size, colour)
        style.font.bold, style.font.italic = bold, False
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.left_indent = Mm(indent) if indent else None
        shape.keep_with_next = (name.startswith("Heading") or name in _KEPT_WITH_NEXT) or None
        if (edge := style.element.pPr.find(qn("w:pBdr"))) is not None:
            style.element.pPr.remove(edge)  # the template rules a line under a title
    for one in list(document.styles.element.iter(qn("w:link"))):
        one.getparent().remove(one)  # to twins for letters, which keep the template's look
    reference: Any = document.styles.add_style("Reference", WD_STYLE_TYPE.CHARACTER)
    _set_font(reference, SANS, 7.5, QUIET)


def _set_font(style: Any, font: str, size: float, colour: str) -> None:
    style.font.name, style.font.size = font, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if "heme" in name:  # else the template's theme decides
            del fonts.attrib[name]
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), font)


def _set_language(document: DocxDocument) -> None:
    """British English for the whole, so that it is read aloud and proofed as such."""
    styles = document.styles.element
    for one in styles.iter(qn("w:lang")):
        one.set(qn("w:val"), LANGUAGE)
    for one in document.settings.element.iter(qn("w:themeFontLang")):
        one.set(qn("w:val"), LANGUAGE)


def _say_what_stands_in(document: DocxDocument) -> None:
    """Which font to take where the house's is not installed."""
    package: Any = document.part.package
    for part in package.iter_parts():
        if str(part.partname) != "/word/fontTable.xml":
            continue
        table: Any = parse_xml(part.blob)
        for font, (nearest, family) in _NEAREST.items():
            table.append(
                parse_xml(
                    f'<w:font {nsdecls("w")} w:name="{font}"><w:altName w:val="{nearest}"/>'
                    f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
                )
            )
        part._blob = serialize_part_xml(table)


def _leave_template_behind(document: DocxDocument) -> None:
    """No small picture of an empty page, and no look of an older Word."""
    package: Any = document.part.package
    for name, part in list(package.rels.items()):
        if part.reltype.endswith("/thumbnail"):
            del package.rels[name]
    for one in document.settings.element.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


def set_footer(document: DocxDocument, quiet: str, title: str) -> None:
    """The quiet line on every page, and which page of how many."""
    footer = document.sections[0].footer
    first = footer.paragraphs[0]
    first.text = quiet
    pages = footer.add_paragraph(style="Footer")
    pages.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    pages.add_run(f"{title} · Page ")
    _field(pages, "PAGE")
    pages.add_run(" of ")
    _field(pages, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def describe_picture(shape: Any, title: str, words: str) -> None:
    """The text alternative of a picture, where Word and screen readers look for it."""
    for name in (shape._inline.docPr, shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr):
        name.set("descr", words)
        name.set("title", title)
        name.set("name", title)


def plain_table(document: DocxDocument, rows: int, title: str, widths: Sequence[float]) -> Any:
    """A table of fine lines, with its name for who does not see it; widths in millimetres."""
    table: Any = document.add_table(rows=rows, cols=len(widths))
    properties = table._tbl.tblPr
    for one in list(properties):
        if one.tag != qn("w:tblStyle"):
            properties.remove(one)
    # In the order that Word's own schema asks for.
    for xml in (
        '<w:tblW {} w:w="5000" w:type="pct"/>',
        '<w:tblBorders {}><w:top w:val="single" w:sz="6" w:color="1D2530"/>'
        '<w:bottom w:val="single" w:sz="4" w:color="CFC6B8"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="E4DDD2"/></w:tblBorders>',
        '<w:tblLayout {} w:type="fixed"/>',
        '<w:tblCellMar {}><w:left w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>'
        "</w:tblCellMar>",
        '<w:tblLook {} w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>',
        "<w:tblCaption {}/>",
    ):
        properties.append(parse_xml(xml.format(nsdecls("w"))))
    properties[-1].set(qn("w:val"), title)
    wide = [Mm(one) for one in widths]
    for column, one in zip(table._tbl.tblGrid.gridCol_lst, wide, strict=True):
        column.w = one
    for row in table._tbl.tr_lst:
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, one in zip(row.tc_lst, wide, strict=True):
            cell.width = one
    return table


def widths_of(columns: Sequence[Sequence[str]], numeric: Sequence[bool]) -> list[float]:
    """How wide columns are, by the words in them: numbers what they need, words the rest."""
    needs = []
    for words, is_numeric in zip(columns, numeric, strict=True):
        longest_word = max((len(one) for each in words for one in each.split()), default=1)
        longest = max((len(each) for each in words), default=1)
        # What has no place to break in, such as a hash, is broken where the column ends.
        most = 16 if is_numeric else 34 if longest_word > _LONGEST_WORD else 70
        needs.append((1.9 * min(longest_word, _LONGEST_WORD) + 4, 1.9 * min(longest, most) + 4))
    spare = TEXT_WIDTH - sum(least for least, _ in needs)
    wanted = sum(most - least for least, most in needs)
    share = min(max(spare, 0) / wanted, 1.0) if wanted else 0.0
    wide = [least + (most - least) * share for least, most in needs]
    scale = TEXT_WIDTH / sum(wide)
    return [one * scale for one in wide]


def cells_of(row: Any) -> list[Any]:
    """The cells of a row of a table without merged cells; python-docx looks at all for each."""
    return [_Cell(one, row.table) for one in row._tr.tc_lst]


def mark_header(row: Any) -> None:
    """This row is the head of its table, and stands again on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def number_anew(document: DocxDocument) -> int:
    """A numbering of its own for one list, which begins with 1."""
    style: Any = document.styles["List Number"].element
    numbering: Any = document.part.numbering_part.element
    wanted = style.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(wanted).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def use_numbering(paragraph: Any, number: int) -> None:
    """This item belongs to that list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number
