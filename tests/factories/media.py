"""Small photographs and recordings, made by hand, that say more than they should."""

from __future__ import annotations

import io
import struct
import wave

from PIL import Image

SECRET = b"SECRETPLACE"


def photograph(*, kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture that tells where it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = SECRET.decode(), 6
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue()


def wav() -> bytes:
    """A second of sound with a note after it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 8000)
    note = b"INFO" + SECRET
    return out.getvalue() + b"LIST" + struct.pack("<I", len(note)) + note


def mp3() -> bytes:
    """Twenty silent frames between two kinds of tag."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    words = b"\x00" + SECRET
    text = b"TIT2" + struct.pack(">I", len(words)) + b"\0\0" + words
    head = b"ID3\x03\0\0" + bytes((0, 0, len(text) >> 7, len(text) & 0x7F))
    return head + text + frame * 20 + b"TAG" + SECRET.ljust(125, b"\0")


def _box(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">I4s", len(inside) + 8, name) + inside


def m4a(*, track: bytes = b"soun") -> bytes:
    """Boxes of one track, with when and where it was recorded."""
    when = b"\0\0\0\0" + b"WHENWHEN" + bytes(80)
    hdlr = _box(b"hdlr", bytes(8) + track + bytes(12) + SECRET + b"\0")
    mdia = _box(b"mdia", _box(b"mdhd", when) + hdlr)
    where = _box(b"udta", _box(b"\xa9xyz", SECRET))
    moov = _box(b"moov", _box(b"mvhd", when) + _box(b"trak", mdia) + where)
    # One whose length takes eight bytes, as large files have them.
    long = struct.pack(">I4sQ", 1, b"uuid", 16 + len(SECRET)) + SECRET
    return _box(b"ftyp", b"M4A \0\0\0\0") + moov + long + _box(b"mdat", b"sound" * 9)


def ogg() -> bytes:
    """Opus with a comment."""
    from mutagen.ogg import OggPage

    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48000, 0, 0)
    note = b"TITLE=" + SECRET
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<II", 1, len(note)) + note
    pages = []
    for number, packet in enumerate((head, tags, b"\xfc\xff\xfe")):
        page = OggPage()
        page.serial, page.sequence, page.packets = 7, number, [packet]
        page.first, page.last = number == 0, number == 2
        page.position = 960 * max(0, number - 1)
        pages.append(page.write())
    return b"".join(pages)
