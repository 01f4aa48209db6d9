"""What the page of one place gathers: everything promised and told of it, over the years."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_id
from storybank.commitments.models import Contract
from storybank.commitments.queries import contracts_by_id
from storybank.frameworks.models import Framework
from storybank.intake.models import Teller
from storybank.places.models import Place
from storybank.places.queries import load_tree
from storybank.places.rules import Spot, Tree
from storybank.reports.pack.voices import NO_PERSON, NOBODY
from storybank.reports.place.stories import Where, texts_told
from storybank.reports.place.stories import where_of as where_told
from storybank.reports.place.thread import Priority, list_charters, list_priorities
from storybank.reports.place.told import Mix, Told, Words, list_words, tell
from storybank.reports.queries import stories_open_to
from storybank.reviews.ledger import Standing, Tally, Wanted, list_standings, marks_of, tally
from storybank.stories.rules import Scope, reading_scope, shown_when, uncovered_scope
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words

MOST_CONTRACTS = 25
MOST_MISSING = 30
MOST_SHOWN = 500  # places the list shows at once; beyond that only what holds others


@dataclass(frozen=True)
class Inside:
    """A place that lies directly within another, with what is promised and told there and below."""

    spot: Spot
    promises: int
    stories: int


@dataclass(frozen=True)
class ThemeRow:
    """A theme told of in a place, in each direction."""

    code: Code
    mix: Mix


@dataclass(frozen=True)
class Branch:
    """A place of the tree as the list shows it, with how many stories are told there and below."""

    spot: Spot
    stories: int
    inside: tuple["Branch", ...]
    hidden: int = 0


def tree_rows(tree: Tree, told: Mapping[int, int]) -> list[Branch]:
    """The tree as branches, the largest places first; a large bank's wards stay folded away."""
    whole = len(tree.spots) <= MOST_SHOWN

    def branch(spot: Spot) -> Branch:
        inside = tree.children(spot.id)
        larger = [one for one in inside if whole or tree.children(one.id)]
        return Branch(
            spot,
            sum(told.get(one, 0) for one in tree.subtree(spot.id)),
            tuple(branch(one) for one in larger),
            len(inside) - len(larger),
        )

    return [branch(spot) for spot in tree.children(None)]


def path_of(tree: Tree, place: Place) -> list[Spot]:
    """The places that this one lies within, the largest first, for the breadcrumbs."""
    return tree.path(place.key)


def where_of(session: Session, tree: Tree, place: Place) -> Where:
    """A place as stories are looked for, by the words people write for places."""
    return where_told(tree, place.key, texts_told(session))


def gather_place(session: Session, actor: Actor, place: Place) -> dict[str, Any]:
    """Everything the page shows, in a number of statements that does not grow."""
    tree, scope = load_tree(session), reading_scope(actor)
    where = where_of(session, tree, place)
    told = tell(session, scope, where)
    standings = _standings(session, actor, scope, place)
    contracts = contracts_by_id(session, {one.contract_id for one in standings})
    marks = marks_of(standings)
    inside = _inside(tree, place, told, standings, contracts)
    themes = _themes(session, told)
    charters = charters_of(session, actor, tree, place)
    return {
        "place": place,
        "path": path_of(tree, place),
        "told": told,
        "years": _with_contracts(told, contracts),
        "themes": themes,
        "theme_names": {row.code.key: row.code.name for row in themes},
        "voices": voices_of(session, actor, told),
        "tally": tally(marks.values()),
        "contracts": _contract_rows(standings, contracts, marks)[:MOST_CONTRACTS],
        "contracts_in_all": len(contracts),
        "inside": inside,
        "missing": _missing(tree, place, told, standings, contracts),
        "charters": [framework for framework, _ in charters],
        "priorities": priorities_of(session, actor, scope, tree, place, charters, known=standings),
        "reads_contracts": can(actor, Action.READ_CONTRACT),
    }


def charters_of(
    session: Session, actor: Actor, tree: Tree, place: Place
) -> list[tuple[Framework, int]]:
    """The charters that hold for a place: its own, and those of what it lies within."""
    return list_charters(session, actor, tree, place.key)


def priorities_of(
    session: Session,
    actor: Actor,
    scope: Scope,
    tree: Tree,
    place: Place,
    charters: Sequence[tuple[Framework, int]],
    *,
    known: Sequence[Standing] | None = None,
) -> list[Priority]:
    """The priorities of these charters, with what answers each in the place."""
    frameworks = [framework for framework, _ in charters]
    inside = tree.subtree(place.key)
    if known is None:
        known = _standings(session, actor, scope, place)
    return list_priorities(
        session, actor, scope, charters=frameworks, place_ids=inside, known=known
    )


