"""Making stories of submissions."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.jobs import outbox
from storybank.intake import service as intake
from storybank.intake.models import Submission
from storybank.stories.events import StorySaved
from storybank.stories.models import Story, StoryVersion


def accept_submission(session: Session, actor: Actor, *, submission: Submission) -> Story:
    """Make a story of a waiting submission; its first version is the words as received.

    Raises:
        RuleBroken: the submission is not waiting any more.
    """
    require(actor, Action.DECIDE_SUBMISSION)
    intake.mark_accepted(session, actor, submission=submission)
    story = Story(
        submission_id=submission.key,
        contributor_id=submission.contributor_id,
        organisation_id=submission.organisation_id,
        contract_id=submission.contract_id,
        kind=submission.kind,
        place=submission.place,
        told_on=submission.told_on,
        accepted_by_id=actor.user_id,
    )
    session.add(story)
    session.flush()
    session.add(
        StoryVersion(
            story_id=story.key,
            number=1,
            title=submission.title,
            body=submission.body,
            format=submission.format,
            note="As received",
            edited_by_id=actor.user_id,
        )
    )
    session.flush()
    record(session, actor, "accept_submission", story, submission=str(submission.public_id))
    outbox.record(session, StorySaved(story.key))
    return story
