"""Photographs: drawn anew from their points of colour, so that nothing else comes along.

Pillow is used here alone.
"""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from storybank.core.stripping.kinds import PHOTO, Stripped
from storybank.core.uploads import Unreadable

LONGEST_SIDE = 2400  # points: a handwritten page is easy to read at that
_FORMATS = {"jpeg": ("JPEG", "MPO"), "png": ("PNG",), "webp": ("WEBP",)}
# JPEG is unpacked at a fraction of its size where it is large; the others only whole.
_MOST_POINTS = {"jpeg": 120_000_000, "png": 30_000_000, "webp": 30_000_000}
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def strip_photograph(data: bytes, kind: str) -> Stripped:
    """The same picture as a new JPEG, upright and no larger than it need be.

    Raises:
        Unreadable: it has far too many points, or is damaged.
    """
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS[kind]) as opened:
            if opened.width * opened.height > _MOST_POINTS[kind]:
                raise _too_many_points()
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            drawn = _on_white(ImageOps.exif_transpose(opened))
    except _BOMBS as error:
        raise _too_many_points() from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A picture made here holds nothing of the old one but its points.
    clean = Image.new("RGB", drawn.size)
    clean.paste(drawn)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=86, optimize=True)
    return Stripped(out.getvalue(), "image/jpeg", PHOTO)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _too_many_points() -> Unreadable:
    return Unreadable(
        "This picture has far more points than a photograph of a page needs.",
        "Take it again with the camera’s usual settings, or save it smaller, and send that.",
    )
