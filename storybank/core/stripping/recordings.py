"""Recordings: the sound stays as it is; titles, names, places, times and covers go.

mutagen is used here alone. Where a file names its parts by how far into it they lie, a part is
blanked and not cut out.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from mutagen import MutagenError
from mutagen.apev2 import APEv2
from mutagen.apev2 import delete as delete_ape
from mutagen.id3 import ID3
from mutagen.id3 import delete as delete_id3
from mutagen.mp3 import MP3
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from storybank.core.stripping.kinds import VOICE, Stripped, film
from storybank.core.uploads import Unreadable

_MEDIA_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "ogg": "audio/ogg"}
_DAMAGED = "Play it to see whether it is whole, save it again, and send that."
# What is left of a file of sound in the MPEG-4 family; everything else in it is blanked.
_KEPT_OUTSIDE = {b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"mfra", b"styp"}
_BLANKED_INSIDE = {b"udta", b"meta", b"uuid", b"free", b"skip", b"wide", b"ID32"}
_HOLD_OTHERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex"}
_HOLD_TIMES = {b"mvhd", b"tkhd", b"mdhd"}


def strip_recording(data: bytes, kind: str) -> Stripped:
    """The same sound without what else its file tells.

    Raises:
        Unreadable: it holds pictures or other tracks, or is damaged.
    """
    strip = {"mp3": _strip_mp3, "m4a": _strip_m4a, "wav": _strip_wav, "ogg": _strip_ogg}[kind]
    return Stripped(strip(data), _MEDIA_TYPES[kind], VOICE)


def _strip_mp3(data: bytes) -> bytes:
    file = io.BytesIO(data)
    for _ in range(8):  # some programs write one tag before another
        before = file.getbuffer().nbytes
        file.seek(0)
        delete_id3(file)
        file.seek(0)
        delete_ape(file)
        if file.getbuffer().nbytes == before:
            break
    clean = file.getvalue()
    sound: Any = cast(Any, MP3)(io.BytesIO(clean))
    if sound.info.length <= 0:
        raise Unreadable("There is no sound in this recording.", _DAMAGED)
    for tag in cast(Any, (ID3, APEv2)):
        try:
            tag(io.BytesIO(clean))
        except MutagenError:  # none is there, as it should be
            continue
        raise Unreadable("This recording holds notes that we cannot take off.", _DAMAGED)
    return clean


def _strip_wav(data: bytes) -> bytes:
    kept: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        inside = data[at + 8 : at + 8 + size]
        if name in (b"fmt ", b"fact", b"data") and name not in kept:
            kept[name] = inside
        at += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= kept.keys() or not kept[b"data"]:
        raise Unreadable("There is no sound in this recording.", _DAMAGED)
    out = b"".join(
        name + struct.pack("<I", len(kept[name])) + kept[name] + b"\0" * (len(kept[name]) % 2)
        for name in (b"fmt ", b"fact", b"data")
        if name in kept
    )
    return b"RIFF" + struct.pack("<I", len(out) + 4) + b"WAVE" + out


def _strip_ogg(data: bytes) -> bytes:
    file = io.BytesIO(data)
    heads: dict[int, bytes] = {}
    while file.tell() < len(data):
        page = cast(Any, OggPage)(file)
        heads.setdefault(page.serial, page.packets[0][:8] if page.packets else b"")
    if len(heads) != 1:
        raise film()
    (head,) = heads.values()
    sound: Any = OggOpus if head == b"OpusHead" else OggVorbis if head[1:7] == b"vorbis" else None
    if sound is None:
        raise film()
    file.seek(0)
    sound(file).delete(file)
    return file.getvalue()


def _strip_m4a(data: bytes) -> bytes:
    clean = bytearray(data)
    heard = False
    for box in _boxes(clean, 0, len(clean)):
        if box.name == b"moov":
            heard = _blank_inside(clean, box) or heard
        elif box.name not in _KEPT_OUTSIDE:
            _blank(clean, box)
    if not heard:
        raise Unreadable("There is no sound in this recording.", _DAMAGED)
    return bytes(clean)


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of an MPEG-4 file: what it is, and where its name and what is in it stand."""

    name: bytes
    name_at: int
    start: int
    end: int


def _blank_inside(clean: bytearray, outer: _Box) -> bool:
    """Blank what tells of more than the sound; says whether sound is there."""
    heard = False
    for box in _boxes(clean, outer.start, outer.end):
        if box.name in _BLANKED_INSIDE:
            _blank(clean, box)
        elif box.name in _HOLD_TIMES:
            # When it was made and changed: eight or sixteen bytes after version and flags.
            length = 16 if clean[box.start] == 1 else 8
            clean[box.start + 4 : box.start + 4 + length] = bytes(length)
        elif box.name == b"hdlr":
            if outer.name == b"mdia" and clean[box.start + 8 : box.start + 12] != b"soun":
                raise film()
            heard = heard or outer.name == b"mdia"
            clean[box.start + 24 : box.end] = bytes(max(0, box.end - box.start - 24))
        elif box.name in _HOLD_OTHERS:
            heard = _blank_inside(clean, box) or heard
    return heard


def _boxes(data: bytearray, start: int, end: int) -> Iterator[_Box]:
    at = start
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        inside = at + 8
        if size == 1 and at + 16 <= end:
            size, inside = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        elif size == 0:
            size = end - at
        if size < inside - at or at + size > end:
            raise Unreadable("This recording is damaged.", _DAMAGED)
        yield _Box(name, at + 4, inside, at + size)
        at += size


def _blank(clean: bytearray, box: _Box) -> None:
    """Turn a box into room that nothing reads; all others stay where they are."""
    clean[box.name_at : box.name_at + 4] = b"free"
    clean[box.start : box.end] = bytes(box.end - box.start)
