"""Every form that a pack can be taken away in: what it is called, and putting a pack into it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storybank.reports.models import FileForm
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.references import Reference
from storybank.reports.renderers.html import Show

SLOW = frozenset({FileForm.PDF, FileForm.WORD})
"""Forms that take seconds to make, so that they are made in the background."""
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 80


@dataclass(frozen=True)
class FormTerms:
    """What a form is called, what it is good for, and how it is handed out."""

    name: str
    says: str
    media_type: str
    ending: str


FORMS: dict[FileForm, FormTerms] = {
    FileForm.PDF: FormTerms(
        "PDF", "To print, or to read on any machine. Made while you wait.", "application/pdf", "pdf"
    ),
    FileForm.WORD: FormTerms(
        "Word",
        "To put into papers of your own. Made while you wait.",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    FileForm.EASY_READ: FormTerms(
        "Easy read", "The first page in short sentences, with signs.", "text/html", "html"
    ),
    FileForm.TEXT: FormTerms(
        "Plain text", "To read aloud, or to paste into an e-mail.", "text/plain", "txt"
    ),
    FileForm.WORKBOOK: FormTerms(
        "Spreadsheet",
        "Every figure and every table.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    FileForm.CSV: FormTerms(
        "Figures as CSV", "The figures alone, for other programs.", "text/csv", "csv"
    ),
}
"""Every form, in the order in which they are offered."""


def put_into(
    form: FileForm,
    pack: Pack,
    *,
    references: Sequence[Reference] = (),
    show: Show | None = None,
    address: str = "",
    sha256: str = "",
    on_setting: Callable[[], None] = lambda: None,
) -> bytes:
    """A pack in a form. ``references`` say what its figures count.

    ``show`` and ``address`` are for PDFs alone (``paper.pdf``); ``sha256`` is that of the report
    as it was issued; ``on_setting`` is called when a PDF's pages are about to be set.

    Raises:
        NoPress: a PDF is asked for, and the libraries for it are not installed.
        PaperFailed: a PDF is asked for, and could not be made.
    """
    # Each is imported when it is asked for: some take a while, and most people take one.
    if form is FileForm.PDF:
        from storybank.reports.renderers import paper

        shown = show or Show(references=references)
        return paper.pdf(pack, shown, address=address, on_setting=on_setting)
    if form is FileForm.WORD:
        from storybank.reports.renderers import word

        return word.word(pack, references=references)
    if form is FileForm.EASY_READ:
        from storybank.reports.renderers import easy_page

        return easy_page.easy_page(pack).encode()
    if form is FileForm.TEXT:
        from storybank.reports.renderers import text

        return text.text(pack, first_page=False, references=references).encode()
    from storybank.reports.renderers import tables

    if form is FileForm.WORKBOOK:
        return tables.xlsx(pack, references=references, sha256=sha256)
    return tables.csv(pack, references)


def file_name(title: str, made_on: str, form: FileForm) -> str:
    """What a file is called: plain letters of the title, and the day it was made."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = _NOT_PLAIN.sub("-", plain).strip("-")[:LONGEST_NAME].strip("-")
    return f"{words or 'report'}-{made_on}.{FORMS[form].ending}"
