"""Deciding what stands for personal details: before a story is accepted, and after."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.core.text import squeeze
from storybank.intake import rules as intake_rules
from storybank.intake import service as intake
from storybank.intake.models import Submission, SubmissionStatus
from storybank.stories import queries, rules
from storybank.stories.events import StorySaved
from storybank.stories.masking import (
    Decision,
    Masking,
    Noticed,
    check_decisions,
    cover_body,
    cover_words,
    covers_of,
    find_words,
    mask_of,
    note_of,
    words_covered,
)
from storybank.stories.models import (
    Detail,
    DetailStatus,
    Story,
    StoryDraft,
    StoryVersion,
    TellerCheck,
)
from storybank.stories.service.moving import touch

UNDECIDED = (SubmissionStatus.WAITING, SubmissionStatus.HELD)
PERSON = "person"


def keep_details(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    found: Iterable[Noticed],
    reader: str,
) -> int:
    """Keep the personal details a reader found in a submission, for a person to decide on.

    Doing it twice changes nothing, and what a person decided stands. Returns how many are new.
    """
    require(actor, Action.RUN_PIPELINE)
    if submission.details_found_at is not None or submission.status not in UNDECIDED:
        return 0
    at = 0
    held = queries.list_details(session, submission.key)
    new: list[Detail] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        taken = any(one.start < old.end and old.start < one.end for old in held)
        if taken or one.start < at or one.end <= one.start:
            continue
        at = one.end
        new.append(
            Detail(
                submission_id=submission.key,
                start=one.start,
                end=one.end,
                type=one.type,
                origin=reader,
            )
        )
    session.add_all(new)
    intake.note_details_found(session, submission=submission)
    return len(new)


def decide_details(
    session: Session, actor: Actor, *, submission: Submission, decisions: Sequence[Decision]
) -> None:
    """Say what stands for details of a waiting submission, or that they may stay.

    What is decided of some words holds wherever they stand.

    Raises:
        RuleBroken: it does not wait any more, or what should stand instead will not do.
    """
    require(actor, Action.MASK_STORY)
    if submission.status not in UNDECIDED:
        raise RuleBroken("Somebody has decided on this submission already.")
    check_decisions(decisions)
    held = queries.list_details(session, submission.key)
    for one in sorted(decisions, key=lambda one: -len(one.words)):
        for detail in held:
            if squeeze(submission.body[detail.start : detail.end]) == squeeze(one.words):
                _decide(actor, detail, one)
        for start, end in find_words(submission.body, one.words):
            if one.instead is None or any(d.start < end and start < d.end for d in held):
                continue
            detail = Detail(
                submission_id=submission.key, start=start, end=end, type=one.type, origin=PERSON
            )
            _decide(actor, detail, one)
            session.add(detail)
            held = [*held, detail]
    session.flush()
    covered = sum(one.instead is not None for one in decisions)
    stay = len(decisions) - covered
    record(session, actor, "decide_details", submission, covered=covered, stay=stay)


def mask_story(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    decisions: Sequence[Decision],
    title: str,
    based_on: int,
) -> Masking:
    """Cover more of an accepted story: a new version, and every older one that shows it sealed.

    Only ``rights.service.mask_story`` calls this: it brings along what stands on older words.

    Raises:
        RuleBroken: nothing would change, somebody was faster, or the words will not do.
    """
    require(actor, Action.MASK_STORY)
    check_decisions(decisions)
    current = queries.get_version(session, story, story.current_version)
    covers = covers_of(current.body, decisions)
    covering, others = cover_body(current.body, covers), words_covered(current.body, covers)
    # What stands in the title alone goes too, and from older versions that said it.
    for one in decisions:
        if one.instead is not None and one.words.strip():
            others.setdefault(one.words, one.instead or mask_of(one.type))
    title = cover_words(squeeze(title), others)
    rules.check_edit(
        based_on=based_on,
        current=story.current_version,
        changed=(title, covering.after) != (current.title, current.body),
    )
    intake_rules.check_words(title, covering.after, most_words=len(covering.after) + 1)
    version = StoryVersion(
        story_id=story.key,
        number=story.current_version + 1,
        title=title,
        body=covering.after,
        format=current.format,
        note=note_of(len(covering.pieces)) if covering.pieces else "Title changed",
        edited_by_id=actor.user_id,
    )
    session.add(version)
    story.current_version = version.number
    story.masked_by_id, story.masked_at = actor.user_id, clock.now()
    story.place = cover_words(story.place, others)
    story.shown_when = cover_words(story.shown_when, others)
    sealed = _seal(session, story, version, others, title_of=current)
    _cover_unfinished(session, story, others)
    touch(session, story)
    record(
        session,
        actor,
        "mask_story",
        story,
        number=version.number,
        covered=len(covering.pieces),
        sealed=sealed,
    )
    outbox.record(session, StorySaved(story.key))
    return Masking(current.key, version.key, covering, others)


def note_look(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    what: str = "words",
    version: int | None = None,
) -> None:
    """Put on record that somebody looks at words as they were received.

    ``what`` is words, file, attachment or version; ``version`` is the number of a sealed one.

    Raises:
        NotAllowed: the actor may not.
    """
    require(actor, Action.READ_ORIGINAL)
    detail = {"what": what} if version is None else {"what": what, "version": version}
    record(session, actor, "read_original", submission, **detail)


def _decide(actor: Actor, detail: Detail, decision: Decision) -> None:
    stays = decision.instead is None
    detail.status = DetailStatus.REJECTED if stays else DetailStatus.ACCEPTED
    detail.replacement = decision.instead or ""
    detail.type = decision.type if detail.origin == PERSON else detail.type
    detail.decided_by_id, detail.decided_at = actor.user_id, clock.now()


def _seal(
    session: Session,
    story: Story,
    newest: StoryVersion,
    others: Mapping[str, str],
    *,
    title_of: StoryVersion,
) -> int:
    """Seal the older versions that show what is covered now; returns how many."""
    older = session.exec(
        select(StoryVersion)
        .where(
            StoryVersion.story_id == story.id,
            StoryVersion.number < newest.number,
            col(StoryVersion.sealed_at).is_(None),
        )
        .order_by(col(StoryVersion.number))
    ).all()
    sealed = 0
    for one in older:
        shows = cover_words(f"{one.title}\n{one.body}\n{one.note}", others) != (
            f"{one.title}\n{one.body}\n{one.note}"
        )
        if shows or (one.title == title_of.title and newest.title != one.title):
            one.sealed_at = clock.now()
            sealed += 1
    session.flush()
    return sealed


def _cover_unfinished(session: Session, story: Story, others: Mapping[str, str]) -> None:
    """Cover the same words in people's unfinished edits, and in what its teller asked for."""
    drafts = session.exec(select(StoryDraft).where(StoryDraft.story_id == story.id)).all()
    for draft in drafts:
        draft.title, draft.note = cover_words(draft.title, others), cover_words(draft.note, others)
        draft.body = cover_words(draft.body, others)
    for check in session.exec(select(TellerCheck).where(TellerCheck.story_id == story.id)).all():
        check.words = cover_words(check.words, others)
    session.flush()
