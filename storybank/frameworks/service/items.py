"""The items of a charter or a variant, for as long as nothing rests on the edition."""

from __future__ import annotations

from sqlmodel import Session, col, delete

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.frameworks import queries
from storybank.frameworks.models import Crosswalk, Framework, FrameworkItem
from storybank.frameworks.rules import (
    DEEPEST,
    LONGEST_CODE,
    LONGEST_LEVEL,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ITEMS,
    check_changeable,
    check_text,
    check_words,
)
from storybank.frameworks.service.rows import require_own


def add_item(
    session: Session,
    actor: Actor,
    *,
    framework: Framework,
    name: str,
    code: str = "",
    text: str = "",
    level: str = "",
    parent: FrameworkItem | None = None,
) -> FrameworkItem:
    """Add an item at the end of those beside it; without a code it is given one.

    Raises:
        AlreadyHeld: another item has this code.
        RuleBroken: the edition stays as it is, or what is given will not do.
    """
    items = _changeable(session, actor, framework)
    depth = 0
    if parent is not None:
        depth = 1 + _depth_of(session, framework, parent)
    if depth >= DEEPEST:
        raise RuleBroken(f"A framework may be {DEEPEST} levels deep.")
    if len(items) >= MOST_ITEMS:
        raise RuleBroken(f"A framework may have {MOST_ITEMS} items.")
    told = framework.levels[min(depth, len(framework.levels) - 1)] if framework.levels else "item"
    item = FrameworkItem(
        framework_id=framework.key,
        parent_id=parent.id if parent else None,
        position=max((one.position for one in items), default=-1) + 1,
        level=check_words(
            level or told, field="level", what="the level", most=LONGEST_LEVEL, needed=False
        ),
        code=_code(code or _next_code(items, parent), items, None),
        name=_name(name),
        text=_text(text),
    )
    session.add(item)
    session.flush()
    record(session, actor, "add_framework_item", framework, item=str(item.public_id))
    return item


def change_item(
    session: Session,
    actor: Actor,
    *,
    framework: Framework,
    item: FrameworkItem,
    name: str,
    code: str,
    text: str = "",
) -> None:
    """Word an item anew; a variant's keeps which one it was made from.

    Raises:
        AlreadyHeld: another item has this code.
        RuleBroken: the edition stays as it is, or what is given will not do.
    """
    items = _changeable(session, actor, framework)
    item.code, item.name, item.text = _code(code, items, item), _name(name), _text(text)
    session.flush()
    record(session, actor, "change_framework_item", framework, item=str(item.public_id))


def leave_out_item(
    session: Session, actor: Actor, *, framework: Framework, item: FrameworkItem
) -> int:
    """Take an item out with all that hangs on it; returns how many went.

    Raises:
        RuleBroken: the edition stays as it is.
    """
    items = _changeable(session, actor, framework)
    going = {item.key}
    for one in items:  # in the order of the tree, so a parent is met before its children
        if one.parent_id in going:
            going.add(one.key)
    session.exec(delete(Crosswalk).where(col(Crosswalk.item_id).in_(going)))
    for one in reversed(items):
        if one.key in going:
            session.delete(one)
            session.flush()
    record(session, actor, "leave_out_framework_item", framework, items=len(going))
    return len(going)


def move_item(
    session: Session, actor: Actor, *, framework: Framework, item: FrameworkItem, up: bool
) -> None:
    """Let an item change places with the one before or after it on its level.

    Raises:
        RuleBroken: the edition stays as it is.
    """
    items = _changeable(session, actor, framework)
    beside = [one for one in items if one.parent_id == item.parent_id]
    at = next(n for n, one in enumerate(beside) if one.key == item.key)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(beside):
        return
    other = beside[to]
    item.position, other.position = other.position, item.position
    session.flush()
    record(session, actor, "move_framework_item", framework, item=str(item.public_id))


def _changeable(session: Session, actor: Actor, framework: Framework) -> list[FrameworkItem]:
    require_own(actor, framework)
    check_changeable(framework.kind, in_use=queries.is_in_use(session, framework))
    return queries.list_items(session, framework.key)


def _depth_of(session: Session, framework: Framework, item: FrameworkItem) -> int:
    for one, depth in queries.list_items_with_depth(session, framework.key):
        if one.key == item.key:
            return depth
    raise RuleBroken("What it should hang on is not in this edition.")


def _code(code: str, items: list[FrameworkItem], but: FrameworkItem | None) -> str:
    code = check_words(code, field="code", what="a short code", most=LONGEST_CODE)
    if any(one.code == code and one is not but for one in items):
        raise AlreadyHeld("Another item has this code. Give each its own.", field="code")
    return code


def _next_code(items: list[FrameworkItem], parent: FrameworkItem | None) -> str:
    taken = {one.code for one in items}
    start = f"{parent.code}." if parent else ""
    return next(
        code for number in range(1, len(items) + 2) if (code := f"{start}{number}") not in taken
    )


def _name(name: str) -> str:
    return check_words(name, field="name", what="what it is called", most=LONGEST_NAME)


def _text(text: str) -> str:
    return check_text(text, field="text", what="the description", most=LONGEST_TEXT)
