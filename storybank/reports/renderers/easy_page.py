"""The easy-read first page as a file of its own, that any browser opens and prints."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from storybank.reports.pack.blocks import Pack
from storybank.reports.renderers.easy_read import easy_read
from storybank.reports.renderers.html import TEMPLATES, environment


def easy_page(pack: Pack) -> str:
    """The first page of a pack in easy words, as a whole HTML document."""
    template = environment().get_template("reports/easy_page.html")
    return template.render(pack=pack, words=Markup(easy_read(pack)), styles=Markup(_styles()))  # noqa: S704


@cache
def _styles() -> str:
    return (TEMPLATES / "reports" / "easy_page.css").read_text(encoding="utf-8")
