"""Where figures and stories of a pack stand in Storybank, for forms that are read outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from storybank.reports.pack.blocks import Figure, Told
from storybank.reports.pack.references import Reference
from storybank.reports.renderers.html import Show

PROMISES = ("promises", "contracts")


def show_with_addresses(
    address: str, *, behind: Mapping[str, str] | None, references: Sequence[Reference]
) -> Show:
    """What a pack shows to whoever has an account, under the installation's public address.

    ``behind`` is the query of the report (``Asked.query``); without it no figure opens anything,
    as nothing is counted anew.
    """

    def link(figure: Figure) -> str:
        if behind is None or not figure.behind:
            return ""
        page = "promises" if figure.of in PROMISES else "passages"
        return f"{address}/reports/{page}?{urlencode({**behind, **figure.behind})}"

    def story(told: Told) -> str:
        return f"{address}/stories/{told.story}/read" if told.may_open else ""

    return Show(
        link=link,
        href=lambda path: f"{address}{path}" if path.startswith("/") else "",
        story=story,
        references=references,
    )
