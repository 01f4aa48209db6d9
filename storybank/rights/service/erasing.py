"""Emptying everything that holds words of one story, step by step along the flow."""

from dataclasses import asdict, dataclass

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.answering import service as answering
from storybank.core.jobs import outbox
from storybank.intake import service as intake
from storybank.intake.models import Submission
from storybank.linking import service as linking
from storybank.publishing import service as publishing
from storybank.reports import service as reports
from storybank.reviews import service as reviews
from storybank.rights.events import StoryWithdrawn
from storybank.safeguarding import service as safeguarding
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import find_story_of_submission
from storybank.tagging import service as tagging
from storybank.telling import service as telling
from storybank.verification import service as verification

WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Reached:
    """What was taken out of use: numbers only."""

    claims: int = 0
    pages: int = 0
    quotations: int = 0
    reports: int = 0
    answers: int = 0
    attachments: int = 0

    def kept(self) -> dict[str, int]:
        """As it is put on record: what there was none of is left out."""
        return {name: number for name, number in asdict(self).items() if number}


def take_out_of_use(
    session: Session, actor: Actor, *, story: Story | None, because: str = WITHDRAWN
) -> Reached:
    """End what is made of a story outside its own pages: claims, a public page, quotations."""
    if story is None:
        return Reached()
    recalled = reports.remove_words(session, actor, story=story, because=because)
    return Reached(
        claims=linking.void_links(
            session, actor, story=story, all_of_them=True, because=linking.WITHDRAWN
        ),
        pages=int(publishing.take_down(session, actor, story=story, because=because)),
        quotations=recalled.quotations,
        reports=recalled.reports,
    )


def erase_everything(session: Session, actor: Actor, *, submission: Submission) -> Reached:
    """Empty every row that holds words of a submission, or anything of who told it.

    The rows stay where something is counted on them. The files go once this is committed, and the
    index is written anew: the pipeline does both.
    """
    story = find_story_of_submission(session, submission.key)
    answers = attachments = 0
    if story is not None:
        answers = answering.erase_answers(session, story=story)
        publishing.erase_checks(session, story=story)
        reviews.erase_notes(session, story=story)
        verification.erase_words(session, story=story)
        linking.erase_links(session, story=story)
        tagging.erase_codings(session, story=story)
        stories.erase_story(session, story=story)
    else:
        stories.erase_details(session, submission_id=submission.key)
    answering.end_follow_ups(session, submission=submission)
    safeguarding.erase_concern(session, submission_id=submission.key)
    telling.erase_contact(session, submission=submission)
    telling.erase_own_themes(session, submission=submission)
    attachments = intake.remove_attachments(session, submission=submission)
    intake.erase_submission(session, submission=submission)
    outbox.record(session, StoryWithdrawn(submission.key))
    return Reached(answers=answers, attachments=attachments)
