"""A report as a page: what its figures, stories and pictures open for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.reports.pack.blocks import Figure, Pack, Told
from storybank.reports.pack.references import list_references
from storybank.reports.renderers.html import Show

PROMISES = ("promises", "contracts")


def page_of(
    session: Session, pack: Pack, *, behind: Mapping[str, str], refs: bool = False
) -> dict[str, Any]:
    """What ``reports/pack.html`` is rendered with: the pack, and what it shows.

    ``behind`` is the query of the report (``Asked.query()``), which leads every figure to what it
    counts.
    """
    return {"pack": pack, "show": show_of(session, pack, behind=behind, refs=refs)}


def show_of(
    session: Session, pack: Pack, *, behind: Mapping[str, str] | None, refs: bool = False
) -> Show:
    """What a signed-in reader can open of a pack; without ``behind`` no figure opens anything."""

    def link(figure: Figure) -> str:
        if behind is None:
            return ""
        page = "reports.promises" if figure.of in PROMISES else "reports.passages"
        return url_for(page, **{**behind, **figure.behind})

    return Show(
        link=link,
        href=lambda address: address,
        story=_story,
        references=list_references(session, pack),
        refs=refs,
    )


def _story(told: Told) -> str:
    return url_for("stories.show", story_id=told.story) if told.may_open else ""
