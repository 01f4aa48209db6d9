"""Plain text: bytes to characters, one clean form, and dates as people write them."""

from __future__ import annotations

import codecs
import re
import unicodedata
from datetime import date

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t\u00a0\u202f\u2007]")
# Invisible marks that can make a text read otherwise than it is stored.
_HIDDEN = re.compile("[\ufeff\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_TRAILING = re.compile(r"[^\S\n]+$", re.MULTILINE)
_BLANK_RUN = re.compile(r"\n{3,}")
_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ][\d:.]+(?:z|[+-]\d{2}:?\d{2})?)?")
_BRITISH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
_WORDED_DAY = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)\.?,? (\d{4})")


def normalise_text(text: str) -> str:
    """Return ``text`` in the one form Storybank keeps.

    NFC, Unix line ends, no control or hidden characters, no spaces at line ends, at most
    one blank line running, nothing around it. Applying it twice changes nothing.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _HIDDEN.sub("", text)
    text = "".join(ch for ch in text if ch == "\n" or unicodedata.category(ch) not in _DROPPED)
    text = unicodedata.normalize("NFC", text)
    text = _TRAILING.sub("", text)
    return _BLANK_RUN.sub("\n\n", text).strip()


# Controls, lone surrogates (they cannot be stored), private use (the page's own markers).
_DROPPED = frozenset({"Cc", "Cs", "Co"})


def squeeze(text: str) -> str:
    """Return ``text`` normalised on one line, with single spaces: for titles and names."""
    return " ".join(normalise_text(text).split())


def decode_text(data: bytes) -> str:
    """Decode bytes that are meant to be text; never raises.

    Tries the byte order mark, then UTF-8, then Windows-1252 (what older Windows programs
    save). What no character stands for becomes U+FFFD.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        # final=False forgives a file cut off in the middle of its last character.
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        pass
    as_utf8 = data.decode("utf-8", errors="replace")
    broken = as_utf8.count("\ufffd")
    whole = sum(1 for ch in as_utf8 if ord(ch) > 127) - broken
    if whole > broken:
        return as_utf8
    return data.decode("cp1252", errors="replace")


def looks_binary(data: bytes) -> bool:
    """Say whether bytes are something other than text (looks at the first 64 KiB)."""
    head = data[:65536]
    if any(head.startswith(mark) for mark, _ in _BOMS):
        text = decode_text(head)
        odd = sum(1 for ch in text if ch == "\ufffd" or unicodedata.category(ch) in ("Cn", "Co"))
        return odd * 20 > max(len(text), 1)
    if b"\x00" in head:
        return True
    odd = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 30, 31))
    odd += decode_text(head).count("\ufffd")
    return odd > 3 and odd * 50 > len(head)


def parse_day(words: str) -> date | None:
    """Read a day written ``2026-03-31``, ``31/03/2026``, ``31.3.26`` or ``31 March 2026``.

    Day comes before month. Returns None for anything that is not one day of the calendar.
    """
    text = squeeze(words).casefold()
    if match := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _BRITISH_DAY.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    elif (match := _WORDED_DAY.fullmatch(text)) and match.group(2) in _MONTHS:
        day, month, year = (
            int(match.group(1)),
            _MONTHS[match.group(2)],
            int(match.group(3)),
        )
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int | None:
    """Return 1 to 12 for an English month name or its short form, None for other words."""
    return _MONTHS.get(name.casefold().rstrip("."))
