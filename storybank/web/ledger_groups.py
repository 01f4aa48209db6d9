"""Promises counted together as pages show them: each count opens the promises or the words."""

from collections.abc import Sequence
from typing import Any

from storybank.reviews.ledger import Group, Shown, Stage, Tally
from storybank.web.ledger_asked import NOTHING_GIVEN, Asked, By

LEVEL_NAMES = {"ward": "Ward", "area": "Area", "authority": "Authority", "region": "Region"}


def funnel(counts: Tally, asked: Asked) -> list[dict[str, Any]]:
    """How far promises have come, stage by stage, and how many fell out at each."""
    silent, promised = counts.at(Stage.SILENT), counts.promised
    return [
        {
            "count": promised,
            "name": "promised",
            "href": asked.url(by=By.PROMISE.value, stage=None),
            "lost": f"{counts.lowered:,} lower than at tender" if counts.lowered else "",
        },
        {
            "count": counts.at(Stage.FIGURE),
            "name": "with a figure",
            "href": _promises(asked, Stage.FIGURE),
            "lost": f"{counts.without_figure:,} with nothing reported"
            if counts.without_figure
            else "",
        },
        {
            "count": counts.at(Stage.HEARD),
            "name": "with a voice",
            "href": _promises(asked, Stage.HEARD),
            "lost": f"{silent:,} nobody has told us about" if silent else "",
            "lost_href": _promises(asked, Stage.SILENT),
        },
        {
            "count": counts.at(Stage.VERIFIED),
            "name": "verified",
            "href": _promises(asked, Stage.VERIFIED),
            "lost": f"{counts.unverified:,} heard of, and not verified"
            if counts.unverified
            else "",
        },
    ]


def group_rows(groups: Sequence[Group], asked: Asked) -> list[dict[str, Any]]:
    """Rows of the table of groups."""
    return [_group_row(group, asked) for group in groups]


def _group_row(group: Group, asked: Asked) -> dict[str, Any]:
    one = asked.narrow_to(group.value)
    note = LEVEL_NAMES.get(group.note, group.note)
    return {
        "name": group.name or NOTHING_GIVEN.get(asked.by, ""),
        "note": note,
        "depth": min(group.depth, 4),
        "href": asked.url(**{**one, "by": By.PROMISE.value}),
        "cells": [
            _count(group.tally.tendered),
            _count(group.tally.promised),
            _count(group.tally.at(Stage.FIGURE), _promises(asked, Stage.FIGURE, **one)),
            _count(group.tally.at(Stage.HEARD), _words(asked, Shown.HEARD, **one)),
            _count(group.tally.at(Stage.AGAINST), _words(asked, Shown.AGAINST, **one)),
            _count(group.tally.at(Stage.VERIFIED), _words(asked, Shown.VERIFIED, **one)),
            _count(group.tally.at(Stage.NOT_UPHELD), _words(asked, Shown.NOT_UPHELD, **one)),
            _count(group.tally.at(Stage.SILENT), _promises(asked, Stage.SILENT, **one)),
            _count(group.tally.at(Stage.QUESTION), _promises(asked, Stage.QUESTION, **one)),
            _count(group.tally.at(Stage.WITHDRAWN), _promises(asked, Stage.WITHDRAWN, **one)),
            _count(group.tally.gone),
        ],
    }


def _count(count: int, href: str = "") -> dict[str, str]:
    return {"text": f"{count:,}", "href": href if count else ""}


def _promises(asked: Asked, stage: Stage, **more: str) -> str:
    return asked.url(**{**more, "by": By.PROMISE.value, "stage": stage.value})


def _words(asked: Asked, shown: Shown, **more: str) -> str:
    return asked.url("ledger.passages", **more, by=None, stage=None, show=shown.value)
