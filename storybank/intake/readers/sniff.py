"""Is a file what its name says? Looks at size, name and first bytes, never trusts one alone."""

from __future__ import annotations

from storybank.core.uploads import ReadLimits, Unreadable
from storybank.intake.readers.packed import (
    BOOK,
    ENDINGS,
    NAMES,
    ODT,
    WORD,
    check_packed,
    has_macro,
    packed_kind,
)

TEXT, PDF, RTF, VTT, SRT, JSONL, SHEET = "text", "pdf", "rtf", "vtt", "srt", "jsonl", "sheet"
# Lists hold stories of many people; each of the others holds one.
LISTS = frozenset((JSONL, SHEET, BOOK))

_BY_ENDING = {
    "txt": TEXT,
    "text": TEXT,
    "md": TEXT,
    "markdown": TEXT,
    "docx": WORD,
    "odt": ODT,
    "rtf": RTF,
    "pdf": PDF,
    "vtt": VTT,
    "srt": SRT,
    "jsonl": JSONL,
    "ndjson": JSONL,
    "csv": SHEET,
    "xlsx": BOOK,
}
_WE_READ = (
    "We read Word (.docx), OpenDocument (.odt), rich text (.rtf), PDF, text (.txt, .md), captions "
    "(.vtt, .srt), and lists of stories (.csv, .xlsx, .jsonl)."
)
_PHOTOGRAPH = Unreadable(
    "This file is a photograph.",
    "Send it under “A photograph or a recording” and the words are typed from it, or upload the "
    "typed story.",
)
_RECORDING = Unreadable(
    "This file is a recording.",
    "Send it under “A photograph or a recording” and the words are typed from it, or upload what "
    "was said, typed or as captions (.vtt or .srt).",
)
_OLD_WORD = Unreadable(
    "This is a file of an older Word.",
    "Open it in Word, choose Save As, Word Document (.docx), and upload that.",
)
_LOCKED_WORD = Unreadable(
    "This file is locked with a password.",
    "Save a copy without the password and upload that.",
)
_SPREADSHEET = Unreadable(
    "We cannot read this kind of spreadsheet.",
    "In the program it comes from, save it as Excel Workbook (.xlsx) or CSV and upload that.",
)
_OTHER_WORDS = Unreadable(
    "We cannot read this kind of document.",
    "Open it in the program it comes from, save it as Word (.docx), and upload that.",
)
_ENDINGS_WE_REFUSE: dict[str, Unreadable] = {
    **dict.fromkeys(
        ("jpg", "jpeg", "png", "gif", "heic", "heif", "webp", "tif", "tiff", "bmp"),
        _PHOTOGRAPH,
    ),
    **dict.fromkeys(
        (
            "mp3",
            "m4a",
            "wav",
            "ogg",
            "opus",
            "aac",
            "flac",
            "wma",
            "mp4",
            "mov",
            "avi",
            "webm",
        ),
        _RECORDING,
    ),
    **dict.fromkeys(("xls", "ods", "numbers", "xltx", "xlsb"), _SPREADSHEET),
    **dict.fromkeys(("ott", "fodt", "pages", "dot", "dotx", "html", "htm"), _OTHER_WORDS),
    **dict.fromkeys(("docm", "dotm"), has_macro(WORD)),
    **dict.fromkeys(("xlsm", "xltm", "xlam"), has_macro(BOOK)),
    "doc": _OLD_WORD,
}


def file_kind(name: str, data: bytes, limits: ReadLimits) -> str:
    """Return which reader a file needs. Raises Unreadable where name and bytes disagree."""
    ending = name.rpartition(".")[2].casefold().strip() if "." in name else ""
    expected = _BY_ENDING.get(ending)
    found = _by_content(data)
    if expected is None:
        _refuse_ending(ending)
    assert expected is not None
    if expected in NAMES:
        _check_packed(data, found, expected, limits)
    elif expected == PDF:
        # Some programs write a few lines of their own before the mark.
        if found != PDF and b"%PDF-" not in data[:1024]:
            raise _not_what_it_says("PDF", found)
    elif expected == RTF:
        if found != RTF:
            raise _not_what_it_says("rich text", found)
    elif found is not None:
        raise _not_what_it_says("text", found)
    return expected


def _check_packed(data: bytes, found: str | None, expected: str, limits: ReadLimits) -> None:
    if found == "old office":
        locked = "EncryptedPackage".encode("utf-16-le") in data
        refusal = _LOCKED_WORD if locked else _SPREADSHEET if expected == BOOK else _OLD_WORD
        raise Unreadable(refusal.reason, refusal.remedy)
    if found != "zip":
        raise _not_what_it_says(NAMES[expected], found)
    inside = packed_kind(data)
    if inside is None:
        raise Unreadable(
            f"Its name says {NAMES[expected]}, but it is a packed folder (zip) of something else.",
            "Unpack it and upload the story that is in it.",
        )
    if inside != expected:
        raise Unreadable(
            f"Its name says {NAMES[expected]}, but inside it is {NAMES[inside]}.",
            f"Change the end of its name to {ENDINGS[inside]} and upload it again.",
        )
    check_packed(data, expected, limits)


def _refuse_ending(ending: str) -> None:
    if refusal := _ENDINGS_WE_REFUSE.get(ending):
        # A fresh one each time: an exception carries the traceback of where it was raised.
        raise Unreadable(refusal.reason, refusal.remedy)
    said = (
        f"We cannot read files that end in .{ending[:12]}."
        if ending
        else ("The name of this file has no ending, so we cannot tell what it is.")
    )
    raise Unreadable(said, _WE_READ)


def _by_content(data: bytes) -> str | None:
    """Name what the first bytes say a file is; None where they do not tell (it may be text)."""
    head = data[:1024]
    if head.lstrip(b"\x00\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "old office"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\x00")) or (
        head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"avif")
    ):
        return "photograph"
    if (
        head.startswith((b"\xff\xfb", b"OggS\x00", b"fLaC\x00"))
        or (head.startswith(b"ID3") and head[3:4] < b"\x10")
        or (head.startswith(b"RIFF") and head[8:12] in (b"WAVE", b"AVI "))
        or head[4:8] == b"ftyp"
    ):
        return "recording"
    if head.startswith(b"{\\rtf"):
        return RTF
    return None


def _not_what_it_says(said: str, found: str | None) -> Unreadable:
    if found == "photograph":
        return Unreadable(_PHOTOGRAPH.reason, _PHOTOGRAPH.remedy)
    if found == "recording":
        return Unreadable(_RECORDING.reason, _RECORDING.remedy)
    inside = {
        PDF: ("a PDF", "Change the end of its name to .pdf and upload it again."),
        "zip": (
            "a Word or Excel file, or a packed folder (zip)",
            "If it is Word, change the end of its name to .docx; if it is Excel, to .xlsx. If not, "
            "upload what is in it.",
        ),
        "old office": (_OLD_WORD.reason, _OLD_WORD.remedy),
        RTF: ("rich text", "Change the end of its name to .rtf and upload it again."),
    }
    what, remedy = inside.get(
        found or "",
        (
            "something else",
            "Open it in the program it was made with, and save it again.",
        ),
    )
    if found == "old office":
        return Unreadable(what, remedy)
    return Unreadable(f"Its name says {said}, but inside it is {what}.", remedy)