def voices_of(session: Session, actor: Actor, told: Told) -> list[dict[str, Any]]:
    """Some of what people say of the place, in their own words, as this reader may read them."""
    found = list_words(session, told)
    details = _covered(session, actor, found)
    return [
        {
            "words": mask_words(one.quote, one.start, details.get(one.version_id, ())),
            "change": one.change,
            "code_id": one.code_id,
            "whose": whose(one),
            "place": one.place,
            "kind": one.kind,
            "when": shown_when(one),
            "story": one.story,
        }
        for one in found
    ]


def whose(words: Words) -> str:
    """Whose words these are: the name they chose, or what they are to us."""
    if words.display_name:
        return words.display_name
    return NO_PERSON if words.teller is Teller.ORGANISATION else NOBODY


def _covered(session: Session, actor: Actor, found: Sequence[Words]) -> Mapping[int, Any]:
    """Personal details to cover, by version: those of stories read from a board's seat alone."""
    if not actor.plays(RoleName.BOARD_READER):
        return {}
    own = stories_open_to(session, uncovered_scope(actor), [one.story_id for one in found])
    return list_identifiers(session, [one.version_id for one in found if one.story_id not in own])


def _standings(session: Session, actor: Actor, scope: Scope, place: Place) -> list[Standing]:
    return list_standings(session, actor, scope, Wanted(place_id=place.key))


def _contract_rows(
    standings: Iterable[Standing], contracts: Mapping[int, Contract], marks: Mapping[int, Any]
) -> list[tuple[Contract, Tally]]:
    """Each contract of the place with how far its promises have come, the newest first."""
    held: dict[int, list[Any]] = defaultdict(list)
    for one in standings:
        held[one.contract_id].append(marks[one.commitment_id])
    rows = [(contracts[number], tally(each)) for number, each in held.items()]
    return sorted(
        rows,
        key=lambda row: (row[0].starts_on is not None, row[0].starts_on, row[0].key),
        reverse=True,
    )


def _with_contracts(told: Told, contracts: Mapping[int, Contract]) -> list[dict[str, Any]]:
    """Years side by side: what was told, and how many contracts were running."""
    heard = {one.year: one for one in told.years}
    begun = [one.starts_on.year for one in contracts.values() if one.starts_on]
    known = sorted({year for year in heard if year is not None} | set(begun))
    rows = [
        {"year": year, "told": heard.get(year), "running": _running(year, contracts.values())}
        for year in known
    ]
    if None in heard:
        rows.append({"year": None, "told": heard[None], "running": None})
    return rows


def _running(year: int, contracts: Iterable[Contract]) -> int:
    return sum(
        one.starts_on is not None
        and one.starts_on.year <= year
        and (one.ends_on is None or one.ends_on.year >= year)
        for one in contracts
    )


def _themes(session: Session, told: Told) -> list[ThemeRow]:
    """Themes told of, those of most passages first."""
    codes = codes_by_id(session)
    rows = [ThemeRow(codes[code], mix) for code, mix in told.themes.items() if code in codes]
    return sorted(rows, key=lambda row: (-sum(row.mix.passages.values()), row.code.name))


def _promises_by_place(
    standings: Iterable[Standing], contracts: Mapping[int, Contract]
) -> Counter[int]:
    counted: Counter[int] = Counter()
    for one in standings:
        if not one.is_withdrawn:
            counted[contracts[one.contract_id].place_id or 0] += 1
    return counted


def _inside(
    tree: Tree,
    place: Place,
    told: Told,
    standings: Sequence[Standing],
    contracts: Mapping[int, Contract],
) -> list[Inside]:
    promised = _promises_by_place(standings, contracts)
    found = []
    for spot in tree.children(place.key):
        below = tree.subtree(spot.id)
        found.append(
            Inside(
                spot,
                sum(promised[one] for one in below),
                sum(told.by_place.get(one, 0) for one in below),
            )
        )
    return found


def _missing(
    tree: Tree,
    place: Place,
    told: Told,
    standings: Sequence[Standing],
    contracts: Mapping[int, Contract],
) -> dict[str, Any]:
    """The smallest places within this one that nobody told of, those promised something first."""
    promised = _promises_by_place(standings, contracts)
    smallest = [
        tree.spots[one]
        for one in tree.subtree(place.key)
        if one != place.key and not tree.children(one) and not tree.spots[one].is_merged
    ]
    silent = [one for one in smallest if not told.by_place.get(one.id)]
    silent.sort(key=lambda one: (-promised[one.id], one.name))
    return {
        "of": len(smallest),
        "silent": len(silent),
        "shown": [(one, promised[one.id]) for one in silent[:MOST_MISSING]],
    }
