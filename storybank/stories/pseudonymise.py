"""Other words for the personal details of a story: proposed here, decided by a person. Pure.

Each person gets one invented name that holds through the whole story: "Maureen", "Mo", "Mrs
Hartley" and "Maureen Hartley" share it. Everything is drawn from the story's own words, so the
same story is always given the same proposals.

Which invented name stands for which real one is kept only with the words as received (``Detail``)
and in sealed versions, under the same permission: a list of pairs anywhere else would undo the
work for whoever found it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from storybank.stories.invented_names import (
    NameStock,
    groups_with,
    headings_of_family,
    headings_of_given,
    stocks,
)

Place = tuple[int, int]

_FORMAL = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "lady",
        "cllr",
        "councillor",
        "mister",
        "missus",
    ]
)
_FAMILIAR = frozenset(
    [
        "big",
        "old",
        "little",
        "young",
        "auntie",
        "aunty",
        "aunt",
        "uncle",
        "sister",
        "brother",
        "coach",
        "nurse",
        "father",
        "rev",
        "reverend",
        "pastor",
        "imam",
        "nan",
        "nana",
        "nanny",
        "granny",
        "gran",
        "grandad",
    ]
)
_BETWEEN = frozenset(["and", "&", "senior", "junior", "snr", "jnr"])
_SIDE_OF_TITLE = {
    **dict.fromkeys(("mr", "sir", "mister", "uncle", "father", "grandad"), "man"),
    **dict.fromkeys(
        [
            "mrs",
            "ms",
            "miss",
            "lady",
            "missus",
            "auntie",
            "aunty",
            "aunt",
            "nan",
            "nana",
            "nanny",
            "granny",
            "gran",
        ],
        "woman",
    ),
}
_EITHER_SIDE = (
    "Alex",
    "Sam",
    "Robin",
    "Lee",
    "Kim",
    "Jamie",
    "Frankie",
    "Ash",
    "Charlie",
    "Jo",
    "Jude",
    "Rowan",
)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['\u2019]s$")
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_ARTICLE_BEFORE = re.compile(
    r"\b(?:the|an?|my|our|your|his|her|their|its|this|that|every|one) $", re.IGNORECASE
)
_SENTENCE_START = re.compile(r"(?:^|[.!?\u2026][\"'\u201d\u2019)]*\s+|\n\s*)[\"'\u201c\u2018(]*$")
_GENERAL = (
    ("nursery|preschool|playgroup", "a nursery"),
    ("university", "a university"),
    ("college|sixth form", "a college"),
    (
        "school|primary|infants?|juniors?|high|academy|secondary|grammar|comp|comprehensive|ysgol",
        "a school",
    ),
    ("hospital|infirmary|general", "a hospital"),
    ("surgery|practice|clinic|medical", "a surgery"),
    ("pharmacy|chemist", "a chemist's"),
    ("caf[e\u00e9]|restaurant|bar|inn|arms|kitchen", "a place to eat"),
)
OTHER_PLACE = "a local business"


@dataclass(frozen=True, slots=True)
class Detail:
    """One personal detail: where it stands in the body, and of what type it is."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Other words for one detail, wherever in the body it stands."""

    words: str
    type: str
    places: tuple[Place, ...]
    replacement: str


@dataclass
class _Person:
    """A name as it is written: "Mrs Maureen Hartley's" taken to pieces."""

    parts: list[str]
    given: list[str] = field(default_factory=list)
    surname: str = ""
    side: str = ""


def propose(
    body: str, details: Collection[Detail], masks: Mapping[str, str]
) -> tuple[Proposal, ...]:
    """One proposal for each detail that differs, in the order in which they are first met.

    ``masks`` says what stands for each type of detail that is neither a person nor a place.
    """
    found: dict[tuple[str, str], list[Place]] = {}
    end = 0
    for one in sorted(details, key=lambda one: (one.start, -one.end)):
        if end <= one.start < one.end <= len(body):  # what overlaps goes with the one before
            key = (body[one.start : one.end], one.type)
            found.setdefault(key, []).append((one.start, one.end))
            end = one.end
    people = {words: places for (words, type_), places in found.items() if type_ == "PERSON"}
    names = _Names(body, people)
    return tuple(
        Proposal(words, type_, tuple(places), _replacement(words, type_, names, masks))
        for (words, type_), places in found.items()
    )


def replace_details(body: str, chosen: Sequence[Proposal]) -> str:
    """The body with the chosen proposals' replacements in place of their words.

    "a school" loses its "a" after "the" or "her", and takes a capital where a sentence begins.
    """
    pieces: list[str] = []
    at = 0
    for (start, end), words in sorted(
        (place, one.replacement) for one in chosen for place in one.places
    ):
        if start < at:
            continue
        pieces += (body[at:start], fitted(words, body, start))
        at = end
    return "".join(pieces) + body[at:]


