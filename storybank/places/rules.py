"""What a place may be called and lie within, and which place a text names. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from storybank.core.errors import RuleBroken
from storybank.core.text import squeeze
from storybank.places.models import PlaceLevel

LONGEST_NAME = 120
LONGEST_CODE = 20
LEVELS = tuple(PlaceLevel)  # from the smallest to the largest
# A county holds districts, and an area neighbourhoods; a ward holds no ward.
WITHIN_ITS_LIKE = frozenset({PlaceLevel.AREA, PlaceLevel.AUTHORITY})


@dataclass(frozen=True)
class Spot:
    """A place of the tree, as far as its names and where it lies go.

    ``is_merged``: it is only another record of the place it lies within.
    """

    id: int
    parent_id: int | None
    level: PlaceLevel
    name: str
    code: str = ""
    also_called: str = ""
    is_merged: bool = False
    public_id: UUID | None = None


def words_of(text: str) -> str:
    """The form in which names are compared: no capitals, single spaces, no full stops."""
    return " ".join(text.replace(".", " ").replace("’", "'").casefold().split())


def split_names(also_called: str) -> list[str]:
    """Other names as they are kept or typed: semicolons or lines between them."""
    names = (squeeze(name) for name in also_called.replace("\n", ";").split(";"))
    return list(dict.fromkeys(name for name in names if name))


def join_names(names: Iterable[str], *, but: str = "") -> str:
    """Other names to keep, each once, without the place's own."""
    seen = {words_of(but)}
    kept = []
    for name in names:
        if name and words_of(name) not in seen:
            seen.add(words_of(name))
            kept.append(name)
    return "; ".join(kept)


def check_name(name: str, code: str = "") -> None:
    """A place has a name, and neither name nor code is as long as a sentence.

    Raises:
        RuleBroken: it has none, or one too long.
    """
    if not squeeze(name):
        raise RuleBroken("Give the place a name.", field="name")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"Keep the name within {LONGEST_NAME} characters.", field="name")
    if len(code) > LONGEST_CODE:
        raise RuleBroken(f"Keep the code within {LONGEST_CODE} characters.", field="code")


def fits_within(level: PlaceLevel, larger: PlaceLevel) -> bool:
    """Whether a place of one level may lie within one of another."""
    if level is larger:
        return level in WITHIN_ITS_LIKE
    return LEVELS.index(level) < LEVELS.index(larger)


def check_within(level: PlaceLevel, larger: PlaceLevel) -> None:
    """A place lies within a larger one.

    Raises:
        RuleBroken: the other is not larger.
    """
    if not fits_within(level, larger):
        raise RuleBroken(
            f"{a(level)} cannot lie within {a(larger).lower()}. Choose a larger place.",
            field="parent",
        )


def a(level: PlaceLevel) -> str:
    """A level with its article: “A ward”, “An authority”."""
    article = "An" if level in (PlaceLevel.AREA, PlaceLevel.AUTHORITY) else "A"
    return f"{article} {level.value}"


@dataclass(frozen=True)
class Tree:
    """Every place at once: what lies where, and which place a text names."""

    spots: Mapping[int, Spot]
    below: Mapping[int | None, Sequence[int]] = field(repr=False)

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> "Tree":
        """The tree of these places; what lies within one is in the order given."""
        known = {spot.id: spot for spot in spots}
        below: dict[int | None, list[int]] = defaultdict(list)
        for spot in known.values():
            below[spot.parent_id].append(spot.id)
        return cls(known, below)

    def children(self, place_id: int | None) -> list[Spot]:
        """The places that lie directly within one; the largest of all for None."""
        inside = (self.spots[one] for one in self.below.get(place_id, ()))
        return [spot for spot in inside if not spot.is_merged]

    def subtree(self, place_id: int) -> list[int]:
        """A place and everything within it, other records of them too."""
        found = [place_id]
        for one in found:
            found.extend(self.below.get(one, ()))
        return found

    def path(self, place_id: int) -> list[Spot]:
        """The places that one lies within, the largest first."""
        found: list[Spot] = []
        at = self.spots[place_id].parent_id
        while at is not None:
            found.append(self.spots[at])
            at = self.spots[at].parent_id
        return found[::-1]

    def full_name(self, place_id: int) -> str:
        """A place with what it lies within: “Headland, Hartlepool, North East”."""
        names = [spot.name for spot in (*self.path(place_id), self.spots[place_id])]
        return ", ".join(reversed(names))

    def named(self, text: str) -> int | None:
        """The one place that a text names; None where it names none, or could mean several.

        A text names a place by its name, its code or another name of it, alone or with what it
        lies within, in either order (“Headland, Hartlepool” or “Hartlepool, Headland”).
        """
        whole = self._named.get(words_of(text), ())
        if whole or "," not in text:
            return _only(whole)
        parts = [words_of(part) for part in text.split(",") if part.strip()]
        first = self._with(parts[0], parts[1:]) if parts else set()
        last = self._with(parts[-1], parts[:-1]) if parts else set()
        return _only(first | last)

    def place_of_each(self, texts: Iterable[str]) -> dict[str, int]:
        """Which place each text names, those that name one only."""
        named = ((text, self.named(text)) for text in texts)
        return {text: place for text, place in named if place is not None}

    def _with(self, name: str, around: Sequence[str]) -> set[int]:
        """The places of a name that lie within places of all the other names."""
        return {one for one in self._named.get(name, ()) if self._lies_in(one, around)}

    def _lies_in(self, place_id: int, around: Sequence[str]) -> bool:
        larger = {spot.id for spot in self.path(place_id)}
        return all(larger & self._named.get(name, set()) for name in around)

    @cached_property
    def _named(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for spot in self.spots.values():
            if spot.is_merged:
                continue
            for name in (spot.name, spot.code, *split_names(spot.also_called)):
                if name:
                    found[words_of(name)].add(spot.id)
        return dict(found)


def check_move(tree: Tree, place_id: int, to: int | None) -> None:
    """A place is not moved into itself, nor into what lies within it.

    Raises:
        RuleBroken: it would be.
    """
    if to is not None and to in tree.subtree(place_id):
        raise RuleBroken(
            "A place cannot lie within itself, nor within a place inside it.", field="parent"
        )


def check_only_of_its_name(
    tree: Tree, name: str, parent_id: int | None, *, but: int | None = None
) -> None:
    """No two places of one name lie directly within the same place.

    Raises:
        RuleBroken: there is one already.
    """
    for spot in tree.children(parent_id):
        if spot.id != but and words_of(spot.name) == words_of(name):
            raise RuleBroken(
                "There is a place of this name there already. Use that one, or give this one "
                "another name.",
                field="name",
            )


def check_only_of_its_code(tree: Tree, code: str, *, but: int | None = None) -> None:
    """An official code stands for one place.

    Raises:
        RuleBroken: another place has it.
    """
    taken = (
        spot.id != but and not spot.is_merged and words_of(spot.code) == words_of(code)
        for spot in tree.spots.values()
    )
    if code and any(taken):
        raise RuleBroken("Another place has this code already.", field="code")


def _only(places: Collection[int]) -> int | None:
    return next(iter(places)) if len(places) == 1 else None
