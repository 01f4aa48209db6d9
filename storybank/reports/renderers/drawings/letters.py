"""How wide words are in the house's fonts, and where lines break. Asks the fonts themselves."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Literal

import storybank

Family = Literal["sans", "serif"]
FONTS = Path(storybank.__file__).parent / "static" / "build" / "fonts"
FAMILIES = {
    "sans-serif": "'Atkinson Hyperlegible Next Variable', 'Atkinson Hyperlegible Next', "
    "Verdana, 'DejaVu Sans', sans-serif",
    "serif": "'Source Serif 4 Variable', 'Source Serif 4', Georgia, 'DejaVu Serif', serif",
}
"""As they stand in a drawing: the name on our pages, the font's own name, and what is near it."""
_FILES: dict[Family, str] = {
    "sans": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "serif": "source-serif-4-latin-opsz-normal.woff2",
}
_WIDER = (
    "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    "source-serif-4-latin-ext-wght-normal.woff2",
)
REGULAR, BOLD = 400, 700
_DESIGNED_FOR = 14
"""The size in pixels that letters are measured for: at a larger one they are narrower."""
_UNKNOWN = 0.62
"""How wide a letter is taken to be, in ems, that a font does not hold."""


@cache
def _widths(family: Family, weight: int) -> dict[str, float]:
    """The width of each letter in ems; empty where the fonts were not built."""
    # Half a second to import, and only who draws needs it.
    from fontTools.ttLib import TTFont

    path = FONTS / _FILES[family]
    if not path.exists():
        return {}
    with TTFont(path) as font:
        glyphs = font.getGlyphSet(location={"wght": weight, "opsz": _DESIGNED_FOR})
        size = font["head"].unitsPerEm
        return {chr(code): glyphs[name].width / size for code, name in font.getBestCmap().items()}


def width_of(words: str, size: float, *, family: Family = "sans", weight: int = REGULAR) -> float:
    """How wide words are when they are set at this size."""
    known = _widths(family, weight)
    return size * sum(known.get(letter, _UNKNOWN) for letter in words)


def wrap(
    words: str, width: float, size: float, *, family: Family = "sans", weight: int = REGULAR
) -> list[str]:
    """Lines no wider than this; a word that is wider alone stands in pieces."""
    lines: list[str] = []
    current = ""
    for word in words.split():
        longer = f"{current} {word}".strip()
        if width_of(longer, size, family=family, weight=weight) <= width:
            current = longer
            continue
        if current:
            lines.append(current)
        *whole, current = _pieces(word, width, size, family, weight)
        lines.extend(whole)
    return [*lines, current] if current else lines


def _pieces(word: str, width: float, size: float, family: Family, weight: int) -> list[str]:
    pieces, current = [], ""
    for letter in word:
        if current and width_of(current + letter, size, family=family, weight=weight) > width:
            pieces.append(current)
            current = ""
        current += letter
    return [*pieces, current]


@cache
def fonts_for_pictures() -> str:
    """A folder with the house's fonts as what draws PNG can read: one file a weight.

    Made once a process, of the web fonts; it goes with the process.
    """
    folder = Path(_folder().name)
    for name in _FILES.values():
        _save_font(name, REGULAR, folder)
        _save_font(name, BOLD, folder)
    for name in _WIDER:
        _save_font(name, REGULAR, folder)
    return str(folder)


def _save_font(name: str, weight: int, folder: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    if not (FONTS / name).exists():
        return
    with TTFont(FONTS / name) as font:
        # Kerning would take nine tenths of the time, and is not missed in a picture.
        for table in {"GPOS", "GSUB", "GDEF"} & set(font.keys()):
            del font[table]
        if weight != REGULAR:  # which the fonts are, where nothing else is asked of them
            axes = {"wght": weight} | ({"opsz": None} if "opsz" in name else {})
            instancer.instantiateVariableFont(font, axes, inplace=True)
        font["OS/2"].usWeightClass = weight
        if name in _WIDER:
            # It holds rare letters only, and would be taken for the whole family.
            for one in (each for each in font["name"].names if each.nameID == 1):
                one.string = f"{one.toUnicode()} Wider"
        font.flavor = None
        font.save(folder / f"{Path(name).stem}-{weight}.ttf")


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Kept for as long as the process lives, and removed with it."""
    return tempfile.TemporaryDirectory(prefix="storybank-fonts-")
