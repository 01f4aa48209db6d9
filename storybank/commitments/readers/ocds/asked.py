"""What a buyer asked for in social value, where a published file says so."""

from __future__ import annotations

from collections.abc import Sequence

from storybank.commitments.readers.ocds.node import Node

LONGEST_ASK = 4000


def find_ask(tender: Node, lots: Sequence[Node]) -> str:
    """The award criteria that speak of social value, with their weight; '' where none does."""
    found: dict[str, None] = {}
    for holder in (tender, *lots):
        for criterion in holder.child("awardCriteria").children("criteria"):
            name = criterion.text("name")
            words = criterion.text("description", lines=True)
            if "social value" in f"{name} {words}".casefold():
                found[_line(name, words, _weight(criterion))] = None
    return "\n".join(found)[:LONGEST_ASK]


def _line(name: str, words: str, weight: str) -> str:
    head = f"{name or 'Social value'}{f', {weight} of the score' if weight else ''}"
    return f"{head}: {words}" if words and words != name else head


def _weight(criterion: Node) -> str:
    for number in criterion.children("numbers"):
        amount = number.amount("number")
        if amount is not None and number.text("weight").startswith("percentage"):
            return f"{amount:f}%"
    return ""
