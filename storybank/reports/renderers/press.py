"""The press: sets HTML as a tagged PDF, in a process of its own that ends when it is done.

Started by ``paper`` as ``python -m storybank.reports.renderers.press``. What to set comes in on
the standard input as JSON, and the PDF goes out on the standard output: no word of a story stands
on a command line, in a file or in a message. Only this module knows WeasyPrint, and it imports
nothing of ours, so that little memory is used.

``{"front": html, "whole": html, "styles": css, "tries": ["", "fit-1"], "try_first": 0,
"files": {name: text}, "fonts": path, "links": {part of an address: words}}``. ``front`` is the
first page alone: it is set closer, by the next of ``tries``, until it fits one page, and the whole
is set with what fitted.
``files`` are what the page may load as ``house:NAME``, ``fonts`` the folder of
``house:fonts/NAME``; nothing else is ever loaded. ``links`` says what links lead to.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

NOT_THERE = 3
"""How the process ends where the libraries that WeasyPrint needs are not installed."""
ROOT = "<html "  # where the class of a try is put


def main() -> int:
    """Set what comes in, and hand it out."""
    logging.disable(logging.CRITICAL)  # messages may quote what is set
    os.nice(5)  # whoever waits for a page comes first
    try:
        import weasyprint  # while what is to be set is still written
    except OSError:  # Pango is not there
        return NOT_THERE
    job = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(_press(weasyprint, job))
    return 0


def _press(weasyprint: Any, job: Mapping[str, Any]) -> bytes:
    fetcher = _only_ours(weasyprint, job["files"], Path(job["fonts"]))
    fonts = weasyprint.text.fonts.FontConfiguration()
    page = {"base_url": "house:page", "url_fetcher": fetcher}
    styles = [weasyprint.CSS(string=job["styles"], font_config=fonts, **page)]

    def render(html: str, fit: str, **how: Any) -> Any:
        fitted = html.replace(ROOT, f'{ROOT}class="{fit}" ', 1)
        return weasyprint.HTML(string=fitted, **page).render(
            stylesheets=styles, font_config=fonts, **how
        )

    def fits(fit: str) -> bool:
        return len(render(job["front"], fit).pages) == 1

    tries = job["tries"]
    fit = tries[_first(lambda at: fits(tries[at]), len(tries) - 1, at=job["try_first"])]
    document = render(job["whole"], fit, pdf_variant="pdf/ua-1")

    def say_links(_document: Any, pdf: Any) -> None:
        for one in pdf.objects:
            if isinstance(one, dict) and one.get("Subtype") == "/Link":
                target = (one.get("Dest") or one["A"]["URI"]).string
                said = (words for part, words in job["links"].items() if part in target)
                one["Contents"] = type(one["Contents"])(next(said, target))

    return bytes(document.write_pdf(pdf_variant="pdf/ua-1", finisher=say_links))


def _first(holds: Callable[[int], bool], last: int, *, at: int = 0) -> int:
    """The first number that something holds of, as it does of all that follow; else the last.

    ``at`` is the number that is asked about first.
    """
    low, high = -1, last
    while low + 1 < high:
        low, high = (low, at) if holds(at) else (at, high)
        at = (low + high) // 2
    return high


def _only_ours(weasyprint: Any, files: Mapping[str, str], fonts: Path) -> Any:
    """What fetches the house's own pictures and fonts, and nothing from anywhere else."""
    urls: Any = weasyprint.urls
    base: Any = urls.URLFetcher

    class Ours(base):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("house:")
            if name in files and url.startswith("house:"):
                kind = "image/svg+xml" if name.endswith(".svg") else "text/css"
                return urls.URLFetcherResponse(url, files[name], {"Content-Type": kind})
            font = name.removeprefix("fonts/")
            if url.startswith("house:fonts/") and (fonts / font).parent == fonts:
                body = (fonts / font).read_bytes()
                return urls.URLFetcherResponse(url, body, {"Content-Type": "font/woff2"})
            raise ValueError("Nothing is loaded from elsewhere.")

    return Ours()


if __name__ == "__main__":
    # Little that is made here becomes garbage before the end, and the end cleans up by itself.
    gc.set_threshold(50_000, 20, 50)
    ended = main()
    sys.stdout.flush()
    os._exit(ended)
