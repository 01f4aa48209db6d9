"""Making stories of submissions: their first words are those received, with details covered."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.jobs import outbox
from storybank.core.text import squeeze
from storybank.intake import rules as intake_rules
from storybank.intake import service as intake
from storybank.intake.models import Submission
from storybank.stories import queries
from storybank.stories.events import StorySaved
from storybank.stories.masking import Cover, cover_body, cover_words, note_of, words_covered
from storybank.stories.models import Detail, DetailStatus, Story, StoryVersion


def accept_submission(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    title: str | None = None,
    looked: bool = False,
) -> Story:
    """Make a story of a waiting submission; its first version is the masked words.

    Every detail found is covered that no person said may stay. ``title`` is what a person wrote in
    place of the title sent, which is otherwise covered like the words; ``looked`` says that they
    looked at the details, were there any or not.

    Raises:
        RuleBroken: the submission is not waiting any more, or the title will not do.
    """
    require(actor, Action.DECIDE_SUBMISSION)
    intake.mark_accepted(session, actor, submission=submission)
    details = queries.list_details(session, submission.key)
    kept = [one for one in details if one.status is not DetailStatus.REJECTED]
    covers = [
        Cover(one.start, one.end, queries.instead_of(one), one.type)
        for one in kept
        if one.end <= len(submission.body)
    ]
    others = words_covered(submission.body, covers)
    story = _story(actor, submission, others)
    decided = max((one for one in details if one.decided_at), key=_when, default=None)
    if looked:
        story.masked_by_id, story.masked_at = actor.user_id, clock.now()
    elif decided is not None:
        story.masked_by_id, story.masked_at = decided.decided_by_id, decided.decided_at
    session.add(story)
    session.flush()
    covering = cover_body(submission.body, covers)
    title = cover_words(squeeze(submission.title if title is None else title), others)
    title = title if len(title) <= intake_rules.LONGEST_TITLE else _shortened(title)
    intake_rules.check_words(title, covering.after, most_words=len(covering.after) + 1)
    session.add(
        StoryVersion(
            story_id=story.key,
            number=1,
            title=title,
            body=covering.after,
            format=submission.format,
            note=note_of(len(covering.pieces)),
            edited_by_id=actor.user_id,
        )
    )
    session.flush()
    record(
        session,
        actor,
        "accept_submission",
        story,
        submission=str(submission.public_id),
        covered=len(covering.pieces),
    )
    outbox.record(session, StorySaved(story.key))
    return story


def _story(actor: Actor, submission: Submission, others: dict[str, str]) -> Story:
    when = "" if submission.told_on else cover_words(submission.about_when, others)
    return Story(
        submission_id=submission.key,
        contributor_id=submission.contributor_id,
        organisation_id=submission.organisation_id,
        contract_id=submission.contract_id,
        kind=submission.kind,
        # Kept from everything that comes after, if that is their wish; it stays with what was sent.
        place="" if submission.hide_place else cover_words(submission.place, others),
        told_on=submission.told_on,
        shown_when=squeeze(when)[: intake_rules.LONGEST_LINE],
        accepted_by_id=actor.user_id,
        wants_check=submission.wants_to_check,
    )


def _when(detail: Detail) -> tuple[object, int]:
    return detail.decided_at, detail.key


def _shortened(title: str) -> str:
    return title[: intake_rules.LONGEST_TITLE - 1].rstrip() + "…"
