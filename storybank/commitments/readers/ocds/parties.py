"""Who buys and who supplies, by the references of a release."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storybank.commitments.readers.ocds.node import Node

MOST_NAMES = 300
# Numbers that a website gives out anew in every notice tell nobody apart.
_OWN_OF_A_WEBSITE = ("GB-FTS", "GB-CFS")
_IN_AN_ID = re.compile(r"(GB-[A-Z]{2,6})-(.+)")
_WITHIN = re.compile(r"\s*(?:[-–—:,]|\()\s*")


@dataclass(frozen=True)
class Party:
    """A party as it is named, with its number in a register, such as GB-COH:01234567."""

    name: str
    identifier: str = ""
    department: str = ""


class Parties:
    """The organisations of a release, looked up by reference."""

    def __init__(self, release: Node) -> None:
        self._all = release.children("parties")
        self._by_id = {one.text("id"): one for one in self._all if one.raw.get("id") is not None}

    def of(self, reference: Node) -> Party:
        """The party a reference means; by its own words where nothing is listed of it."""
        listed = self._by_id.get(reference.text("id"))
        name = reference.text("name")
        if listed is None:
            return Party(name, _identifier_of_id(reference.text("id")))
        return _party(listed, name)

    def playing(self, role: str) -> list[Party]:
        """The parties that play a role."""
        return [_party(one, "") for one in self._all if role in one.strings("roles")]


def find_buyer(release: Node, parties: Parties, *agreements: Node) -> Party:
    """Who buys: the agreement's own buyer, the release's, the procuring entity, or one listed."""
    entity = release.child("tender").child("procuringEntity")
    for reference in (*(one.child("buyer") for one in agreements), release.child("buyer"), entity):
        if reference and (party := parties.of(reference)).name:
            return party
    listed = [*parties.playing("buyer"), *parties.playing("procuringEntity"), Party("")]
    return listed[0]


def find_suppliers(award: Node, parties: Parties, *, only_award: bool) -> list[Party]:
    """Who supplies, each once; those listed as suppliers where the one award names nobody."""
    found = [parties.of(one) for one in award.children("suppliers")]
    if not any(one.name for one in found) and only_award:
        found = parties.playing("supplier")
    return list({one.name.casefold(): one for one in found if one.name}.values())


def named_together(suppliers: Sequence[Party]) -> str:
    """Several suppliers in one line, the last told as a number where they are too many."""
    names = [one.name for one in suppliers]
    line = "; ".join(names)
    while len(line) > MOST_NAMES and len(names) > 1:
        names.pop()
        line = f"{'; '.join(names)} and {len(suppliers) - len(names)} more"
    return line[:MOST_NAMES]


def _party(listed: Node, name: str) -> Party:
    identifier = listed.child("identifier")
    scheme, number = identifier.text("scheme"), identifier.text("id")
    name = name or listed.text("name") or identifier.text("legalName")
    known = _number(scheme, number) if scheme and number else _identifier_of_id(listed.text("id"))
    return Party(name, known, _department(name, identifier.text("legalName")))


def _identifier_of_id(words: str) -> str:
    found = _IN_AN_ID.fullmatch(words)
    return _number(found[1], found[2]) if found else ""


def _number(scheme: str, number: str) -> str:
    if scheme in _OWN_OF_A_WEBSITE:
        return ""
    if scheme == "GB-COH" and number.isdigit():
        number = number.zfill(8)
    return f"{scheme}:{number}".replace(" ", "").upper()[:80]


def _department(name: str, body: str) -> str:
    """The department, where the name is that of the whole body with the department after it."""
    if body and len(name) > len(body) and name.casefold().startswith(body.casefold()):
        rest = _WITHIN.split(name[len(body) :], maxsplit=1)
        if len(rest) == 2 and not rest[0]:
            return rest[1].rstrip(")").strip()
    return ""
