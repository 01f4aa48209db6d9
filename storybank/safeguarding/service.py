"""Raising and settling concerns. A raised concern holds a story at once; a person decides."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Submission, SubmissionStatus
from storybank.notices.service import tell_user
from storybank.safeguarding import queries, rules
from storybank.safeguarding.models import Concern, ConcernAct, ConcernEntry, ConcernStatus
from storybank.stories import service as stories
from storybank.stories.queries import find_story_of_submission

NOTHING_LEFT = (SubmissionStatus.DRAFT, SubmissionStatus.ERASED)


def note_screening(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    reader: str,
    because: Sequence[str],
    hours: int = rules.CONCERN_HOURS,
) -> Concern | None:
    """Keep what the machine noticed in a submission, and hold it until a person has decided."""
    require(actor, Action.RUN_PIPELINE)
    if not because or submission.status in NOTHING_LEFT:
        return None
    concern = queries.find_concern_of(session, submission.key)
    if concern is not None:  # a person was faster: the lead sees also which words were noticed
        if concern.status is not ConcernStatus.CLEARED and not concern.because:
            concern.because = list(because)
            session.flush()
        return None
    concern = Concern(submission_id=submission.key, origin=reader, because=list(because))
    _raise(session, actor, concern, submission, "", hours)
    return concern


def raise_concern(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    because: str,
    hours: int = rules.CONCERN_HOURS,
) -> Concern:
    """Tell the safeguarding lead that somebody may be at risk; the story is held at once.

    A storyteller does this about their own story.

    Raises:
        RuleBroken: no reason was given, or there are no words of the story any more.
    """
    require(actor, Action.RAISE_CONCERN)
    require_own(actor, submission.key)
    said = rules.check_said(
        because, field="because", lacking="Say what worries you, in a few words."
    )
    if submission.status in NOTHING_LEFT:
        raise RuleBroken("There is no story here any more. Call one of the numbers instead.")
    concern = queries.find_concern_of(session, submission.key)
    if concern is None:
        origin = "storyteller" if actor.storyteller else "person"
        concern = Concern(submission_id=submission.key, origin=origin)
    concern.raised_by_id = actor.user_id
    _raise(session, actor, concern, submission, said, hours)
    return concern


def note(session: Session, actor: Actor, *, concern: Concern, words: str) -> None:
    """Write something down in the log of a concern.

    Raises:
        RuleBroken: nothing was written.
    """
    require(actor, Action.SETTLE_CONCERN)
    said = rules.check_said(words, field="words", lacking="Write what is to be kept.")
    _log(session, actor, concern, ConcernAct.NOTED, said)
    record(session, actor, "note_concern", _submission(session, concern))


def tell(
    session: Session,
    actor: Actor,
    *,
    concern: Concern,
    told: str,
    words: str = "",
    at: datetime | None = None,
) -> None:
    """Write down who was told of a concern, what they were told, and when.

    Raises:
        RuleBroken: nobody is named, or the time cannot be right.
    """
    require(actor, Action.SETTLE_CONCERN)
    named, now = rules.check_told(told), clock.now()
    rules.check_done_at(at or now, raised_at=concern.created_at, now=now)
    said = words.strip()[: rules.LONGEST_WORDS]
    _log(session, actor, concern, ConcernAct.TOLD, said, named, at or now)
    record(session, actor, "tell_of_concern", _submission(session, concern))


def hold(session: Session, actor: Actor, *, concern: Concern, reason: str, told: str = "") -> None:
    """Keep a story held: only the safeguarding lead sees it, and looks at it again in 90 days.

    ``told`` is who was told of it; the reason is kept whether or not anybody was.

    Raises:
        RuleBroken: no reason was given.
    """
    submission = _settle(session, actor, concern, ConcernStatus.HELD, reason, told)
    concern.due_at, concern.warned_at = rules.review_after(clock.now()), None
    _freeze(session, actor, submission)
    record(session, actor, "hold", submission, shared=bool(told.strip()))


def clear(session: Session, actor: Actor, *, concern: Concern, reason: str, told: str = "") -> None:
    """Settle a concern: the story goes back to those who may read it, as it stood before.

    One that its teller took back meanwhile goes back to nobody.

    Raises:
        RuleBroken: no reason was given.
    """
    submission = _settle(session, actor, concern, ConcernStatus.CLEARED, reason, told)
    concern.due_at = concern.warned_at = None
    intake.release_submission(session, actor, submission=submission)
    story = find_story_of_submission(session, submission.key)
    if story is not None and submission.taken_back_at is None:
        stories.release_story(session, actor, story=story)
    record(session, actor, "clear_concern", submission, shared=bool(told.strip()))


def warn_of_overdue(session: Session, actor: Actor) -> int:
    """Tell the leads of concerns that nobody settled in time, once each; returns how many."""
    require(actor, Action.RUN_PIPELINE)
    overdue = queries.list_unwarned(session)
    for concern, submission in overdue:
        concern.warned_at = clock.now()
        for lead in queries.leads_for(session, submission):
            tell_user(session, template="concern_overdue", user=lead, path=_path(concern))
        record(session, actor, "warn_of_overdue", submission)
    session.flush()
    return len(overdue)


def erase_concern(session: Session, *, submission_id: int) -> None:
    """Empty what was noticed in words that are gone; what was decided, and why, stays."""
    concern = queries.find_concern_of(session, submission_id)
    if concern is not None:
        concern.because = []
        session.flush()


def forget_record(session: Session, actor: Actor, *, concern: Concern) -> None:
    """Empty what was written about a cleared concern, once it has been kept long enough.

    That there was one, when, and what was decided stay.

    Raises:
        RuleBroken: it is not cleared.
    """
    require(actor, Action.MANAGE_RETENTION)
    if concern.status is not ConcernStatus.CLEARED:
        raise RuleBroken("Only what was cleared can be disposed of.")
    concern.because, concern.reason = [], ""
    entries = select(ConcernEntry).where(ConcernEntry.concern_id == concern.id)
    for entry in session.exec(entries):
        entry.words = entry.told = ""
    session.flush()
    record(session, actor, "forget_concern", _submission(session, concern))


def _raise(
    session: Session, actor: Actor, concern: Concern, submission: Submission, said: str, hours: int
) -> None:
    now = clock.now()
    due_at = rules.due_after(now, hours)
    if concern.status is not ConcernStatus.HELD:  # what is held stays held until it is settled
        concern.status = ConcernStatus.RAISED
    if concern.due_at is None or due_at < concern.due_at:
        concern.due_at, concern.warned_at = due_at, None
    session.add(concern)
    session.flush()
    _log(session, actor, concern, ConcernAct.RAISED, said)
    _freeze(session, actor, submission)
    origin = concern.origin if actor.machine else "storyteller" if actor.storyteller else "person"
    record(session, actor, "raise_concern", submission, origin=origin)
    _tell_leads(session, actor, concern, submission, now)


def _tell_leads(
    session: Session, actor: Actor, concern: Concern, submission: Submission, now: datetime
) -> None:
    leads = [one for one in queries.leads_for(session, submission) if one.id != actor.user_id]
    keys, since = [one.key for one in leads], now - rules.MAIL_GAP
    written = queries.told_since(session, "concern_raised", keys, since)
    for lead in leads:
        if lead.key not in written:
            tell_user(session, template="concern_raised", user=lead, path=_path(concern))


def _freeze(session: Session, actor: Actor, submission: Submission) -> None:
    intake.hold_submission(session, actor, submission=submission)
    story = find_story_of_submission(session, submission.key)
    if story is not None:
        stories.hold_story(session, actor, story=story)


def _settle(
    session: Session, actor: Actor, concern: Concern, status: ConcernStatus, reason: str, told: str
) -> Submission:
    require(actor, Action.SETTLE_CONCERN)
    said = rules.check_said(reason, field="reason", lacking=rules.NEEDS_REASON)
    named = rules.check_told(told) if told.strip() else ""
    concern.status, concern.reason = status, said
    concern.decided_by_id, concern.decided_at = actor.user_id, clock.now()
    session.flush()
    act = ConcernAct.HELD if status is ConcernStatus.HELD else ConcernAct.CLEARED
    _log(session, actor, concern, act, said, named)
    return _submission(session, concern)


def _log(
    session: Session,
    actor: Actor,
    concern: Concern,
    act: ConcernAct,
    words: str = "",
    told: str = "",
    at: datetime | None = None,
) -> None:
    session.add(
        ConcernEntry(
            concern_id=concern.key,
            act=act,
            words=words,
            told=told,
            by_id=actor.user_id,
            at=at or clock.now(),
        )
    )
    session.flush()


def _submission(session: Session, concern: Concern) -> Submission:
    return session.get_one(Submission, concern.submission_id)


def _path(concern: Concern) -> str:
    return f"/safeguarding/{concern.public_id}"
