"""Saying what is kept how long, and disposing of what has been kept long enough.

Nothing goes by itself: a person looks at what is due, and disposes of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.queries import actor_of, list_people_in_role
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.intake import service as intake
from storybank.intake.models import Submission
from storybank.linking import service as linking
from storybank.notices.service import tell_user
from storybank.publishing import service as publishing
from storybank.reports import service as reports
from storybank.rights.events import OriginalDisposed
from storybank.rights.models import Disposal, RetentionKind, RetentionRule
from storybank.rights.queries import retention as queries
from storybank.rights.queries.retention import Due
from storybank.rights.rules import retention as rules
from storybank.rights.service.erasing import erase_everything
from storybank.safeguarding import service as safeguarding
from storybank.safeguarding.models import Concern
from storybank.safeguarding.queries import told_since
from storybank.stories import service as stories
from storybank.stories.queries import find_story_of_submission
from storybank.telling import service as telling
from storybank.telling.queries import is_file_held

DISPOSED = "disposed"


@dataclass(frozen=True)
class Disposed:
    """A certificate, and files that are to be removed once this is committed."""

    certificate: Disposal
    files: tuple[str, ...] = ()


def set_rule(
    session: Session,
    actor: Actor,
    *,
    organisation_id: int,
    kind: RetentionKind,
    days: int | None,
    why: str,
) -> RetentionRule:
    """Decide how long an organisation keeps one kind of thing, and why.

    Raises:
        RuleBroken: the days or the reason will not do, or it is another organisation's to decide.
    """
    require(actor, Action.MANAGE_RETENTION)
    if not actor.everywhere and organisation_id != actor.organisation_id:
        raise RuleBroken("Another organisation decides on this.")
    rules.check_rule(days, why)
    assert days is not None, "checked"
    rule = queries.list_rules(session, organisation_id).get(kind)
    before = rules.KEPT[kind].days if rule is None else rule.days
    if rule is None:
        rule = RetentionRule(organisation_id=organisation_id, kind=kind, days=days, why="")
        session.add(rule)
    rule.days, rule.why, rule.set_by_id = days, why.strip(), actor.user_id
    session.flush()
    record(session, actor, "set_retention_rule", rule, kind=kind.value, days=days, before=before)
    return rule


def dispose(
    session: Session, actor: Actor, *, kind: RetentionKind, seen: str | None = None
) -> Disposed:
    """Dispose of what is due of one kind and longest of no use, all of one organisation's.

    At most a batch, in this one transaction, with one certificate. ``seen`` is the sum of the
    items that a person looked at: where others are due by now, nothing goes.

    Raises:
        RuleBroken: nothing is due, or something else than what was looked at.
    """
    due = next_batch(session, actor, kind)
    if not due:
        raise RuleBroken("Nothing of this kind is due any more.")
    items = [item_of(one) for one in due]
    sha256 = rules.digest(items)
    if seen is not None and seen != sha256:
        raise RuleBroken("The list has changed since you looked at it. Look again, then go on.")
    files = _DISPOSERS[kind](session, actor, due)
    certificate = Disposal(
        organisation_id=due[0].keeper_id, made_by_id=actor.user_id, items=items, sha256=sha256
    )
    session.add(certificate)
    session.flush()
    record(session, actor, "dispose", certificate, kind=kind.value, items=len(items), sha256=sha256)
    return Disposed(certificate, tuple(files))


def next_batch(session: Session, actor: Actor, kind: RetentionKind) -> list[Due]:
    """What would go next of one kind: a batch of one organisation's, the longest due first."""
    first = queries.list_due(session, actor, kind, per_page=1)
    if not first:
        return []
    keeper = first[0].keeper_id
    return queries.list_due(session, actor, kind, keeper_id=keeper, per_page=rules.BATCH)


def item_of(due: Due) -> dict[str, Any]:
    """One thing as its certificate tells of it: no words, and nothing of who told it."""
    return {
        "kind": due.kind.value,
        "id": str(due.public_id),
        "since": due.since.isoformat(),
        "days": due.days,
        "because": due.because,
    }


def remind_to_dispose(session: Session, actor: Actor) -> int:
    """Tell those who dispose of things that something is due, once a month at most; how many."""
    require(actor, Action.RUN_PIPELINE)
    people = list_people_in_role(session, RoleName.DATA_PROTECTION_OFFICER)
    since = clock.now() - rules.REMIND_AFTER
    told = told_since(session, "disposal_due", [one.key for one in people], since)
    reminded = 0
    for person in people:
        if person.key in told:
            continue
        due = sum(one.free for one in queries.count_due(session, actor_of(person)).values())
        if due:
            tell_user(session, template="disposal_due", user=person, path="/retention", due=due)
            reminded += 1
    return reminded


def _dispose_of_words(session: Session, actor: Actor, due: Sequence[Due]) -> list[str]:
    for one in due:
        submission = session.get_one(Submission, one.key)
        story = find_story_of_submission(session, submission.key)
        if story is not None:
            linking.void_links(session, actor, story=story, all_of_them=True, because=DISPOSED)
            publishing.take_down(session, actor, story=story, because=DISPOSED)
            reports.remove_words(session, actor, story=story, because=DISPOSED)
        erase_everything(session, actor, submission=submission)
        record(session, actor, "dispose_story", submission, kind=one.kind.value)
    return []


def _dispose_of_originals(session: Session, actor: Actor, due: Sequence[Due]) -> list[str]:
    for one in due:
        submission = session.get_one(Submission, one.key)
        story = find_story_of_submission(session, submission.key)
        intake.forget_original(session, actor, submission=submission)
        if story is not None:
            stories.forget_uncovered(session, story=story)
        outbox.record(session, OriginalDisposed(submission.key))
    return []


def _dispose_of_permissions(session: Session, actor: Actor, due: Sequence[Due]) -> list[str]:
    for one in due:
        submission = session.get_one(Submission, one.key)
        intake.forget_permissions(session, actor, submission=submission)
        outbox.record(session, OriginalDisposed(submission.key))
    return []


def _dispose_of_concerns(session: Session, actor: Actor, due: Sequence[Due]) -> list[str]:
    for one in due:
        safeguarding.forget_record(session, actor, concern=session.get_one(Concern, one.key))
    return []


def _dispose_of_tellings(session: Session, actor: Actor, due: Sequence[Due]) -> list[str]:
    files = telling.forget_tellings(
        session, actor, before=clock.now(), only=[one.key for one in due], most=len(due)
    )
    return [one for one in files if not is_file_held(session, one)]


_Disposer = Callable[[Session, Actor, Sequence[Due]], list[str]]
_DISPOSERS: dict[RetentionKind, _Disposer] = {
    RetentionKind.TELLING: _dispose_of_tellings,
    RetentionKind.DRAFT: _dispose_of_words,
    RetentionKind.DECLINED: _dispose_of_words,
    RetentionKind.ORIGINAL: _dispose_of_originals,
    RetentionKind.STORY: _dispose_of_words,
    RetentionKind.CONSENT: _dispose_of_permissions,
    RetentionKind.CONCERN: _dispose_of_concerns,
}
