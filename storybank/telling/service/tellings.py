"""A story while it is being told: beginning it, keeping what was typed, coming back, throwing away.

None of it stands in the record of acts but its end: what a person thinks better of is nobody's
business.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake.models import Submission
from storybank.telling import rules
from storybank.telling.models import Call, Telling
from storybank.telling.return_codes import hash_code, hash_token, new_token


def begin_telling(
    session: Session,
    actor: Actor,
    *,
    call: Call,
    token: str,
    answers: Mapping[str, Any] | None = None,
    follows: Submission | None = None,
) -> Telling:
    """Begin a story in a browser that is known by ``token``.

    ``follows`` is the earlier story of the same person that this one follows up.

    Raises:
        RuleBroken: the call is not open; a follow-up may be told all the same.
    """
    require(actor, Action.SUBMIT_STORY)
    if follows is None and rules.state_of(call, clock.today()) is not rules.CallState.OPEN:
        raise RuleBroken("No stories are taken here today.")
    telling = Telling(
        call_id=call.key,
        token_hash=hash_token(token),
        answers=dict(answers or {}),
        follows_id=None if follows is None else follows.key,
    )
    call.begun += 1
    session.add(telling)
    session.flush()
    return telling


def save_answers(
    session: Session, actor: Actor, *, telling: Telling, answers: Mapping[str, Any]
) -> None:
    """Keep what was answered on one page, and the time it took."""
    require(actor, Action.SUBMIT_STORY)
    now = clock.now()
    telling.answers = {**telling.answers, **answers}
    telling.seconds = rules.spent(telling.seconds, telling.saved_at, now)
    telling.saved_at = now
    session.flush()


def keep_for_later(
    session: Session, actor: Actor, *, telling: Telling, key: bytes, code: str
) -> None:
    """Let a code lead back to an unfinished story; one that did before does no more."""
    require(actor, Action.SUBMIT_STORY)
    telling.code_hash = hash_code(code, key)
    session.flush()


def take_up_telling(session: Session, actor: Actor, *, telling: Telling) -> str:
    """Go on with an unfinished story in another browser; returns what that one is known by.

    The browser it was told in before knows nothing of it any more.
    """
    require(actor, Action.SUBMIT_STORY)
    token = new_token()
    telling.token_hash = hash_token(token)
    telling.saved_at = clock.now()
    session.flush()
    return token


def add_file(session: Session, actor: Actor, *, telling: Telling, file: Mapping[str, Any]) -> None:
    """Keep a clean file of the store with an unfinished story: its kind, sum, type and size.

    Raises:
        RuleBroken: there are as many already as one story may have.
    """
    require(actor, Action.SUBMIT_STORY)
    if len(telling.attachments) >= rules.MOST_FILES:
        raise RuleBroken(
            f"You can add {rules.MOST_FILES} files to a story. Take one off first.", field="file"
        )
    telling.attachments = [*telling.attachments, dict(file)]
    save_answers(session, actor, telling=telling, answers={})


def drop_file(session: Session, actor: Actor, *, telling: Telling, number: int) -> str | None:
    """Take a file off an unfinished story; returns its sum where nothing else here holds it."""
    require(actor, Action.SUBMIT_STORY)
    if not 0 <= number < len(telling.attachments):
        return None
    dropped = telling.attachments[number]
    telling.attachments = [one for place, one in enumerate(telling.attachments) if place != number]
    session.flush()
    sums = {one["sha256"] for one in telling.attachments}
    return None if dropped["sha256"] in sums else str(dropped["sha256"])


def throw_away_telling(session: Session, actor: Actor, *, telling: Telling) -> list[str]:
    """Forget an unfinished story at the wish of whoever tells it; returns its files' sums."""
    require(actor, Action.SUBMIT_STORY)
    files = [str(one["sha256"]) for one in telling.attachments]
    session.delete(telling)
    session.flush()
    return files


def forget_tellings(
    session: Session,
    actor: Actor,
    *,
    before: datetime,
    most: int = 500,
    only: Collection[int] | None = None,
) -> list[str]:
    """Forget the stories that were begun, never sent, and not touched since ``before``.

    ``only``: of these rows alone, where they are given.

    Returns the sums of the files that lay with them, for whoever holds the file store to remove
    once this is committed. At most ``most`` at a time; again until none are left.
    """
    if not can(actor, Action.RUN_PIPELINE):
        require(actor, Action.MANAGE_RETENTION)
    query = select(Telling).where(col(Telling.saved_at) < before)
    if only is not None:
        query = query.where(col(Telling.id).in_(only))
    left = session.exec(query.order_by(col(Telling.saved_at), col(Telling.id)).limit(most)).all()
    files: list[str] = []
    counts: dict[int, int] = {}
    for telling in left:
        files += [str(one["sha256"]) for one in telling.attachments]
        counts[telling.call_id] = counts.get(telling.call_id, 0) + 1
        session.delete(telling)
    session.flush()
    for call_id, count in sorted(counts.items()):
        record(session, actor, "forget_tellings", session.get_one(Call, call_id), count=count)
    return files
