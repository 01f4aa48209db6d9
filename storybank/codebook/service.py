"""Loading the hub codebook, and keeping a place's own themes."""

import csv
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, delete

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook import queries
from storybank.codebook.events import ThemesChanged
from storybank.codebook.models import Code, Codebook, CodeExample
from storybank.codebook.rules import (
    GROUPS,
    check_definition,
    check_examples,
    check_name,
    slug_of,
)
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox

HUB_SLUG = "hub"
HUB_VERSION = "1"
LOCAL_VERSION = "1"
_AFTER_THE_HUB = 1000
_ADDRESSES = frozenset({"new", "learn"})  # pages beside those of themes


def load_hub(session: Session, actor: Actor, themes_csv: Path) -> Codebook:
    """Load the hub codebook shipped with Storybank, unless this edition is already held.

    The file's columns: id, group, name, definition, include, exclude, act_pillar.
    """
    held = queries.find_codebook(session, HUB_SLUG, HUB_VERSION)
    if held is not None:
        return held
    codebook = Codebook(slug=HUB_SLUG, name="Hub themes", version=HUB_VERSION)
    session.add(codebook)
    session.flush()
    with themes_csv.open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            session.add(
                Code(
                    codebook_id=codebook.key,
                    slug=row["id"],
                    name=row["name"],
                    group=row["group"],
                    position=position,
                    definition=row["definition"],
                    include=row["include"],
                    exclude=row["exclude"],
                    act_pillar=row["act_pillar"],
                )
            )
    session.flush()
    record(session, actor, "load_codebook", codebook, version=HUB_VERSION)
    return codebook


def add_theme(
    session: Session,
    actor: Actor,
    *,
    name: str,
    definition: str,
    examples: Sequence[str],
    group: str,
) -> Code:
    """Add a theme of the place's own; stories already in the bank are held against it soon.

    Raises:
        AlreadyHeld: a theme in use has this name.
        RuleBroken: the name, definition, group or examples will not do.
    """
    require(actor, Action.MANAGE_CODEBOOK)
    name, definition = check_name(name), check_definition(definition)
    kept = check_examples(examples)
    _check_group(group)
    codes = queries.list_codes(session)
    _check_new_name(codes, name, None)
    codebook = queries.find_codebook(session, queries.LOCAL_SLUG, LOCAL_VERSION)
    if codebook is None:
        codebook = Codebook(slug=queries.LOCAL_SLUG, name="Local themes", version=LOCAL_VERSION)
        session.add(codebook)
        session.flush()
    code = Code(
        codebook_id=codebook.key,
        slug=slug_of(name, {code.slug for code in codes} | _ADDRESSES),
        name=name,
        group=group,
        position=max([_AFTER_THE_HUB, *(code.position for code in codes)]) + 1,
        definition=definition,
    )
    session.add(code)
    session.flush()
    _keep_examples(session, code, kept)
    _tell(session, actor, "add_theme", code)
    return code


def change_theme(
    session: Session,
    actor: Actor,
    *,
    code: Code,
    name: str,
    definition: str,
    examples: Sequence[str],
    group: str,
) -> Code:
    """Write a local theme anew. Its short name stays, and so does all that was coded with it.

    Raises:
        AlreadyHeld: another theme in use has this name.
        RuleBroken: it is one of the hub's, or what is given will not do.
    """
    require(actor, Action.MANAGE_CODEBOOK)
    _check_local(session, code)
    name, definition = check_name(name), check_definition(definition)
    kept = check_examples(examples)
    _check_group(group)
    _check_new_name(queries.list_codes(session), name, code)
    code.name, code.definition, code.group = name, definition, group
    session.exec(delete(CodeExample).where(col(CodeExample.code_id) == code.id))
    _keep_examples(session, code, kept)
    _tell(session, actor, "change_theme", code)
    return code


def retire_theme(session: Session, actor: Actor, *, code: Code) -> None:
    """Suggest and offer a local theme no longer. What people coded with it stays.

    Raises:
        RuleBroken: it is one of the hub's.
    """
    require(actor, Action.MANAGE_CODEBOOK)
    _check_local(session, code)
    if code.retired_at is None:
        code.retired_at = clock.now()
        _tell(session, actor, "retire_theme", code)


def restore_theme(session: Session, actor: Actor, *, code: Code) -> None:
    """Use a retired theme again.

    Raises:
        RuleBroken: it is one of the hub's.
    """
    require(actor, Action.MANAGE_CODEBOOK)
    _check_local(session, code)
    if code.retired_at is not None:
        code.retired_at = None
        _tell(session, actor, "restore_theme", code)


def _check_local(session: Session, code: Code) -> None:
    if not queries.is_local(session, code):
        raise RuleBroken("The hub's themes are the same everywhere, and are not changed here.")


def _check_group(group: str) -> None:
    if group not in GROUPS:
        raise RuleBroken("Choose the group that the theme belongs to.", field="group")


def _check_new_name(codes: Sequence[Code], name: str, but: Code | None) -> None:
    for code in codes:
        if code is not but and code.name.casefold() == name.casefold():
            raise AlreadyHeld(
                "There is a theme of this name. Choose another, or change that one.", field="name"
            )


def _keep_examples(session: Session, code: Code, examples: Sequence[str]) -> None:
    session.add_all(
        CodeExample(code_id=code.key, position=number, text=text)
        for number, text in enumerate(examples)
    )
    session.flush()


def _tell(session: Session, actor: Actor, act: str, code: Code) -> None:
    session.flush()
    record(session, actor, act, code, theme=code.slug)
    outbox.record(session, ThemesChanged(code.key))
