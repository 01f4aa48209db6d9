"""A framework as a YAML file: what it is called, then its items.

Read with the loader that makes nothing but texts, lists and mappings: no code, no dates, and a
code written as 1.10 stays 1.10.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from storybank.core.text import squeeze
from storybank.core.uploads import BadValueError, Problem, Unreadable, read_text_bytes
from storybank.frameworks.readers.result import ReadFramework, ReadItem, item

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_EMPTY = frozenset({"", "~", "null"})
_YES, _NO = frozenset({"true", "yes", "on"}), frozenset({"false", "no", "off"})
_KEYS = frozenset(
    [
        "slug",
        "edition",
        "title",
        "publisher",
        "licence",
        "source",
        "note",
        "published_on",
        "levels",
        "complete",
        "exportable",
        "items",
    ]
)
_ITEM_KEYS = frozenset({"code", "name", "level", "parent", "text", "themes", "basis"})


def read(data: bytes) -> ReadFramework:
    """Read a YAML file, not yet checked as a whole.

    Raises:
        Unreadable: it is not YAML, holds no list of items, or says something wrongly at its top.
    """
    told = _load(read_text_bytes(data))
    problems: list[Problem] = []
    unknown: dict[str, None] = {}
    items: list[ReadItem] = []
    for number, one in enumerate(told["items"], start=1):
        where = f"Item {number}"
        try:
            items.append(_item(where, one, unknown))
        except BadValueError as bad:
            problems.append(bad.problem(where))
    left = [*(key for key in told if key not in _KEYS), *unknown]
    try:
        return ReadFramework(
            **{key: _words(told, key) for key in ("slug", "edition", "title", "publisher")},
            licence=_words(told, "licence"),
            source=_words(told, "source"),
            note=_text(told, "note"),
            published_on=_day(told),
            levels=_words_of_list(told, "levels"),
            is_complete=_truth(told, "complete", default=True),
            is_exportable=_truth(told, "exportable", default=False),
            items=tuple(items),
            problems=tuple(problems),
            notices=tuple(
                f"We do not know “{squeeze(str(key))[:60]}”, so what is in it was left out."
                for key in left
            ),
        )
    except BadValueError as bad:
        raise Unreadable(f"Under “{bad.column}”: {bad.reason}", bad.remedy) from bad


def _load(text: str) -> dict[Any, Any]:
    try:
        told = yaml.load(text, Loader=_LOADER)  # noqa: S506  (makes texts, lists, mappings only)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" near line {mark.line + 1}" if mark else ""
        raise Unreadable(
            f"This file is not YAML{where}.",
            "Check the spaces at the line’s start, the colons, and the quotation marks.",
        ) from error
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        raise Unreadable(
            "There is no list called “items” in this file.",
            "Write “items:” on a line of its own and the items under it, each after a “-”.",
        )
    return told


def _item(where: str, told: object, unknown: dict[str, None]) -> ReadItem:
    if not isinstance(told, dict):
        raise BadValueError(
            "items", "It is not a mapping.", "Write it like {code: A1, name: What it is called}."
        )
    unknown.update(dict.fromkeys(str(key) for key in told if key not in _ITEM_KEYS))
    return item(
        where,
        _words(told, "code"),
        _words(told, "name"),
        level=_words(told, "level"),
        parent=_words(told, "parent"),
        text=_text(told, "text"),
        themes=_words_of_list(told, "themes"),
    )


def _text(told: Mapping[Any, Any], key: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise BadValueError(key, "It is not text.", "Write it between quotation marks.")
    return "" if value.strip() in _EMPTY else value.strip()


def _words(told: Mapping[Any, Any], key: str) -> str:
    return squeeze(_text(told, key))


def _words_of_list(told: Mapping[Any, Any], key: str) -> tuple[str, ...]:
    value = told.get(key, [])
    if isinstance(value, str):
        value = [] if value.strip() in _EMPTY else value.split(";")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadValueError(key, "It is not a list of words.", "Write it like [skills, home].")
    return tuple(dict.fromkeys(word for one in value if (word := squeeze(one))))


def _truth(told: Mapping[Any, Any], key: str, *, default: bool) -> bool:
    word = _words(told, key).lower()
    if not word:
        return default
    if word not in _YES | _NO:
        raise BadValueError(key, "It is neither yes nor no.", "Write true or false.")
    return word in _YES


def _day(told: Mapping[Any, Any]) -> date | None:
    word = _words(told, "published_on")
    if not word:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise BadValueError("published_on", "It is no day.", "Write it like 2025-02-13.") from None
