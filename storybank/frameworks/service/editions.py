"""Whole editions: brought in, made from another, retired, removed, exported."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.frameworks import queries
from storybank.frameworks.models import Crosswalk, Framework, FrameworkItem, FrameworkKind
from storybank.frameworks.readers import ReadFramework
from storybank.frameworks.rules import (
    LONGEST_NOTE,
    check_changeable,
    check_exportable,
    check_removable,
    check_text,
    slug_of,
)
from storybank.frameworks.service.rows import (
    Copied,
    check_edition,
    check_line,
    check_new_edition,
    check_title,
    copy_items,
    require_own,
    write_items,
)
from storybank.frameworks.writers import write_csv, write_yaml


@dataclass(frozen=True)
class ImportTerms:
    """What the person who brings a framework in says of it.

    ``licence_allows`` is their word that the licence lets it be passed on; without it the
    edition is never exported. ``broken_rows_left_out``: what could not be read is left out, and
    the edition is marked incomplete.
    """

    title: str = ""
    edition: str = ""
    publisher: str = ""
    licence: str = ""
    source: str = ""
    licence_allows: bool = False
    broken_rows_left_out: bool = False


def import_framework(
    session: Session,
    actor: Actor,
    *,
    read: ReadFramework,
    terms: ImportTerms,
    organisation_id: int | None = None,
) -> tuple[Framework, Copied]:
    """Bring in an edition that was read from a file; what the terms leave open the file says.

    The operator names the organisation; anybody else brings it in for their own.

    Raises:
        AlreadyHeld: this edition is there.
        RuleBroken: rows were broken and nobody said to leave them out, or a word is missing.
    """
    require(actor, Action.MANAGE_FRAMEWORKS)
    if read.problems and not terms.broken_rows_left_out:
        raise RuleBroken(
            "Some of the file could not be read, so nothing was brought in. Put it right, or say "
            "that what is broken should be left out.",
            field="broken_rows_left_out",
        )
    if not read.items:
        raise RuleBroken("Nothing in the file can be brought in.", field="file")
    title = check_title(terms.title or read.title)
    edition = check_edition(terms.edition or read.edition)
    licence = check_line(terms.licence or read.licence, "licence", "the licence")
    if not licence:
        raise RuleBroken(
            "Say under which licence you hold it; it decides whether it may be passed on.",
            field="licence",
        )
    owner = organisation_id if actor.everywhere else actor.organisation_id
    slug = slug_of(read.slug or title)
    check_new_edition(session, owner, slug, edition)
    framework = Framework(
        organisation_id=owner,
        kind=FrameworkKind.IMPORTED,
        slug=slug,
        edition=edition,
        title=title,
        publisher=check_line(terms.publisher or read.publisher, "publisher", "the publisher"),
        licence=licence,
        source=check_line(terms.source or read.source, "source", "where it is from"),
        note=check_text(read.note, field="file", what="the note", most=LONGEST_NOTE),
        levels=list(read.levels),
        published_on=read.published_on,
        is_complete=read.is_complete and not read.problems,
        is_exportable=terms.licence_allows,
    )
    session.add(framework)
    session.flush()
    copied = write_items(session, framework, read.items, origin="import", by=actor.user_id)
    record(
        session,
        actor,
        "import_framework",
        framework,
        items=copied.items,
        left_out=len(read.problems),
        exportable=framework.is_exportable,
    )
    return framework, copied


def make_variant(
    session: Session, actor: Actor, *, parent: Framework, title: str, edition: str
) -> Framework:
    """Make a local variant of an edition: its items, each keeping which one it was made from.

    Nobody need be asked, and nothing of the parent changes. What may not be exported of the
    parent may not be exported of the variant.

    Raises:
        AlreadyHeld: this edition is there.
        RuleBroken: the title or the edition will not do.
    """
    require(actor, Action.MANAGE_FRAMEWORKS)
    title, edition = check_title(title), check_edition(edition)
    slug = slug_of(title)
    check_new_edition(session, actor.organisation_id, slug, edition)
    variant = Framework(
        organisation_id=actor.organisation_id,
        parent_id=parent.id,
        place_id=parent.place_id,
        kind=FrameworkKind.VARIANT,
        slug=slug,
        edition=edition,
        title=title,
        publisher=parent.publisher,
        licence=parent.licence,
        source=parent.source,
        levels=list(parent.levels),
        is_complete=parent.is_complete,
        is_exportable=parent.is_exportable,
    )
    session.add(variant)
    session.flush()
    items = copy_items(session, parent, variant, as_variant=True)
    record(session, actor, "make_variant", variant, parent=str(parent.public_id), items=items)
    return variant


def start_edition(
    session: Session, actor: Actor, *, framework: Framework, edition: str
) -> Framework:
    """Start the next edition of a charter or variant, with all its items, to be changed.

    Contracts let under the one before keep that.

    Raises:
        AlreadyHeld: this edition is there.
        RuleBroken: it is neither a charter nor a variant, or the edition's name will not do.
    """
    require_own(actor, framework)
    check_changeable(framework.kind, in_use=False)
    edition = check_edition(edition)
    check_new_edition(session, framework.organisation_id, framework.slug, edition)
    kept = framework.model_dump(exclude={"id", "public_id", "created_at", "agreed_on"})
    started = Framework(**{**kept, "edition": edition, "is_retired": False})
    session.add(started)
    session.flush()
    items = copy_items(session, framework, started, as_variant=False)
    record(session, actor, "start_edition", started, before=str(framework.public_id), items=items)
    return started


def retire_framework(session: Session, actor: Actor, *, framework: Framework) -> None:
    """Offer an edition no longer for new contracts; those let under it keep it."""
    require_own(actor, framework)
    if not framework.is_retired:
        framework.is_retired = True
        session.flush()
        record(session, actor, "retire_framework", framework)


def restore_framework(session: Session, actor: Actor, *, framework: Framework) -> None:
    """Offer a retired edition again."""
    require_own(actor, framework)
    if framework.is_retired:
        framework.is_retired = False
        session.flush()
        record(session, actor, "restore_framework", framework)


def remove_framework(session: Session, actor: Actor, *, framework: Framework) -> None:
    """Remove an edition that nothing rests on, with its items and their crosswalk.

    Raises:
        RuleBroken: it ships with Storybank, or a contract, promise or variant rests on it.
    """
    require_own(actor, framework)
    check_removable(framework.kind, in_use=queries.is_in_use(session, framework))
    own = select(FrameworkItem.id).where(FrameworkItem.framework_id == framework.id)
    session.exec(delete(Crosswalk).where(col(Crosswalk.item_id).in_(own)))
    for item in reversed(queries.list_items(session, framework.key)):
        session.delete(item)
        session.flush()  # what hangs on an item goes before it
    record(session, actor, "remove_framework", framework)
    session.delete(framework)
    session.flush()


def export_framework(session: Session, actor: Actor, *, framework: Framework, ending: str) -> str:
    """The edition as the text of a file (``csv`` or ``yaml``), put on record.

    Raises:
        RuleBroken: its licence lets nobody pass it on, or there is no such kind of file.
    """
    require(actor, Action.READ_FRAMEWORK)
    check_exportable(framework.is_exportable)
    writers = {"csv": write_csv, "yaml": write_yaml}
    if ending not in writers:
        raise RuleBroken("A framework is exported as .csv or .yaml.")
    items = queries.list_items(session, framework.key)
    themes = queries.themes_of_items(session, [one.key for one in items])
    record(session, actor, "export_framework", framework, ending=ending, items=len(items))
    return writers[ending](framework, items, themes)
