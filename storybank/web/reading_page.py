"""What the reading view of a story shows: its words, what they say, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.intake.models import AttachmentKind
from storybank.intake.queries import attachments_of
from storybank.intake.queries.attachments import may_open
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.pictures import journey_of_change
from storybank.reports.renderers import pictures
from storybank.stories.models import Story
from storybank.stories.queries import StoryWithWords, list_beside
from storybank.stories.rules import reading_scope
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_title
from storybank.web.story_links import LinkView
from storybank.web.story_page import StoryPage, gather
from storybank.web.story_text import Note, Paragraph, Run
from storybank.web.told_back import ToldBack, gather_told_back

STEPS: Mapping[str, tuple[Change, ...]] = {
    "before": (Change.NEED, Change.WORSE),
    "happened": (Change.ACTIVITY,),
    "now": (Change.BETTER,),
}
"""Which direction tells of each step of a journey, the nearest first."""


@dataclass(frozen=True)
class Beside:
    """A story of the same contract, to read on with."""

    title: str
    url: str


@dataclass(frozen=True)
class Journey:
    """Before, what happened, and now, in the person's own words: drawn, and said again."""

    wide: Markup
    narrow: Markup
    steps: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ReadingPage:
    """Everything a reader meets of one story.

    ``links`` are the claims a person confirmed. ``recordings`` are addresses of its sound: only
    while the storyteller lets their voice be used, and only for those who may hear originals.
    """

    story: StoryPage
    paragraphs: Sequence[Paragraph]
    links: Sequence[LinkView]
    told_back: ToldBack
    recordings: Sequence[str]
    journey: Journey | None
    before: Beside | None
    after: Beside | None

    @property
    def coded(self) -> bool:
        """Whether anything stands in the margin."""
        return any(run.codings for one in self.paragraphs for run in one.runs)


def gather_reading(session: Session, actor: Actor, found: StoryWithWords) -> ReadingPage:
    """Gather the reading view of a story already found within the reader's scope."""
    page = gather(session, actor, found)
    paragraphs = [
        replace(one, runs=[_confirmed_alone(run) for run in one.runs]) for one in page.paragraphs
    ]
    before, after = _beside(session, actor, page)
    return ReadingPage(
        story=page,
        paragraphs=paragraphs,
        links=page.links,
        told_back=gather_told_back(session, actor, found.story, masked=page.masked),
        recordings=_recordings(session, actor, page),
        journey=_journey(found.story, paragraphs),
        before=before,
        after=after,
    )


def _confirmed_alone(run: Run) -> Run:
    """What a person confirmed stands in the margin, without who did; nothing suggested does."""
    notes = [
        replace(one, by="", href="", edit_url="", voice="")
        for one in run.codings
        if one.status == "confirmed"
    ]
    return replace(run, codings=notes)


def _recordings(session: Session, actor: Actor, page: StoryPage) -> list[str]:
    """A recording is an original in which nothing is covered; may it be used, and heard here?"""
    submission = page.submission
    if page.masked or not can(actor, Action.READ_ORIGINAL) or not may_open(session, submission):
        return []
    files = attachments_of(session, [submission.key]).get(submission.key, [])
    return [
        url_for("attachments.file", attachment_id=one.public_id)
        for one in files
        if one.kind is AttachmentKind.VOICE
    ]


def _journey(story: Story, paragraphs: Sequence[Paragraph]) -> Journey | None:
    """How it changed, where the story's confirmed words say what was before and what is now."""
    steps: dict[str, str] = {}
    for step, changes in STEPS.items():
        words = next((said for one in changes if (said := _words_of(paragraphs, one))), "")
        if words:
            steps[step] = words
    if not {"before", "now"} <= set(steps):
        return None
    told = [Told(story=str(story.public_id), facts=steps)]
    picture = journey_of_change(0)
    drawings = [pictures.draw(picture, told, width=one) for one in (pictures.WIDE, pictures.NARROW)]
    if not all(drawings):
        return None
    wide, narrow = (Markup(one) for one in drawings)  # noqa: S704 - drawn here, words escaped
    named = {"before": "Before", "happened": "What happened", "now": "Now"}
    return Journey(wide, narrow, [(named[step], words) for step, words in steps.items()])


def _words_of(paragraphs: Sequence[Paragraph], change: Change) -> str:
    """The first sentence that says so, as it stands on the page, with what is covered covered."""
    found: list[str] = []
    wanted: Note | None = None
    for run in (run for one in paragraphs for run in one.runs):
        if wanted is None:
            wanted = next((one for one in run.codings if one.change == change.value), None)
        if wanted is not None and any(one.id == wanted.id for one in run.codings):
            found.append(run.text)
    return " ".join("".join(found).split())


def _beside(session: Session, actor: Actor, page: StoryPage) -> tuple[Beside | None, Beside | None]:
    """The stories before and after this one in its contract, among those this reader may read."""
    near = list_beside(session, reading_scope(actor), page.story)
    versions = [one.version.key for one in near if one is not None]
    details = list_identifiers(session, versions) if page.masked and versions else {}

    def named(one: StoryWithWords | None) -> Beside | None:
        if one is None:
            return None
        version = one.version
        return Beside(
            mask_title(version.title, version.body, details.get(version.key, ())),
            url_for("reading.read", story_id=one.story.public_id),
        )

    before, after = near
    return named(before), named(after)
