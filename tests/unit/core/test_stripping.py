"""What a photograph or a recording tells besides itself is gone before anything is kept."""

import io
import struct
import wave
import zlib

import pytest
from PIL import Image

from storybank.core.stripping import PHOTO, VOICE, strip
from storybank.core.uploads import Unreadable
from tests.factories import media


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_strip_photograph_keeps_the_picture_upright_and_nothing_else(kind):
    data = media.photograph(kind=kind)
    assert media.SECRET in data
    clean = strip(data, "Rose at home.jpg")
    picture = Image.open(io.BytesIO(clean.data))
    assert (clean.kind, clean.media_type, picture.size) == (PHOTO, "image/jpeg", (20, 40))
    assert media.SECRET not in clean.data
    assert not picture.getexif()
    red, green, _ = picture.convert("RGB").getpixel((10, 20))
    assert red > 240
    assert green < 15


def test_strip_large_photograph_makes_it_smaller():
    clean = strip(media.photograph(size=(5000, 50)), "a.jpg")
    assert max(Image.open(io.BytesIO(clean.data)).size) == 2400


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (media.wav, "audio/wav"),
        (media.mp3, "audio/mpeg"),
        (media.m4a, "audio/mp4"),
        (media.ogg, "audio/ogg"),
    ],
)
def test_strip_recording_keeps_the_sound_and_nothing_else(make, media_type):
    data = make()
    assert media.SECRET in data
    clean = strip(data, "whatever")
    assert (clean.kind, clean.media_type) == (VOICE, media_type)
    assert media.SECRET not in clean.data
    assert b"WHENWHEN" not in clean.data
    assert strip(clean.data, "again").data == clean.data


def test_strip_recording_leaves_every_sample():
    with wave.open(io.BytesIO(strip(media.wav(), "a.wav").data)) as sound:
        assert sound.readframes(9000) == b"\0\1" * 8000
    assert strip(media.mp3(), "a.mp3").data == (b"\xff\xfb\x90\x00" + bytes(413)) * 20
    data = media.m4a()
    clean = strip(data, "a.m4a").data
    assert (len(clean), clean.index(b"soundsound")) == (len(data), data.index(b"soundsound"))


def _png_bomb() -> bytes:
    def chunk(name: bytes, inside: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(name + inside))
        return struct.pack(">I", len(inside)) + name + inside + sum_

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"only words", "not a photograph or a recording"),
        (b"%PDF-1.7 words", "a document"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (b"\x1a\x45\xdf\xa3" + bytes(40), "WEBM"),
        (b"GIF89a" + bytes(40), "this kind of picture"),
        (b"\xff\xd8\xff\xe0 cut off", "damaged"),
        (b"ID3\x03\0\0\0\0\0\0" + b"x" * 300, "damaged"),
        (b"RIFF\0\0\0\0WAVE", "no sound"),
        (b"\0\0\0\x18ftypM4A " + b"\xff" * 40, "damaged"),
        (media.m4a(track=b"vide"), "a film"),
        (_png_bomb(), "far more points"),
    ],
)
def test_strip_refuses_with_what_to_do(data, says):
    with pytest.raises(Unreadable, match=says) as refused:
        strip(data, "file")
    assert refused.value.remedy


def test_strip_file_too_large_says_how_large():
    with pytest.raises(Unreadable, match="The most we can take is 1 KB"):
        strip(media.wav(), "a.wav", most_bytes=1000)
