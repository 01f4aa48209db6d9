"""A pack as a PDF: tagged, with bookmarks, its first page on one sheet.

The pages are written here as HTML and set by ``press`` in a process of its own, so that pages of
the server stay quick and the memory goes back when the PDF is done.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from threading import BoundedSemaphore

from markupsafe import Markup

from storybank.core.errors import RuleBroken
from storybank.core.paths import PROJECT_ROOT
from storybank.reports.pack.blocks import Block, Pack, Paragraph, Picture, Section, Table, Told
from storybank.reports.renderers.html import TEMPLATES, Show, environment
from storybank.reports.renderers.marks import print_marks
from storybank.reports.renderers.pictures import draw, says_of

FONTS = PROJECT_ROOT / "storybank" / "static" / "build" / "fonts"
TRIES = ("", *(f"fit-{step}" for step in range(1, 8)))
"""How the first page is set, ever closer, until it fits one sheet (``print.css``)."""
LINKS = {
    "ref-": "What this figure counts",
    "/reports/passages": "The words behind this figure",
    "/reports/promises": "The promises behind this figure",
    "/stories/": "The whole story",
}
"""What is said of a link to whoever cannot see where it stands, by what is in its address."""
LONGEST = 180.0
"""Seconds that a PDF may take."""
MOST_ROWS = 400
"""Rows of a table that are set: ten sheets or so. Setting thousands takes minutes."""
PRESS = "storybank.reports.renderers.press"
NOT_THERE = 3
KNOWN = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "XDG_CACHE_HOME"),
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("FONTCONFIG_PATH", "FONTCONFIG_FILE"),
)
FULL = 1_800
"""Signs on a first page from which on it is likely to be set closer."""
_presses = BoundedSemaphore(2)
_TAG = re.compile(r"<[^>]*>")
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


class NoPress(RuleBroken):
    """What makes PDFs is not installed on the server."""


class PaperFailed(RuleBroken):
    """A PDF could not be made, or took too long."""


def pdf(
    pack: Pack,
    show: Show | None = None,
    *,
    address: str = "",
    on_setting: Callable[[], None] = lambda: None,
) -> bytes:
    """The pack as a tagged PDF (PDF/UA-1).

    ``show`` says which addresses figures and stories have and what the references count; links
    stay links only where they begin with ``address``, the public address of the installation.

    Raises:
        NoPress: the libraries that it needs are not installed.
        PaperFailed: it took too long, or the press broke.
    """
    with _started() as press:
        sheets = _sheets(shorten(pack), show or Show(), address)
        on_setting()
        return _set(press, *sheets)


def set_html(front: str, whole: str, files: dict[str, str]) -> bytes:
    """Hand pages to the press; ``front`` is the first of them alone."""
    with _started() as press:
        return _set(press, front, whole, files)


@contextmanager
def _started() -> Iterator[subprocess.Popen[bytes]]:
    """The press, started: it makes itself ready while its pages are still written."""
    with _presses:
        press = subprocess.Popen(  # noqa: S603  (our own program, nothing from outside)
            press_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT_ROOT,
            env=_environment(),
        )
        try:
            yield press
        finally:
            press.kill()  # does nothing to one that has ended


def _set(press: subprocess.Popen[bytes], front: str, whole: str, files: dict[str, str]) -> bytes:
    job = {
        "front": front,
        "whole": whole,
        "styles": _styles(),
        "files": files,
        "fonts": str(FONTS),
        "tries": TRIES,
        "try_first": len(TRIES) // 2 if len(_TAG.sub("", front)) > FULL else 0,
        "links": LINKS,
    }
    try:
        content, _ = press.communicate(json.dumps(job).encode(), timeout=LONGEST)
    except BrokenPipeError:
        content = press.stdout.read() if press.stdout else b""
    except subprocess.TimeoutExpired as late:
        raise PaperFailed(
            "The PDF took too long, because this report is very long. Take it as a Word file "
            "instead, or make it about a shorter time."
        ) from late.with_traceback(None)
    if press.wait() == NOT_THERE:
        raise NoPress(
            "PDFs cannot be made on this server yet. Ask whoever runs it to install Pango "
            "(README, “PDF files”). Until then you can print the page from your browser, or take "
            "the report as a Word file."
        )
    if press.returncode != 0 or not content.startswith(b"%PDF"):
        raise PaperFailed("The PDF could not be made. Take the report as a Word file instead.")
    return content


def shorten(pack: Pack) -> Pack:
    """The pack with its very long tables cut, each saying so beneath it, and where all of it is."""

    def shortened(section: Section) -> Section:
        blocks = tuple(part for block in section.blocks for part in _cut(block))
        parts = tuple(shortened(one) for one in section.sections)
        return section.model_copy(update={"blocks": blocks, "sections": parts})

    return pack.model_copy(update={"sections": tuple(shortened(one) for one in pack.sections)})


def _cut(block: Block) -> Iterator[Block]:
    if not isinstance(block, Table) or len(block.rows) <= MOST_ROWS:
        yield block
        return
    yield block.model_copy(update={"rows": block.rows[:MOST_ROWS]})
    left = (
        f"{len(block.rows) - MOST_ROWS:,} more rows are left out here, because a PDF of them all "
    )
    left += "would be too long to use. The spreadsheet of this report has every row."
    yield Paragraph(line=(left,), role="warning")


def press_command() -> list[str]:
    """How the press is started."""
    return [sys.executable, "-m", PRESS]


def _sheets(pack: Pack, show: Show, address: str) -> tuple[str, str, dict[str, str]]:
    """The first sheet alone, the whole, and the pictures that stand in them."""
    files = {f"mark-{name}.svg": svg for name, svg in print_marks().items()}

    def picture(one: Picture, told: Sequence[Told]) -> str:
        drawn = draw(one, told, paper=True)
        if not drawn:
            return ""
        name = f"picture-{one.key}.svg"
        files[name] = drawn
        return Markup('<img class="drawing" src="house:{}" alt="{}">').format(
            name, says_of(one, told)
        )

    def within(link: str) -> str:
        return link if address and link.startswith(f"{address}/") else ""

    shown = replace(
        show,
        link=lambda one: within(show.link(one)),
        href=lambda one: within(show.href(one)),
        story=lambda one: within(show.story(one)),
        picture=picture,
        on_paper=True,
        refs=True,
    )
    template = environment().get_template("reports/print.html")
    front = template.render(pack=pack, show=shown, front_alone=True)
    return _plain(front), _plain(template.render(pack=pack, show=shown, front_alone=False)), files


def _plain(html: str) -> str:
    """Without the small signs beside words: the style sheet draws them, as no reader's business."""
    return _SVG.sub("", html).strip()


@cache
def _styles() -> str:
    return (TEMPLATES / "reports" / "print.css").read_text(encoding="utf-8")


def _environment() -> dict[str, str]:
    """What the press knows of the outside: where programs and fonts are, no setting of ours."""
    return {name: os.environ[name] for name in KNOWN if name in os.environ}
