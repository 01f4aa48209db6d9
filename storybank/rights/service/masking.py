"""Covering more of a story that was accepted, in every table that holds its words."""

from collections.abc import Sequence

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.answering import service as answering
from storybank.core.jobs import outbox
from storybank.linking import service as linking
from storybank.publishing import service as publishing
from storybank.reports import service as reports
from storybank.reviews import service as reviews
from storybank.rights.events import WordsCovered
from storybank.rights.queries.covering import list_words_issued
from storybank.stories import service as stories
from storybank.stories.masking import Decision, Masking
from storybank.stories.models import Story
from storybank.tagging import service as tagging
from storybank.verification import service as verification

COVERED = "covered"
"""Why an issued report was called back: a detail it shows was covered later."""


def mask_story(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    decisions: Sequence[Decision],
    title: str,
    based_on: int,
) -> Masking:
    """Cover words of a story in its newest version, and wherever older words still stand.

    One step after the other along the flow, in one transaction: a new version, older ones sealed;
    then sentences and codings, claims, findings, notes, answers and identity checks. What people
    decided and found stands. Reports issued with one of the words are listed to be called back.

    Raises:
        RuleBroken: nothing would change, somebody was faster, or the words will not do.
    """
    masking = stories.mask_story(
        session, actor, story=story, decisions=decisions, title=title, based_on=based_on
    )
    tagging.cover_codings(session, actor, story=story, masking=masking)
    linking.cover_links(session, actor, story=story, masking=masking)
    verification.cover_findings(session, actor, story=story, masking=masking)
    reviews.cover_notes(session, actor, story=story, masking=masking)
    answering.cover_answers(session, actor, story=story, masking=masking)
    publishing.cover_checks(session, actor, story=story, masking=masking)
    reports.cover_choices(session, actor, story=story, masking=masking)
    # What was issued is not reworded: it loses the story's words, and its owner calls it back.
    issued = list_words_issued(session, story)
    if any(masking.cover(words) != words for words in issued):
        reports.remove_words(session, actor, story=story, because=COVERED)
    reports.drop_files(session, story=story)
    outbox.record(session, WordsCovered(story.key))
    return masking
