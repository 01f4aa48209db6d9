"""Is a packed document (.docx, .odt, .xlsx) what it says, and no larger unpacked than it may be?"""

from __future__ import annotations

import io
import re
import zipfile

from storybank.core.uploads import ReadLimits, Unreadable, size_in_words

WORD, ODT, BOOK = "word", "odt", "book"
NAMES = {WORD: "Word", ODT: "OpenDocument", BOOK: "Excel"}
ENDINGS = {WORD: ".docx", ODT: ".odt", BOOK: ".xlsx"}
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_MACRO = re.compile(r"(?:.*/)?vba(?:Project|Data)[^/]*|Basic/.*|Scripts/.*|xl/macrosheets/.*")
_MAX_PARTS = 5000
_MACRO_REMEDY = {
    WORD: "Open it in Word, choose Save As, Word Document (.docx), and upload that: it has no "
    "macro then.",
    ODT: "Open it, copy the words into a new document, and upload that.",
    BOOK: "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and upload that: it has no "
    "macro then.",
}


def has_macro(kind: str) -> Unreadable:
    """Why a file with a program in it is not taken, and what to do."""
    return Unreadable(
        "This file holds a macro, which is a small program. We take none.", _MACRO_REMEDY[kind]
    )


def packed_kind(data: bytes) -> str | None:
    """``word``, ``odt`` or ``book`` by what is packed in a file; None where it is none of them.

    Raises:
        Unreadable: it cannot be unpacked.
    """
    names = {part.filename for part in _parts(data)}
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return WORD
        return BOOK if any(name.startswith("xl/") for name in names) else None
    if "mimetype" in names and "content.xml" in names:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open("mimetype") as file:
            return ODT if file.read(200).strip() == _ODT_TYPE else None
    return None


def check_packed(data: bytes, kind: str, limits: ReadLimits) -> None:
    """Look at what is packed before anything of it is used.

    Raises:
        Unreadable: it holds a macro, is far too large, or is damaged.
    """
    parts = _parts(data)
    if any(_MACRO.fullmatch(part.filename) for part in parts):
        raise has_macro(kind)
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or unpacked > limits.max_unzipped_bytes:
        raise Unreadable(
            f"Unpacked, this file would be {size_in_words(unpacked)}, far more than a story is.",
            "Copy the words into a new file and upload that.",
        )
    _check_real_sizes(data, limits)


def _parts(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return packed.infolist()
    except Exception as error:  # a broken zip raises many kinds: BadZipFile, struct.error, ...
        raise Unreadable(
            "This file is damaged: part of it is missing.",
            "Open it in the program it was made with, save it again, and upload that.",
        ) from error


def _check_real_sizes(data: bytes, limits: ReadLimits) -> None:
    """Unpack piece by piece, for the sizes a zip declares may be lies."""
    left = limits.max_unzipped_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.infolist():
                with packed.open(part) as opened:
                    while piece := opened.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise Unreadable(
                                "Unpacked, this file is far larger than a story is.",
                                "Copy the words into a new file and upload that.",
                            )
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            "This file is damaged: part of it cannot be unpacked.",
            "Open it in the program it was made with, save it again, and upload that.",
        ) from error
