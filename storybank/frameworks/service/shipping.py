"""Loading the editions that ship with Storybank."""

from __future__ import annotations

import re
from pathlib import Path

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.frameworks import queries
from storybank.frameworks.models import Framework, FrameworkKind
from storybank.frameworks.readers import read_framework
from storybank.frameworks.service.rows import write_items

SHIPPED = Path(__file__).resolve().parents[1] / "shipped"
_NAME = re.compile(r'^(slug|edition): *"?(.*?)"? *$', re.MULTILINE)


def load_shipped(session: Session, actor: Actor, folder: Path = SHIPPED) -> list[Framework]:
    """Load every shipped edition that is not held yet, with the first version of its crosswalk.

    What is held is left as it is, whatever its file says now: contracts rest on it.
    """
    return [
        _load(session, actor, path)
        for path in sorted(folder.glob("*.yaml"))
        if not _is_held(session, path)
    ]


def _is_held(session: Session, path: Path) -> bool:
    """Whether the edition of a file is held; its first lines are enough to say."""
    names = dict(_NAME.findall(path.read_text(encoding="utf-8")))
    return queries.find_edition(session, None, names["slug"], names["edition"]) is not None


def _load(session: Session, actor: Actor, path: Path) -> Framework:
    read = read_framework(path, name=path.name)
    assert not read.problems, "what we ship can be read"
    framework = Framework(
        kind=FrameworkKind.SHIPPED,
        slug=read.slug,
        edition=read.edition,
        title=read.title,
        publisher=read.publisher,
        licence=read.licence,
        source=read.source,
        note=read.note,
        levels=list(read.levels),
        published_on=read.published_on,
        is_complete=read.is_complete,
        is_exportable=read.is_exportable,
    )
    session.add(framework)
    session.flush()
    written = write_items(session, framework, read.items, origin="shipped", by=None)
    assert not written.unknown_themes, "what we ship speaks of themes we have"
    record(
        session,
        actor,
        "load_framework",
        framework,
        items=written.items,
        matches=written.matches,
    )
    return framework
