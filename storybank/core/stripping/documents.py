"""Documents: their words stay; who wrote them, when, on what, comments and deletions go.

What is kept of a file is what comes out here, and it is read from there too, so nothing that
somebody had taken out of it can come in. Pictures are blanked: they are sent by themselves, where
a permission for photographs can be asked for.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

from storybank.core.stripping.packed import strip_odt, strip_word
from storybank.core.stripping.rich_text import strip_rtf
from storybank.core.uploads import Unreadable, read_or_refuse

WORD, ODT, RTF, PDF = "word", "odt", "rtf", "pdf"
# What a PDF may hold beside its pages: notes, who made it with what, files, scripts, forms.
_GO_FROM_ROOT = ("/Metadata", "/Names", "/OpenAction", "/AA", "/AcroForm", "/PieceInfo", "/AF")
_GO_FROM_ANYTHING = ("/Metadata", "/PieceInfo", "/LastModified")
_GO_FROM_PAGES = (*_GO_FROM_ANYTHING, "/Annots", "/AA", "/Thumb")


def strip_document(data: bytes, kind: str) -> bytes:
    """The same document without what its sender cannot see in it; other kinds as they are.

    Raises:
        Unreadable: it is damaged, or could not be made clean.
    """
    strip: Callable[[bytes], bytes] | None = {
        WORD: strip_word,
        ODT: strip_odt,
        RTF: strip_rtf,
        PDF: strip_pdf,
    }.get(kind)
    return data if strip is None else read_or_refuse(lambda: strip(data))


def strip_pdf(data: bytes) -> bytes:
    """A PDF of the same pages, with nothing beside them.

    Raises:
        Unreadable: it is locked with a password.
    """
    reader = PdfReader(io.BytesIO(data), strict=False)
    # Many PDFs are encrypted with an empty password, only to forbid printing; they open.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(
            "This PDF is locked with a password.",
            "Save a copy without the password and upload that.",
        )
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page, excluded_keys=_GO_FROM_PAGES)
    for key in _GO_FROM_ROOT:
        writer.root_object.pop(key, None)
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject):
            _clean(thing)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _clean(thing: DictionaryObject) -> None:
    """Take off what one thing in a PDF tells of itself; of a picture only a grey point stays."""
    for key in _GO_FROM_ANYTHING:
        thing.pop(key, None)
    if isinstance(thing, StreamObject) and thing.get("/Subtype") == "/Image":
        for key in list(thing):
            if key not in ("/Type", "/Subtype"):
                del thing[key]
        thing[NameObject("/Width")] = thing[NameObject("/Height")] = NumberObject(1)
        thing[NameObject("/ColorSpace")] = NameObject("/DeviceGray")
        thing[NameObject("/BitsPerComponent")] = NumberObject(8)
        thing._data = b"\xc0"
