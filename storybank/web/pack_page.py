"""A report as a page: what its figures, stories and pictures open for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.reports.pack.blocks import Figure, Pack, Picture, Told
from storybank.reports.pack.references import list_references
from storybank.reports.renderers import pictures
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
        query: dict[str, Any] = {**behind, **figure.behind}
        return url_for(page, **query)

    return Show(
        link=link,
        href=lambda address: address,
        story=_story,
        picture=drawn_twice,
        references=list_references(session, pack),
        refs=refs,
    )


def drawn_twice(picture: Picture, told: Sequence[Told]) -> str:
    """The picture twice, for a wide page and for a phone, so that its words stay readable."""
    wide = pictures.draw(picture, told)
    if not wide:
        return ""
    narrow = pictures.draw(picture, told, width=pictures.NARROW)
    return (
        f'<div class="sb-picture__wide">{wide}</div><div class="sb-picture__narrow">{narrow}</div>'
    )


def _story(told: Told) -> str:
    return url_for("reading.read", story_id=told.story) if told.may_open else ""
