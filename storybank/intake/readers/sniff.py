"""Is a file what its name says? Looks at size, name and first bytes, never trusts one alone."""

from __future__ import annotations

import io
import zipfile

from storybank.core.uploads import ReadLimits, Unreadable, size_in_words

TEXT, WORD, PDF, VTT, SRT, JSONL, SHEET = (
    "text",
    "word",
    "pdf",
    "vtt",
    "srt",
    "jsonl",
    "sheet",
)

_BY_ENDING = {
    "txt": TEXT,
    "text": TEXT,
    "md": TEXT,
    "markdown": TEXT,
    "docx": WORD,
    "pdf": PDF,
    "vtt": VTT,
    "srt": SRT,
    "jsonl": JSONL,
    "ndjson": JSONL,
    "csv": SHEET,
}
_WE_READ = "We read Word (.docx), PDF, text (.txt, .md), captions (.vtt, .srt), .csv and .jsonl."
_PHOTOGRAPH = Unreadable(
    "This file is a photograph.",
    "Upload the typed story, or keep the photograph as an attachment and type the words.",
)
_RECORDING = Unreadable(
    "This file is a recording.",
    "Upload what was said, typed or as captions (.vtt or .srt), and keep the recording as an "
    "attachment.",
)
_OLD_WORD = Unreadable(
    "This is a file of an older Word.",
    "Open it in Word, choose Save As, Word Document (.docx), and upload that.",
)
_LOCKED_WORD = Unreadable(
    "This Word file is locked with a password.",
    "Save a copy without the password and upload that.",
)
_SPREADSHEET = Unreadable(
    "This is a spreadsheet.",
    "In the program it comes from, save it as CSV and upload that.",
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
    **dict.fromkeys(("xls", "xlsx", "xlsm", "ods", "numbers"), _SPREADSHEET),
    **dict.fromkeys(("rtf", "odt", "pages", "dot", "dotx", "docm", "html", "htm"), _OTHER_WORDS),
    "doc": _OLD_WORD,
}
_MAX_PARTS = 5000


def file_kind(name: str, data: bytes, limits: ReadLimits) -> str:
    """Return which reader a file needs. Raises Unreadable where name and bytes disagree."""
    ending = name.rpartition(".")[2].casefold().strip() if "." in name else ""
    expected = _BY_ENDING.get(ending)
    found = _by_content(data)
    if expected is None:
        _refuse_ending(ending)
    if expected == PDF:
        # Some programs write a few lines of their own before the mark.
        if found != PDF and b"%PDF-" not in data[:1024]:
            raise _not_what_it_says("PDF", found)
        return PDF
    if expected == WORD:
        _check_word(data, found, limits)
        return WORD
    if found is not None:
        raise _not_what_it_says("text", found)
    assert expected is not None
    return expected


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
        return "other document"
    return None


def _not_what_it_says(said: str, found: str | None) -> Unreadable:
    if found == "photograph":
        return Unreadable(_PHOTOGRAPH.reason, _PHOTOGRAPH.remedy)
    if found == "recording":
        return Unreadable(_RECORDING.reason, _RECORDING.remedy)
    inside = {
        PDF: ("a PDF", "Change the end of its name to .pdf and upload it again."),
        "zip": (
            "a Word file or a packed folder (zip)",
            "If it is Word, change the end of its name to .docx. If not, upload what is in it.",
        ),
        "old office": (_OLD_WORD.reason, _OLD_WORD.remedy),
        "other document": ("a document of another kind", _OTHER_WORDS.remedy),
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


def _check_word(data: bytes, found: str | None, limits: ReadLimits) -> None:
    if found == "old office":
        locked = "EncryptedPackage".encode("utf-16-le") in data
        refusal = _LOCKED_WORD if locked else _OLD_WORD
        raise Unreadable(refusal.reason, refusal.remedy)
    if found != "zip":
        raise _not_what_it_says("Word", found)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except Exception as error:  # a broken zip raises many kinds: BadZipFile, struct.error, ...
        raise Unreadable(
            "This Word file is damaged: part of it is missing.",
            "Open it in Word, save it again, and upload that.",
        ) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(n.startswith("word/") for n in names):
        if any(n.startswith("xl/") for n in names):
            raise Unreadable(_SPREADSHEET.reason, _SPREADSHEET.remedy)
        raise Unreadable(
            "Its name says Word, but it is a packed folder (zip) of something else.",
            "Unpack it and upload the story that is in it.",
        )
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or unpacked > limits.max_unzipped_bytes:
        raise Unreadable(
            f"Unpacked, this file would be {size_in_words(unpacked)}, far more than a story is.",
            "Copy the words into a new Word file and upload that.",
        )
    _check_real_sizes(data, limits)


def _check_real_sizes(data: bytes, limits: ReadLimits) -> None:
    """Unpack piece by piece, for the sizes a zip declares may be lies."""
    left = limits.max_unzipped_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in packed.infolist():
                if not part.filename.endswith((".xml", ".rels")):
                    continue
                with packed.open(part) as opened:
                    while piece := opened.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise Unreadable(
                                "Unpacked, this file is far larger than a story is.",
                                "Copy the words into a new Word file and upload that.",
                            )
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            "This Word file is damaged: part of it cannot be unpacked.",
            "Open it in Word, save it again, and upload that.",
        ) from error
