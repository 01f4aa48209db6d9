"""What a picture or a recording is, by its first bytes; and why some are not taken."""

from __future__ import annotations

from dataclasses import dataclass

from storybank.core.uploads import Unreadable

PHOTO, VOICE = "photo", "voice"
WE_TAKE = "We take photographs as JPEG or PNG, and recordings as MP3, M4A, WAV or OGG."


@dataclass(frozen=True, slots=True)
class Stripped:
    """What may be kept: the clean bytes, what a browser calls them, and ``photo`` or ``voice``."""

    data: bytes
    media_type: str
    kind: str


_HEIC = Unreadable(
    "This photograph is in a form that only some phones can show (HEIC).",
    "On the phone, share it as JPEG (Settings, Camera, Formats, Most Compatible), or take a "
    "picture of the screen, and send that.",
)
_FILM = Unreadable(
    "This is a film, or holds more than one sound.",
    "We take sound and photographs. Save the sound of it as MP3 or M4A, and send that.",
)
_WEBM = Unreadable(
    "We cannot take off what a WEBM file tells besides its sound.",
    "Save the recording as MP3, M4A, WAV or OGG, and send that.",
)
_OTHER_SOUND = Unreadable(
    "We cannot take this kind of recording.",
    "Save it as MP3, M4A, WAV or OGG, and send that.",
)
_OTHER_PICTURE = Unreadable(
    "We cannot take this kind of picture.", "Save it as JPEG or PNG, and send that."
)
_WORDS = Unreadable(
    "This is a document, not a photograph or a recording.",
    "Send its words with “Upload several files”, or send a photograph of it.",
)
_SIGNS: tuple[tuple[bytes, str | Unreadable], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"GIF8", _OTHER_PICTURE),
    (b"II*\x00", _OTHER_PICTURE),
    (b"MM\x00*", _OTHER_PICTURE),
    (b"BM", _OTHER_PICTURE),
    (b"\x1a\x45\xdf\xa3", _WEBM),
    (b"fLaC", _OTHER_SOUND),
    (b"#!AMR", _OTHER_SOUND),
    (b"FORM", _OTHER_SOUND),
    (b"%PDF-", _WORDS),
    (b"PK\x03\x04", _WORDS),
    (b"{\\rtf", _WORDS),
    (b"\xd0\xcf\x11\xe0", _WORDS),
)
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def media_kind(data: bytes, name: str) -> str:
    """``jpeg``, ``png``, ``webp``, ``mp3``, ``m4a``, ``wav`` or ``ogg``.

    Raises:
        Unreadable: it is none of them; says what to send instead.
    """
    found = _by_signs(data)
    if isinstance(found, str):
        return found
    if found is None and name.casefold().endswith((".txt", ".md", ".docx", ".odt", ".rtf", ".csv")):
        found = _WORDS
    if found is None:
        raise Unreadable("This is not a photograph or a recording that we know.", WE_TAKE)
    # A fresh one each time: an exception carries the traceback of where it was raised.
    raise Unreadable(found.reason, found.remedy)


def _by_signs(data: bytes) -> str | Unreadable | None:
    for sign, kind in _SIGNS:
        if data.startswith(sign):
            return kind
    if data[4:8] == b"ftyp":
        if data[8:12] in _PICTURE_BRANDS:
            return _HEIC
        return _OTHER_PICTURE if data[8:12] in (b"avif", b"avis") else "m4a"
    if data[:4] == b"RIFF":
        inside: dict[bytes, str | Unreadable] = {b"WAVE": "wav", b"WEBP": "webp", b"AVI ": _FILM}
        return inside.get(data[8:12])
    if len(data) > 4 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0 and data[1] & 0x06:
        return "mp3"  # a frame of MPEG sound with no tag before it
    return None


def film() -> Unreadable:
    """Why a recording with pictures in it is not taken."""
    return Unreadable(_FILM.reason, _FILM.remedy)
