"""Reading frameworks, their items, and what these mean in our themes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, exists, func, or_
from sqlmodel import Session, SQLModel, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.codebook.models import Code
from storybank.core.errors import NotFound
from storybank.frameworks.models import Crosswalk, Framework, FrameworkItem
from storybank.frameworks.rules import Difference, differences, in_tree_order

OWN_TABLES = frozenset({"framework", "framework_item", "crosswalk"})


def list_frameworks(
    session: Session,
    actor: Actor,
    *,
    also: Collection[int | None] = (),
    retired: bool = True,
) -> Sequence[Framework]:
    """Every edition the actor may read: everybody's, and their own organisation's; by title.

    ``also`` are row numbers of editions that the actor may read for another reason, such as a
    contract of theirs that was let under one. Without ``retired`` those in use only.

    Raises:
        NotAllowed: the actor may not read frameworks.
    """
    require(actor, Action.READ_FRAMEWORK)
    query = select(Framework).where(_readable(actor, also))
    if not retired:
        query = query.where(col(Framework.is_retired).is_(False))
    return session.exec(
        query.order_by(col(Framework.title), col(Framework.edition).desc(), col(Framework.id))
    ).all()


def get_framework(
    session: Session, actor: Actor, public_id: UUID, *, also: Collection[int | None] = ()
) -> Framework:
    """One edition that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.READ_FRAMEWORK)
    found = session.exec(
        select(Framework).where(Framework.public_id == public_id, _readable(actor, also))
    ).first()
    if found is None:
        raise NotFound("There is no such framework, or it is not yours to read.")
    return found


def find_edition(
    session: Session, organisation_id: int | None, slug: str, edition: str
) -> Framework | None:
    """One edition by its names, if it is held; ``organisation_id`` None for everybody's."""
    return session.exec(
        select(Framework).where(
            Framework.organisation_id == organisation_id,
            Framework.slug == slug,
            Framework.edition == edition,
        )
    ).first()


def list_editions(session: Session, framework: Framework) -> Sequence[Framework]:
    """Every edition of the same framework, the newest first."""
    return session.exec(
        select(Framework)
        .where(
            Framework.organisation_id == framework.organisation_id,
            Framework.slug == framework.slug,
        )
        .order_by(col(Framework.id).desc())
    ).all()


def list_variants(session: Session, actor: Actor, framework: Framework) -> Sequence[Framework]:
    """The local variants made from an edition that the actor may read, in the order made."""
    return session.exec(
        select(Framework)
        .where(Framework.parent_id == framework.id, _readable(actor, ()))
        .order_by(col(Framework.id))
    ).all()


def frameworks_by_id(
    session: Session, framework_ids: Collection[int | None]
) -> dict[int, Framework]:
    """Editions by row number, in one query; whoever asks has seen to it that they may be read."""
    rows = session.exec(
        select(Framework)
        .where(col(Framework.id).in_({one for one in framework_ids if one is not None}))
        .order_by(col(Framework.id))
    )
    return {row.key: row for row in rows}


def list_items(session: Session, framework_id: int) -> list[FrameworkItem]:
    """The items of an edition in the order of its tree, each parent before its children."""
    return [item for item, _ in list_items_with_depth(session, framework_id)]


def list_items_with_depth(session: Session, framework_id: int) -> list[tuple[FrameworkItem, int]]:
    """The items of an edition in the order of its tree, with how deep each stands (0: the top)."""
    rows = session.exec(
        select(FrameworkItem)
        .where(FrameworkItem.framework_id == framework_id)
        .order_by(col(FrameworkItem.position), col(FrameworkItem.id))
    ).all()
    return in_tree_order(rows)


def count_items(session: Session, framework_ids: Collection[int]) -> dict[int, int]:
    """How many items each edition has, in one query."""
    rows = session.exec(
        select(FrameworkItem.framework_id, func.count())
        .where(col(FrameworkItem.framework_id).in_(framework_ids))
        .group_by(col(FrameworkItem.framework_id))
    )
    found = dict.fromkeys(framework_ids, 0)
    found.update(dict(rows.all()))
    return found


