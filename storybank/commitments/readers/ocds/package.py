"""From the bytes of a file to one merged release a process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from storybank.commitments.readers.ocds.node import Notes
from storybank.core.text import squeeze
from storybank.core.uploads import Unreadable, read_text_bytes

DEEPEST = 60
LONGEST_NUMBER = 40
Release = Mapping[str, Any]
_RELEASED = frozenset({"tender", "awards", "contracts", "parties"})
_STAGES = ("tender", "awards", "contracts", "planning", "buyer", "parties")


def parse(data: bytes) -> object:
    """The JSON of a file, its numbers as decimals.

    Raises Unreadable where it is not JSON, holds what JSON does not allow, or is nested too deep.
    """
    text = read_text_bytes(data)
    if text.lstrip()[:1] == "<":
        raise Unreadable(
            "This is a web page or XML, not the JSON data behind it.",
            "Download the OCDS JSON of the notice or record, and upload that.",
        )
    try:
        found = _load(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        place = f" near line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            f"This file is not whole JSON: it stops making sense{place}.",
            "Download it again, and upload the file as it came.",
        ) from error
    if _deeper_than(found, DEEPEST):
        raise _too_deep()
    return found


def _load(text: str) -> object:
    def load(words: str) -> object:
        return json.loads(
            words, parse_float=_number, parse_int=_number, parse_constant=_not_a_number
        )

    try:
        return load(text)
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Extra data"):
            raise
        # One release a line, as bulk downloads give them.
        return [load(line) for line in text.splitlines() if line.strip()]


def is_release_a_line(data: bytes) -> bool:
    """Whether the first line is a release, as bulk downloads give one a line."""
    try:
        first = json.loads(data.lstrip().partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and "ocid" in first and not _RELEASED.isdisjoint(first)


def processes(found: object, notes: Notes) -> Iterator[Release]:
    """One release a contracting process, merged from what the file holds of it.

    Raises Unreadable where this is some other JSON.
    """
    if isinstance(found, dict) and isinstance(found.get("records"), list):
        for number, record in enumerate(found["records"]):
            yield from _of_record(record, f"records[{number}]", notes)
        return
    if isinstance(found, dict) and "compiledRelease" in found:
        yield from _of_record(found, "the record", notes)
        return
    if isinstance(found, dict) and isinstance(found.get("releases"), list):
        releases = found["releases"]
    elif isinstance(found, list):
        releases = found
    elif isinstance(found, dict) and any(stage in found for stage in _STAGES):
        releases = [found]
    else:
        raise _other_json(found)
    yield from _by_process(releases, notes)


def _of_record(record: object, where: str, notes: Notes) -> Iterator[Release]:
    if not isinstance(record, dict):
        notes.problem(where, "This is not a record.", "It was left out. The rest was read.")
        return
    compiled, listed = record.get("compiledRelease"), record.get("releases")
    whole = [one for one in listed if _is_release(one)] if isinstance(listed, list) else []
    if isinstance(compiled, dict) and compiled:
        _name_buyers([compiled], _buyers_of(whole))
        yield {"ocid": record.get("ocid"), **compiled}
        return
    if whole:
        yield merge(whole)
        return
    notes.problem(
        where,
        "This record holds neither a compiledRelease nor whole releases, and we fetch nothing.",
        "Download the record with its releases in it (Find a Tender gives a compiledRelease).",
    )


def _by_process(releases: list[Any], notes: Notes) -> Iterator[Release]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, release in enumerate(releases):
        if not _is_release(release):
            notes.problem(
                f"releases[{number}]",
                "This is not a release: it says nothing of a tender, an award or a contract.",
                "It was left out. The rest was read.",
            )
            continue
        ocid = release.get("ocid")
        key = ocid if isinstance(ocid, str) and ocid.strip() else f"#{number}"
        groups.setdefault(key, []).append(release)
    for group in groups.values():
        yield merge(group) if len(group) > 1 else group[0]


def _is_release(value: object) -> bool:
    return isinstance(value, dict) and any(stage in value for stage in _STAGES)


def merge(releases: list[dict[str, Any]]) -> Release:
    """Lay releases of one process over each other in the order of their dates.

    A later one says only what changed: objects are merged, things in lists are matched by their
    ids, null takes away, and anything else replaces what was.
    """
    _name_buyers(releases, _buyers_of(releases))
    merged: dict[str, Any] = {}
    for release in sorted(releases, key=lambda one: str(one.get("date") or "")):
        _lay(merged, release)
    return merged


def _buyers_of(releases: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    """The buyer of the release in which each award and contract was last published.

    One process may hold the contracts of several buyers, where they share it.
    """
    return {
        (key, str(one.get("id"))): release["buyer"]
        for release in releases
        if isinstance(release.get("buyer"), dict)
        for key in ("awards", "contracts")
        for one in _listed(release, key)
    }


def _name_buyers(releases: list[dict[str, Any]], buyers: Mapping[tuple[str, str], Any]) -> None:
    for release in releases:
        for key in ("awards", "contracts"):
            for one in _listed(release, key):
                buyer = buyers.get((key, str(one.get("id"))))
                if buyer is not None:
                    one.setdefault("buyer", buyer)


def _listed(release: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = release.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _lay(below: dict[str, Any], above: Mapping[str, Any]) -> None:
    for key, value in above.items():
        held = below.get(key)
        if value is None:
            below.pop(key, None)
        elif isinstance(value, dict):
            if not isinstance(held, dict):
                held = below[key] = {}
            _lay(held, value)
        elif isinstance(value, list) and _all_have_ids(value):
            below[key] = _lay_list(held if isinstance(held, list) else [], value)
        else:
            below[key] = value


def _lay_list(held: list[Any], new: list[dict[str, Any]]) -> list[Any]:
    if not _all_have_ids(held):
        held = []
    by_id = {str(one["id"]): one for one in held}
    for one in new:
        _lay(by_id.setdefault(str(one["id"]), {}), one)
    return list(by_id.values())


def _all_have_ids(items: list[Any]) -> bool:
    return all(
        isinstance(one, dict) and isinstance(one.get("id"), str | int | Decimal) for one in items
    )


def _deeper_than(found: object, depth: int) -> bool:
    level = [found]
    for _ in range(depth):
        level = [
            child
            for one in level
            if isinstance(one, dict | list)
            for child in (one.values() if isinstance(one, dict) else one)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _number(words: str) -> Decimal:
    try:
        return Decimal(words if len(words) <= LONGEST_NUMBER else "NaN")
    except ArithmeticError:
        return Decimal("NaN")  # told where it is asked for


def _not_a_number(words: str) -> NoReturn:
    raise Unreadable(
        f"This file says {words} where a number should be, which JSON does not allow.",
        "Ask whoever publishes it to put it right, or take that value out, and upload it again.",
    )


def _too_deep() -> Unreadable:
    return Unreadable(
        "This file has objects within objects so many times over that it cannot be real.",
        "Download it again from where it is published.",
    )


def _other_json(found: object) -> Unreadable:
    told = found.get("message") or found.get("error") if isinstance(found, dict) else None
    if isinstance(told, str) and told.strip() and isinstance(found, dict) and "status" in found:
        return Unreadable(
            f"This is an answer of a website that says “{squeeze(told)[:60]}”, not a contract.",
            "Look the notice up again, download its OCDS JSON, and upload that.",
        )
    return Unreadable(
        "This is JSON, but not of a contract: there are no releases and no records in it.",
        "Upload an OCDS release package or record package.",
    )