def replace_in_title(title: str, chosen: Sequence[Proposal]) -> str:
    """The title with the same words replaced, wherever they stand as whole words."""
    others = {one.words: one.replacement for one in chosen}
    if not others:
        return title
    longest_first = sorted(others, key=lambda words: (-len(words), words))
    either = "|".join(re.escape(words) for words in longest_first)
    return re.sub(rf"(?<!\w)(?:{either})(?!\w)", lambda match: others[match[0]], title)


def is_title(word: str) -> bool:
    """Whether a word only stands before names: "Mrs", "Auntie"."""
    return word.lower().rstrip(".") in _FORMAL | _FAMILIAR | _BETWEEN


def fitted(words: str, body: str, start: int) -> str:
    """Words as they read at a place: no second article, and a capital where a sentence begins."""
    before = body[max(0, start - 12) : start]
    if words.startswith(("a ", "an ")) and _ARTICLE_BEFORE.search(before):
        return words.partition(" ")[2]
    if words[:1].islower() and _SENTENCE_START.search(body[max(0, start - 6) : start]):
        return words[:1].upper() + words[1:]
    return words


def _replacement(words: str, type_: str, names: _Names, masks: Mapping[str, str]) -> str:
    if type_ == "PERSON":
        return names.instead_of(words)
    if type_ == "SCHOOL_OR_WORKPLACE":
        for pattern, general in _GENERAL:
            if re.search(rf"\b(?:{pattern})\b", words, re.IGNORECASE):
                return general
        return OTHER_PLACE
    return masks.get(type_, "[a personal detail]")


class _Names:
    """The invented names of one story."""

    def __init__(self, body: str, people: Mapping[str, list[Place]]) -> None:
        seed = int.from_bytes(sha256(body.encode("utf-8", "surrogatepass")).digest()[:8], "big")
        self._dice = random.Random(seed)  # noqa: S311 - not a secret: it must be repeatable
        self._body = body
        self._people = {words: _parse(words) for words in people}
        self._places = people
        self._taken = {word.lower() for word in _WORD.findall(body)}
        self._taken |= {_POSSESSIVE.sub("", word) for word in self._taken}
        _tell_surnames(self._people.values())
        self._given: dict[str, str] = {}
        self._surnames: dict[str, str] = {}
        self._same = _same_person([one for person in self._people.values() for one in person.given])
        for person in self._people.values():
            self._invent(person)

    def instead_of(self, words: str) -> str:
        """The same name with an invented one in its place, its titles and its ending kept."""
        person = self._people[words]
        made = []
        for part in person.parts:
            core, ending = _cored(part)
            key = core.lower()
            if key in self._surnames and key == person.surname:
                name = self._surnames[key]
            elif key in person.given:
                name = self._given[self._same[key]]
            elif len(core.strip(".")) == 1 and core.isalpha() | core.endswith("."):
                name = self._initial(core, person)
            else:
                name = core
            made.append(_cased(name, core) + ending)
        return " ".join(made)

    def _initial(self, core: str, person: _Person) -> str:
        """The initial that goes with the invented name which the real initial stands for."""
        end = "." if core.endswith(".") else ""
        if person.given and not person.surname:  # "Ligia P."
            letters = {n[0]: self._surnames[n] for n in self._surnames if n}
        else:
            letters = {n[0]: self._given[self._same[n]] for n in self._same if n}
        other = letters.get(core[0].lower())
        return (other[0] if other else self._dice.choice("BCDGHJLNRSTW")) + end

    def _invent(self, person: _Person) -> None:
        heading, side = self._background(person)
        stock = stocks().get(heading, stocks()["English"])
        for name in person.given:
            key = self._same[name]
            if key not in self._given:
                own_heading, own_side = self._heading_of(name, heading), side
                where = headings_of_given().get(_first_half(name), ())
                sides = {one for _, one in where}
                if len(sides) == 1:
                    own_side = sides.pop()
                self._given[key] = self._draw(
                    _names_on(stocks().get(own_heading, stock), own_side), self._given
                )
        if person.surname and person.surname not in self._surnames:
            self._surnames[person.surname] = self._draw(stock.family, self._surnames)

    def _background(self, person: _Person) -> tuple[str, str]:
        """Where a person's names are heard, and whether of a woman or a man, if it can be told."""
        headings = [one for name in person.given for one, _ in _where(name)]
        family = headings_of_family().get(person.surname, ())
        both = [one for one in headings if one in family]
        heading = next(iter([*both, *headings, *family]), "English")
        sides = {side for name in person.given for _, side in _where(name)}
        side = person.side or (sides.pop() if len(sides) == 1 else "")
        return heading, side or self._side_told(person)

    def _heading_of(self, name: str, wanted: str) -> str:
        headings = [one for one, _ in _where(name)]
        return wanted if wanted in headings or not headings else headings[0]

    def _side_told(self, person: _Person) -> str:
        """What the words shortly after a name call the person: she, he, or neither much."""
        she = he = 0
        for words, other in self._people.items():
            if set(other.given) & set(person.given) or other is person:
                for _, end in self._places[words][:20]:
                    after = self._body[end : end + 90]
                    she += len(_SHE.findall(after))
                    he += len(_HE.findall(after))
        if she > 2 * he:
            return "woman"
        return "man" if he > 2 * she else ""

    def _draw(self, names: Sequence[str], given: Mapping[str, str]) -> str:
        """A name that is neither in the story nor given out yet."""
        used = set(given.values())
        free = [
            name for name in names if name not in used and not _is_near(name.lower(), self._taken)
        ]
        if not free:  # a story with more people than the stock has names
            every = [name for stock in stocks().values() for name in (*stock.woman, *stock.man)]
            free = [name for name in every if name not in used and name.lower() not in self._taken]
        if not free:
            return f"Person {len(used) + 1}"
        name = self._dice.choice(free)
        self._taken.add(name.lower())
        return name


