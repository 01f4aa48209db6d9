"""Draws a report's pictures, as SVG for pages and paper and as PNG for Word.

Offline, in the house's fonts and colours, and legible without colour. A drawing may stand within a
page: it has no style sheet, no script and no address in it, its ids are its own, and its text
alternative is in it. Altair says what is drawn and vl-convert draws it.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from PIL import Image

from storybank.reports.pack.blocks import Picture, Table, Told
from storybank.reports.renderers.drawings import DRAWINGS, DRAWINGS_OF_TOLD
from storybank.reports.renderers.drawings.letters import FAMILIES, fonts_for_pictures
from storybank.reports.renderers.drawings.sketch import COLOURS, QUIET, Sketch
from storybank.reports.renderers.drawings.told import steps_of

log = logging.getLogger(__name__)
WIDE, NARROW = 640, 340
"""As wide as a column of A4, and as a phone."""
_NEARLY_WHITE = 250
DOTS = 2.4
"""Dots of a PNG a pixel: 230 an inch on A4."""
_SVG = "http://www.w3.org/2000/svg"
_KEPT = 256
"""Drawings of numbers that are remembered; some ten kilobytes each."""
_READY = ({"name": "Ready", "better": 1, "worse": 1, "need": 1, "activity": 1},)
"""The rows of a picture that nobody looks at."""
_drawn: OrderedDict[str, str] = OrderedDict()
_lock = threading.Lock()


def prepare() -> bool:
    """Load what draws, by drawing a little now, so that the first reader need not wait for it.

    Whether anything can be drawn.
    """
    plain = Table(caption="", head=(), rows=())
    shape = Picture(key="ready", drawing="themes", title="", says="", data=_READY, table=plain)
    return bool(draw(shape, ()))


def draw(picture: Picture, told: Sequence[Told], *, width: int = WIDE, paper: bool = False) -> str:
    """The picture as SVG that scales with what it stands in; empty where nothing is to be seen.

    ``width`` is what it is laid out for: ``NARROW`` for a phone, so that words stay readable.
    ``paper``: on white instead of the page's colour.
    """
    if picture.drawing in DRAWINGS_OF_TOLD:
        # Words of stories are not remembered: they may be taken back at any time.
        shown = told_of(picture, told)
        sketch = DRAWINGS_OF_TOLD[picture.drawing](shown, width) if shown else Sketch(width)
        return _svg(picture, sketch, says_of(picture, told), paper=paper) if sketch.texts else ""
    if picture.drawing not in DRAWINGS or not _has_numbers(picture):
        return ""
    plain = json.dumps([picture.model_dump(mode="json"), width, paper], sort_keys=True)
    key = hashlib.sha256(plain.encode()).hexdigest()
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    sketch = DRAWINGS[picture.drawing](picture.data, width)
    svg = _svg(picture, sketch, picture.says, paper=paper)
    if not svg:
        return ""
    with _lock:
        _drawn[key] = svg
        while len(_drawn) > _KEPT:
            _drawn.popitem(last=False)
    return svg


def draw_png(picture: Picture, told: Sequence[Told], *, width: int = WIDE) -> bytes:
    """The picture as PNG at 230 dots an inch; empty where nothing may be drawn."""
    svg = draw(picture, told, width=width, paper=True)
    if not svg:
        return b""
    # A tenth of a second to import; only who draws needs it.
    import vl_convert

    with _lock:
        vl_convert.register_font_directory(fonts_for_pictures())
    return _small(bytes(vl_convert.svg_to_png(svg, scale=DOTS)))


def _small(png: bytes) -> bytes:
    """The same on white with as few colours as it needs: a fifth of the size."""
    with Image.open(io.BytesIO(png)) as drawn:
        white = Image.new("RGB", drawn.size, "white")
        white.paste(drawn, mask=drawn.getchannel("A"))
    kept = io.BytesIO()
    few = white.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    colours = few.getpalette() or []
    few.putpalette([255 if one >= _NEARLY_WHITE else one for one in colours])
    few.save(kept, "PNG")
    return kept.getvalue()


def _has_numbers(picture: Picture) -> bool:
    """Whether there is anything to be seen: noughts and "a few" alone are read more quickly.

    A matrix shows where anybody speaks at all, so a few are enough.
    """
    if picture.drawing == "matrix":
        return any(row.get("number") != 0 for row in picture.data)
    return any(isinstance(one, int) and one > 0 for row in picture.data for one in row.values())


def told_of(picture: Picture, told: Sequence[Told]) -> list[Told]:
    """What a picture of told words is drawn of: what may be shown at this moment."""
    places = (row.get("told") for row in picture.data)
    found = [told[one] for one in places if isinstance(one, int) and 0 <= one < len(told)]
    return [one for one in found if not one.gone]


def says_of(picture: Picture, told: Sequence[Told]) -> str:
    """The picture in words, with what people told in it."""
    shown = told_of(picture, told)
    if picture.drawing == "journey":
        steps = [f"{head}: “{words}”" for one in shown for head, words, _ in steps_of(one)]
        return " ".join([picture.says, *steps])
    if picture.drawing == "person":
        return " ".join([picture.says, *(_moment(one) for one in shown)])
    return picture.says


def _moment(told: Told) -> str:
    facts = told.facts
    codes = ", ".join(f"{theme} ({change})" for theme, change in facts.get("codes") or ())
    when = facts.get("when") or "Day not known"
    return f"{when}: {facts.get('title') or 'a story'}{f': {codes}' if codes else ''}."


def _svg(picture: Picture, sketch: Sketch, says: str, *, paper: bool) -> str:
    """Draw, and take out of the drawing what does not belong into a page; empty if it cannot."""
    import vl_convert  # a tenth of a second; only who draws needs it

    spec = sketch.spec()
    try:
        drawn = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    except (ValueError, RuntimeError):
        # What it says of itself may hold words of a story. The report stands without its picture.
        log.error("A picture could not be drawn: %s", picture.drawing)
        return ""
    digest = hashlib.sha256(json.dumps([picture.key, spec], sort_keys=True).encode()).hexdigest()
    name = f"picture-{digest[:10]}"
    root = ElementTree.fromstring(drawn)  # noqa: S314 - vl-convert drew it just now
    svg = ElementTree.Element(
        "svg",
        {
            "xmlns": _SVG,
            "viewBox": f"0 0 {sketch.width:g} {sketch.height:g}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-says",
        },
    )
    ElementTree.SubElement(svg, "title", {"id": f"{name}-title"}).text = picture.title
    ElementTree.SubElement(svg, "desc", {"id": f"{name}-says"}).text = says
    svg.append(_patterns(name, "#ffffff" if paper else "#fbf8f3"))
    for part in root:
        _take_over(svg, part, name)
    return ElementTree.tostring(svg, encoding="unicode")


_ATTRIBUTES = frozenset(
    {"d", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "transform"}
    | {"text-anchor", "font-family", "font-size", "font-weight", "x", "y", "x1", "x2", "y1", "y2"}
)


def _take_over(into: ElementTree.Element, part: ElementTree.Element, name: str) -> None:
    """Copy what is drawn, without classes, roles and empty grounds."""
    tag = part.tag.removeprefix(f"{{{_SVG}}}")
    kept = {key: value for key, value in part.attrib.items() if key in _ATTRIBUTES}
    if part.get("class") in ("background", "foreground") or kept.get("display") == "none":
        return
    if "pattern-" in kept.get("fill", ""):
        kept["fill"] = kept["fill"].replace("pattern-", f"{name}-")
    if "font-family" in kept:
        kept["font-family"] = FAMILIES[kept["font-family"]]
    copied = ElementTree.Element(tag, kept)
    copied.text = part.text
    for inner in part:
        _take_over(copied, inner, name)
    if tag != "g" or len(copied):
        into.append(copied)


def _patterns(name: str, ground: str) -> ElementTree.Element:
    """Fills that differ without colour: stripes, dots, open, and faint stripes for a few."""
    defs = ElementTree.Element("defs")

    def add(kind: str, size: int, base: str, shapes: Sequence[tuple[str, dict[str, Any]]]) -> None:
        pattern = ElementTree.SubElement(
            defs,
            "pattern",
            {
                "id": f"{name}-{kind}",
                "width": str(size),
                "height": str(size),
                "patternUnits": "userSpaceOnUse",
            },
        )
        square = {"width": str(size), "height": str(size), "fill": base}
        ElementTree.SubElement(pattern, "rect", square)
        for tag, attributes in shapes:
            ElementTree.SubElement(pattern, tag, attributes)

    def stripes(colour: str, thick: str) -> list[tuple[str, dict[str, Any]]]:
        d = "M-1.5,1.5l3,-3M0,6l6,-6M4.5,7.5l3,-3"
        return [("path", {"d": d, "stroke": colour, "stroke-width": thick})]

    dot = ("circle", {"cx": "3", "cy": "3", "r": "1.1", "fill": COLOURS["need"]})
    add("worse", 6, COLOURS["worse"], stripes(ground, "1.7"))
    add("need", 6, "#f3e3c3", [dot])
    add("open", 6, ground, [])
    add("silent", 6, ground, [("circle", {"cx": "3", "cy": "3", "r": "0.9", "fill": QUIET})])
    add("few", 6, ground, stripes("#d5ccbe", "1.2"))
    return defs