def get_item(session: Session, actor: Actor, public_id: UUID) -> FrameworkItem:
    """One item of an edition that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.READ_FRAMEWORK)
    found = session.exec(
        select(FrameworkItem)
        .join(Framework, col(Framework.id) == FrameworkItem.framework_id)
        .where(FrameworkItem.public_id == public_id, _readable(actor, ()))
    ).first()
    if found is None:
        raise NotFound("There is no such item, or it is not yours to read.")
    return found


def items_by_id(session: Session, item_ids: Collection[int]) -> dict[int, FrameworkItem]:
    """Items by row number, in one query; whoever asks has seen to it that they may be read."""
    rows = session.exec(
        select(FrameworkItem)
        .where(col(FrameworkItem.id).in_(item_ids))
        .order_by(col(FrameworkItem.id))
    )
    return {row.key: row for row in rows}


def items_of_codes(
    session: Session, framework_id: int, code_ids: Collection[int]
) -> dict[int, list[FrameworkItem]]:
    """The items of an edition that speak of each code, in one query.

    Keys are row numbers of codes; a code that no item speaks of has an empty list.
    """
    rows = session.exec(
        select(Crosswalk.code_id, FrameworkItem)
        .join(FrameworkItem, col(FrameworkItem.id) == Crosswalk.item_id)
        .where(FrameworkItem.framework_id == framework_id, col(Crosswalk.code_id).in_(code_ids))
        .order_by(col(FrameworkItem.position), col(FrameworkItem.id))
    )
    found: dict[int, list[FrameworkItem]] = {code_id: [] for code_id in code_ids}
    for code_id, item in rows:
        found[code_id].append(item)
    return found


def codes_of_items(session: Session, item_ids: Collection[int]) -> dict[int, list[int]]:
    """Row numbers of the codes that each item speaks of, in one query."""
    rows = session.exec(
        select(Crosswalk.item_id, Crosswalk.code_id)
        .where(col(Crosswalk.item_id).in_(item_ids))
        .order_by(col(Crosswalk.item_id), col(Crosswalk.id))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for item_id, code_id in rows:
        found[item_id].append(code_id)
    return found


def themes_of_items(session: Session, item_ids: Collection[int]) -> dict[int, list[str]]:
    """The short names of the themes that each item speaks of, in the codebook's order."""
    rows = session.exec(
        select(Crosswalk.item_id, Code.slug)
        .join(Code, col(Code.id) == Crosswalk.code_id)
        .where(col(Crosswalk.item_id).in_(item_ids))
        .order_by(col(Crosswalk.item_id), col(Code.position), col(Code.id))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for item_id, slug in rows:
        found[item_id].append(slug)
    return found


def list_crosswalk(session: Session, framework_id: int) -> Sequence[Crosswalk]:
    """What the items of an edition mean in our themes, item by item."""
    return session.exec(
        select(Crosswalk)
        .join(FrameworkItem, col(FrameworkItem.id) == Crosswalk.item_id)
        .where(FrameworkItem.framework_id == framework_id)
        .order_by(col(FrameworkItem.position), col(Crosswalk.item_id), col(Crosswalk.id))
    ).all()


def compare_with_parent(session: Session, variant: Framework) -> list[Difference[FrameworkItem]]:
    """A variant's items beside those they were made from, then what it left out."""
    if variant.parent_id is None:
        return []
    before = list_items(session, variant.parent_id)
    by_key = {item.key: item for item in before}
    return differences(
        before,
        list_items(session, variant.key),
        lambda item: by_key.get(item.origin_item_id or 0),
    )


def compare_editions(
    session: Session, older: Framework, newer: Framework
) -> list[Difference[FrameworkItem]]:
    """The items of an edition beside those of an older one with the same codes."""
    before = list_items(session, older.key)
    by_code = {item.code: item for item in before}
    return differences(before, list_items(session, newer.key), lambda item: by_code.get(item.code))


def is_in_use(session: Session, framework: Framework) -> bool:
    """Whether anything hangs on an edition: a contract, a promise, or a variant made from it.

    Asked of every table that points here, so a later step that names items need tell nobody.
    """
    named = [
        exists().where(column == framework.id) for column in _pointing_at("framework", OWN_TABLES)
    ]
    own_items = select(FrameworkItem.id).where(FrameworkItem.framework_id == framework.id)
    named += [
        exists().where(column.in_(own_items))
        for column in _pointing_at("framework_item", OWN_TABLES)
    ]
    named.append(exists().where(col(Framework.parent_id) == framework.id))
    return bool(session.exec(select(or_(*named))).one())


def _pointing_at(table: str, but: Collection[str]) -> list[Any]:
    """The columns of other steps' tables that point at the rows of one of ours."""
    return [
        key.parent
        for other in SQLModel.metadata.sorted_tables
        if isinstance(other, Table) and other.name not in but
        for key in other.foreign_keys
        if key.column.table.name == table
    ]


def _readable(actor: Actor, also: Collection[int | None]) -> Any:
    if actor.everywhere:
        return col(Framework.id).is_not(None)
    return or_(
        col(Framework.organisation_id).is_(None),
        col(Framework.organisation_id) == actor.organisation_id,
        col(Framework.id).in_({one for one in also if one is not None}),
    )