def _parse(words: str) -> _Person:
    """Take a name to pieces; which single words are surnames is told by the others later."""
    person = _Person(words.split(" "))
    cores = [_cored(part)[0].lower() for part in person.parts]
    titles = [core.rstrip(".") for core in cores]
    formal = any(title in _FORMAL for title in titles[:3])
    sides = {_SIDE_OF_TITLE[title] for title in titles if title in _SIDE_OF_TITLE}
    person.side = sides.pop() if len(sides) == 1 else ""
    kept = [
        core
        for number, core in enumerate(cores)
        if titles[number] not in _FORMAL | _BETWEEN
        and not (titles[number] in _FAMILIAR and len(cores) > 1 and number == 0)
        and len(core.strip(".")) > 1
    ]
    initial = any(len(core.strip(".")) == 1 for core in cores)
    trailing_initial = initial and len(cores[-1].strip(".")) == 1
    if len(kept) > 1:
        person.given, person.surname = kept[:-1], kept[-1]
        if trailing_initial:
            person.given, person.surname = kept, ""
    elif kept and (formal or (initial and not trailing_initial)):
        person.surname = kept[0]
    else:
        person.given = kept
    return person


def _tell_surnames(people: Collection[_Person]) -> None:
    """A lone word that is elsewhere a surname, and never a given name, is that surname."""
    surnames = {person.surname for person in people if person.surname}
    given = {name for person in people for name in person.given if person.surname}
    for person in people:
        if not person.surname and len(person.given) == 1:
            name = person.given[0]
            if name in surnames - given:
                person.given, person.surname = [], name


def _same_person(names: Sequence[str]) -> dict[str, str]:
    """For each given name, the one form under which it and its short forms are kept."""
    order = list(dict.fromkeys(names))
    same = {name: name for name in order}
    for short in sorted(order, key=len):
        longer = [one for one in order if one != short and _may_be_short(short, one)]
        if longer and all(_compatible(one, longer[0]) for one in longer):
            old, new = same[short], same[longer[0]]
            same = {name: (new if key == old else key) for name, key in same.items()}
    return same


def _may_be_short(short: str, name: str) -> bool:
    if len(short) > len(name):
        return False
    grouped = any(name in group for group in groups_with(short))
    if grouped:
        return not (len(short) > 4 and len(name) > 5 and not name.startswith(short[:-1]))
    begun = len(short) > 2 and name.startswith(short) and len(name) - len(short) > 2
    return begun and short not in headings_of_given()


def _compatible(one: str, other: str) -> bool:
    return one == other or _may_be_short(*sorted((one, other), key=len))


def _is_near(name: str, taken: Collection[str]) -> bool:
    """Whether a name, or a form of it, stands in the story."""
    if name in taken:
        return True
    return any(not group.isdisjoint(taken) for group in groups_with(name))


def _names_on(stock: NameStock, side: str) -> Sequence[str]:
    if side == "woman":
        return stock.woman
    return stock.man if side == "man" else _EITHER_SIDE


def _where(name: str) -> Iterator[tuple[str, str]]:
    """The headings of a given name, or of the names it is short for."""
    known = headings_of_given()
    found = known.get(name) or known.get(_first_half(name))
    if found:
        yield from found
        return
    for group in groups_with(name):
        for other in sorted(group):
            yield from known.get(other, ())


def _first_half(name: str) -> str:
    return name.partition("-")[0]


def _cored(part: str) -> tuple[str, str]:
    """A word without its "'s", and the "'s"."""
    ending = _POSSESSIVE.search(part)
    return (part[: ending.start()], ending[0]) if ending else (part, "")


def _cased(name: str, like: str) -> str:
    if like.isupper() and len(like.strip(".")) > 1:
        return name.upper()
    return name.lower() if like.islower() and len(like) > 1 and not like.endswith(".") else name
