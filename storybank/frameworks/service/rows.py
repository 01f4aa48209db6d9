"""What the verbs share: writing items with their crosswalk, and who may change an edition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.codebook.queries import codes_by_slug
from storybank.core.errors import AlreadyHeld, NotAllowed
from storybank.frameworks import queries
from storybank.frameworks.models import Crosswalk, Framework, FrameworkItem
from storybank.frameworks.readers import ReadItem
from storybank.frameworks.rules import LONGEST_EDITION, LONGEST_TITLE, check_words


class Copied(NamedTuple):
    """What was written: how many items, how many of them matched, which themes are unknown."""

    items: int
    matches: int
    unknown_themes: tuple[str, ...]


def require_own(actor: Actor, framework: Framework) -> None:
    """Let those pass who keep this edition.

    Raises:
        NotAllowed: the actor keeps no frameworks, or this one is another organisation's.
    """
    require(actor, Action.MANAGE_FRAMEWORKS)
    if not actor.everywhere and framework.organisation_id != actor.organisation_id:
        raise NotAllowed("This framework is not your organisation’s, so it is not yours to change.")


def check_new_edition(
    session: Session, organisation_id: int | None, slug: str, edition: str
) -> None:
    """Let an edition be new.

    Raises:
        AlreadyHeld: this edition of this framework is there.
    """
    if queries.find_edition(session, organisation_id, slug, edition) is not None:
        raise AlreadyHeld(
            f"Edition “{edition}” of this framework is here already. Give the new one another "
            "name, such as the year.",
            field="edition",
        )


def write_items(
    session: Session,
    framework: Framework,
    items: Sequence[ReadItem],
    *,
    origin: str,
    by: int | None,
) -> Copied:
    """Write items that were read, and match them with the themes they name."""
    rows = {
        one.code: FrameworkItem(
            framework_id=framework.key,
            position=position,
            level=one.level,
            code=one.code,
            name=one.name,
            text=one.text,
        )
        for position, one in enumerate(items)
    }
    session.add_all(rows.values())
    session.flush()
    for one in items:
        rows[one.code].parent_id = rows[one.parent].key if one.parent else None
    codes = codes_by_slug(session)
    matches = [
        Crosswalk(
            item_id=rows[one.code].key, code_id=codes[theme].key, origin=origin, made_by_id=by
        )
        for one in items
        for theme in one.themes
        if theme in codes
    ]
    session.add_all(matches)
    session.flush()
    unknown = dict.fromkeys(t for one in items for t in one.themes if t not in codes)
    return Copied(len(rows), len(matches), tuple(unknown))


def copy_items(session: Session, source: Framework, target: Framework, *, as_variant: bool) -> int:
    """Copy the items of one edition to another, in their tree, with their crosswalk.

    As a variant's, each copy keeps which item it was made from; as a next edition's, each keeps
    what its forerunner kept.
    """
    held = queries.list_items(session, source.key)
    copies: dict[int, FrameworkItem] = {}
    for position, one in enumerate(held):
        copies[one.key] = FrameworkItem(
            framework_id=target.key,
            origin_item_id=one.id if as_variant else one.origin_item_id,
            position=position,
            level=one.level,
            code=one.code,
            name=one.name,
            text=one.text,
        )
    session.add_all(copies.values())
    session.flush()
    for one in held:
        if one.parent_id is not None:
            copies[one.key].parent_id = copies[one.parent_id].key
    session.add_all(
        Crosswalk(
            item_id=copies[match.item_id].key,
            code_id=match.code_id,
            origin=match.origin,
            made_by_id=match.made_by_id,
        )
        for match in queries.list_crosswalk(session, source.key)
    )
    session.flush()
    return len(copies)


def check_title(words: str) -> str:
    """A title as it is kept.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    return check_words(words, field="title", what="the title", most=LONGEST_TITLE)


def check_edition(words: str) -> str:
    """The name of an edition as it is kept.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    return check_words(words, field="edition", what="the edition", most=LONGEST_EDITION)


def check_line(words: str, field: str, what: str) -> str:
    """A line that may be empty, as it is kept.

    Raises:
        RuleBroken: it is too long.
    """
    return check_words(words, field=field, what=what, most=LONGEST_TITLE, needed=False)
