"""Covering personal details, and what people's decisions say of the machine. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from storybank.stories.masking import mask_of
from storybank.tagging.models import Identifier

PERSON = "person"  # the origin of a coding that no machine suggested
LEARNT = ", learnt"  # the end of an origin, where a layer changed what a reader had said
WITHOUT = ", without suggestions"  # the end of a reader's name, where it might suggest nothing
FEWEST_DECISIONS = 20  # a share made of fewer says next to nothing

LONGEST_INSTEAD = 120  # characters that may stand for one detail in a later version


def stretches_to_mask(details: Collection[Identifier]) -> list[tuple[int, int, str]]:
    """Where to cover a version, in order and apart: (start, end, the words shown instead).

    Offsets are half-open code points of the version. Details that overlap become one stretch,
    named after the first of them.
    """
    merged: list[tuple[int, int, str]] = []
    for one in sorted(details, key=lambda one: (one.start, -one.end)):
        if merged and one.start < merged[-1][1]:
            start, end, mask = merged[-1]
            merged[-1] = (start, max(end, one.end), mask)
        else:
            merged.append((one.start, one.end, mask_of(one.type)))
    return merged


def mask_words(words: str, start: int, details: Collection[Identifier]) -> str:
    """Words that begin at ``start`` of a version, with its personal details covered.

    A detail reaching over either end of the words is covered as far as it lies within them.
    """
    pieces: list[str] = []
    at = 0
    for begins, ends, mask in stretches_to_mask(details):
        first, last = max(begins - start, at), ends - start
        if first >= len(words) or last <= at:
            continue
        pieces += (words[at:first], mask)
        at = last
    return "".join(pieces) + words[at:]


def mask_title(title: str, body: str, details: Collection[Identifier]) -> str:
    """A title without the personal details that its body holds."""
    for one in sorted(details, key=lambda one: one.start - one.end):  # the longest first
        title = title.replace(body[one.start : one.end], mask_of(one.type))
    return title


def differs_only_in_details(
    old: str, start: int, new: str, details: Collection[Identifier]
) -> bool:
    """Whether a sentence is an older one with other words for (some of) its personal details.

    ``old`` begins at ``start`` of the version that ``details`` were noticed in. All that is no
    detail must stand in ``new`` in the same order, word for word.
    """
    kept: list[str] = []
    at = 0
    for begins, ends, _ in stretches_to_mask(details):
        first, last = max(begins - start, 0), min(ends - start, len(old))
        if first < last:
            kept.append(old[at:first])
            at = last
    kept.append(old[at:])
    if len(kept) == 1:
        return old == new
    opening, *middles, ending = kept
    if not new.startswith(opening):
        return False
    position = len(opening)
    for words in middles:
        # at least one character stands for each detail
        found = new.find(words, position + 1, position + LONGEST_INSTEAD + len(words))
        if found < 0:
            return False
        position = found + len(words)
    rest = len(new) - len(ending) - position
    return 0 < rest <= LONGEST_INSTEAD and new.endswith(ending)


@dataclass(frozen=True)
class Decisions:
    """What people made of a machine's suggestions, and what they added of their own.

    ``replaced`` were rejected, and a person put another theme on the same sentence; ``rejected``
    were rejected and nothing put instead. ``added`` stand on sentences the machine had read
    without suggesting that theme.
    """

    confirmed: int = 0
    rejected: int = 0
    replaced: int = 0
    added: int = 0

    def __add__(self, other: "Decisions") -> "Decisions":
        return Decisions(
            self.confirmed + other.confirmed,
            self.rejected + other.rejected,
            self.replaced + other.replaced,
            self.added + other.added,
        )

    @property
    def decided(self) -> int:
        """Suggestions that a person has decided on."""
        return self.confirmed + self.rejected + self.replaced

    @property
    def wanted(self) -> int:
        """Codes that people want on sentences the machine has read."""
        return self.confirmed + self.added

    @property
    def precision(self) -> float | None:
        """The share of the suggestions that people confirmed; None where too few to say."""
        return _share(self.confirmed, self.decided)

    @property
    def recall(self) -> float | None:
        """The share of what people want that the machine had suggested; None where too few."""
        return _share(self.confirmed, self.wanted)


def all_together(decisions: Iterable[Decisions]) -> Decisions:
    """Decisions added up."""
    return sum(decisions, Decisions())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= FEWEST_DECISIONS else None
