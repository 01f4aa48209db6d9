"""What the page of a framework shows, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_id
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_contracts
from storybank.frameworks import queries
from storybank.frameworks.models import Framework, FrameworkItem, FrameworkKind
from storybank.frameworks.rules import Difference, Differs
from storybank.places.queries import names_of

KIND_WORDS = {
    FrameworkKind.SHIPPED: "Comes with Storybank",
    FrameworkKind.IMPORTED: "Brought in by your organisation",
    FrameworkKind.CHARTER: "Community Value Charter",
    FrameworkKind.VARIANT: "Local variant",
}
DIFFERS_WORDS = {
    Differs.REWORDED: "Worded otherwise",
    Differs.ADDED: "Added here",
    Differs.LEFT_OUT: "Left out here",
}


@dataclass
class Branch:
    """An item with the themes it speaks of and what hangs on it."""

    item: FrameworkItem
    themes: list[Code]
    children: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class FrameworkPage:
    """Everything the page shows of one edition to one reader.

    ``own`` is whether the reader keeps it, ``changeable`` whether its items may be changed.
    """

    framework: Framework
    kind: str
    branches: list[Branch]
    count: int
    place: str
    parent: Framework | None
    differences: list[tuple[str, Difference[FrameworkItem]]]
    compared_with: Framework | None
    editions: Sequence[Framework]
    variants: Sequence[Framework]
    contracts: list[Contract]
    in_use: bool
    own: bool
    changeable: bool

    @property
    def paragraphs(self) -> list[str]:
        """The note, a paragraph each."""
        return [one for one in self.framework.note.split("\n\n") if one.strip()]


def gather_framework(session: Session, actor: Actor, framework: Framework) -> FrameworkPage:
    """Gather the page of an edition that the reader may read."""
    branches, count = branches_of(session, framework)
    editions = queries.list_editions(session, framework)
    older = [one for one in editions if one.key < framework.key]
    parents = queries.frameworks_by_id(session, [framework.parent_id])
    parent = parents.get(framework.parent_id or 0)
    compared_with = parent or (older[0] if older else None)
    in_use = queries.is_in_use(session, framework)
    own = can(actor, Action.MANAGE_FRAMEWORKS) and (
        framework.organisation_id == actor.organisation_id
    )
    made_here = framework.kind in (FrameworkKind.CHARTER, FrameworkKind.VARIANT)
    return FrameworkPage(
        framework=framework,
        kind=KIND_WORDS[framework.kind],
        branches=branches,
        count=count,
        place=names_of(session, [framework.place_id]).get(framework.place_id or 0, ""),
        parent=parent,
        differences=_differences(session, framework, parent, compared_with),
        compared_with=compared_with,
        editions=[one for one in editions if one.key != framework.key],
        variants=queries.list_variants(session, actor, framework),
        contracts=[
            one for one in list_contracts(session, actor) if one.framework_id == framework.id
        ],
        in_use=in_use,
        own=own,
        changeable=own and made_here and not in_use,
    )


def branches_of(session: Session, framework: Framework) -> tuple[list[Branch], int]:
    """The items of an edition as a tree, with their themes, and how many there are."""
    items = queries.list_items(session, framework.key)
    themes = themes_of_framework(session, framework)
    made: dict[int, Branch] = {}
    top: list[Branch] = []
    for item in items:  # each parent before its children
        made[item.key] = Branch(item, themes.get(item.key, []))
        above = made.get(item.parent_id or 0)
        (above.children if above else top).append(made[item.key])
    return top, len(items)


def themes_of_framework(session: Session, framework: Framework) -> dict[int, list[Code]]:
    """The themes that each item of an edition speaks of, in the order of the codebook."""
    codes = codes_by_id(session)
    found: dict[int, list[Code]] = {}
    for match in queries.list_crosswalk(session, framework.key):
        found.setdefault(match.item_id, []).append(codes[match.code_id])
    return {item: sorted(many, key=lambda one: one.position) for item, many in found.items()}


def above_matched(items: Sequence[FrameworkItem], matched: Collection[int]) -> set[int]:
    """The items, told in tree order, that something matched with a theme hangs on."""
    found: set[int] = set()
    for item in reversed(items):  # each child before its parent
        if item.parent_id is not None and (item.key in matched or item.key in found):
            found.add(item.parent_id)
    return found


def _differences(
    session: Session, framework: Framework, parent: Framework | None, older: Framework | None
) -> list[tuple[str, Difference[FrameworkItem]]]:
    if parent is not None:
        found = queries.compare_with_parent(session, framework)
    elif older is not None:
        found = queries.compare_editions(session, older, framework)
    else:
        return []
    return [(DIFFERS_WORDS[one.differs], one) for one in found if one.differs in DIFFERS_WORDS]
