"""What storytellers are told before they allow anything: loading it, adding to it, retiring it.

The words of a version never change, so that what somebody was shown can be shown again.
"""

import re
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.text import normalise_text, squeeze
from storybank.intake import rules
from storybank.intake.models import ConsentStatement

SHIPPED = Path(__file__).parent.parent / "statements"
_EASY_READ = "-easy-read"
_FILE = re.compile(r"# (?P<title>[^\n]+)\n\s*(?P<body>.+)", re.DOTALL)


def load_statements(session: Session, actor: Actor, folder: Path = SHIPPED) -> None:
    """Load the statements that ship with Storybank: ``en.md``, ``en-easy-read.md`` and the like.

    A text that is held already is left alone; one whose words changed becomes a new version. It is
    shown at once, unless people here wrote their own for everybody.
    """
    for path in sorted(folder.glob("*.md")):
        match = _FILE.fullmatch(path.read_text(encoding="utf-8").strip())
        assert match, "what we ship has a title and words"
        title, body = match["title"].strip(), normalise_text(match["body"])
        language, is_easy_read = path.stem.removesuffix(_EASY_READ), _EASY_READ in path.stem
        held = session.exec(
            select(ConsentStatement.id).where(
                ConsentStatement.sha256 == rules.hash_statement(title, body),
                ConsentStatement.language == language,
                col(ConsentStatement.organisation_id).is_(None),
                col(ConsentStatement.written_by_id).is_(None),
            )
        ).first()
        if held is None:
            shown = _shown(session, None, language, is_easy_read)
            added = _add(session, actor, None, language, is_easy_read, title, body)
            own = shown is not None and shown.written_by_id is not None
            _retire(added if own else shown)
    session.flush()


def add_statement(
    session: Session,
    actor: Actor,
    *,
    language: str,
    title: str,
    body: str,
    is_easy_read: bool = False,
    organisation_id: int | None = None,
) -> ConsentStatement:
    """Put down what storytellers are told from now on in a language.

    It takes the place of the version before, which stays known with its words.

    ``organisation_id`` is None for every organisation here. ``body`` may hold Markdown.

    Raises:
        RuleBroken: it lacks something, or the version shown today says just the same.
    """
    require(actor, Action.MANAGE_TELLING)
    title, body = squeeze(title), normalise_text(body).strip()
    rules.check_statement(language=language, title=title, body=body)
    shown = _shown(session, organisation_id, language, is_easy_read)
    if shown is not None and rules.is_same_text(shown.body, body) and shown.title == title:
        raise RuleBroken(
            "This says just what the version shown today says. Change something, or leave it.",
            field="body",
        )
    added = _add(session, actor, organisation_id, language, is_easy_read, title, body)
    _retire(shown)
    session.flush()
    return added


def retire_statement(session: Session, actor: Actor, *, statement: ConsentStatement) -> None:
    """Show a statement to nobody new; what was said under it stays on record with its words.

    Raises:
        RuleBroken: it is retired already, or is the English one that everybody falls back on.
    """
    require(actor, Action.MANAGE_TELLING)
    if statement.retired_at is not None:
        raise RuleBroken("This version is shown to nobody any more already.")
    is_english_for_all = statement.organisation_id is None and statement.language == rules.ENGLISH
    if is_english_for_all and not statement.is_easy_read:
        raise RuleBroken(
            "Every storyteller can be shown this one. Write a new English version for everybody "
            "instead: it takes this one's place."
        )
    _retire(statement)
    session.flush()
    record(session, actor, "retire_statement", statement)


def _shown(
    session: Session, organisation_id: int | None, language: str, is_easy_read: bool
) -> ConsentStatement | None:
    """What is shown today, of those for one organisation or for all, in one kind of words."""
    return session.exec(
        select(ConsentStatement)
        .where(
            ConsentStatement.language == language,
            ConsentStatement.is_easy_read == is_easy_read,
            _for(organisation_id),
            col(ConsentStatement.retired_at).is_(None),
        )
        .order_by(col(ConsentStatement.number).desc())
    ).first()


def _retire(statement: ConsentStatement | None) -> None:
    if statement is not None:
        statement.retired_at = clock.now()


def _add(
    session: Session,
    actor: Actor,
    organisation_id: int | None,
    language: str,
    is_easy_read: bool,
    title: str,
    body: str,
) -> ConsentStatement:
    last = session.exec(
        select(func.max(ConsentStatement.number)).where(
            ConsentStatement.language == language,
            ConsentStatement.is_easy_read == is_easy_read,
            _for(organisation_id),
        )
    ).one()
    statement = ConsentStatement(
        organisation_id=organisation_id,
        language=language,
        is_easy_read=is_easy_read,
        number=(last or 0) + 1,
        title=title,
        body=body,
        sha256=rules.hash_statement(title, body),
        written_by_id=actor.user_id,
    )
    session.add(statement)
    session.flush()
    record(
        session,
        actor,
        "add_statement",
        statement,
        language=language,
        number=statement.number,
        sha256=statement.sha256,
    )
    return statement


def _for(organisation_id: int | None) -> ColumnElement[bool]:
    return (
        col(ConsentStatement.organisation_id).is_(None)
        if organisation_id is None
        else col(ConsentStatement.organisation_id) == organisation_id
    )
