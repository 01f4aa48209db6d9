"""What can be read of a pack in each of its forms."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from storybank.reports.models import FileForm
from storybank.reports.pack.blocks import Pack
from storybank.reports.renderers import html
from storybank.reports.renderers.forms import put_into


def words_of_html(pack: Pack) -> str:
    """A pack as its macros write it for a page or for paper."""
    page = html.environment().from_string(
        '{% from "reports/pack/pack.html" import pack_title, pack_front, pack_rest, pack_end %}'
        "{{ pack_title(pack, show) }}{{ pack_front(pack, show) }}{{ pack_rest(pack, show) }}"
        "{{ pack_end(pack, show) }}"
    )
    return page.render(pack=pack, show=html.Show(on_paper=True))


def words_of_book(data: bytes) -> str:
    """Every cell of a workbook."""
    book: Any = load_workbook(io.BytesIO(data))
    return "\n".join(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )


def words_of_document(data: bytes) -> str:
    """Every part of a Word document as it lies in the file: words, headers, descriptions."""
    found = Document(io.BytesIO(data))
    parts = found.part.package.iter_parts()
    return "\n".join(
        one.blob.decode("utf-8", "replace") for one in parts if one.partname.endswith(".xml")
    )


def words_of_pdf(data: bytes) -> str:
    """Every page of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


READ: Mapping[FileForm, Callable[[bytes], str]] = {
    FileForm.WORD: words_of_document,
    FileForm.WORKBOOK: words_of_book,
    FileForm.PDF: words_of_pdf,
}
PLAIN = (FileForm.TEXT, FileForm.CSV, FileForm.WORKBOOK, FileForm.EASY_READ)
"""Forms that are made in no time, since nothing is drawn or set for them."""


def words_in(form: FileForm, pack: Pack) -> str:
    """What can be read of a pack in a form; a PDF takes a second or two."""
    read = READ.get(form, lambda data: data.decode("utf-8-sig"))
    return read(put_into(form, pack))
