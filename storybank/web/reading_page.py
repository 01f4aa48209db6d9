"""What the reading view of a story shows: its words, what they say, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.intake.models import AttachmentKind
from storybank.intake.queries import attachments_of
from storybank.intake.queries.attachments import may_open
from storybank.nlp.reading import Change, Voice
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.pictures import journey_of_change
from storybank.reports.renderers import pictures
from storybank.stories.queries import StoryWithWords, list_beside
from storybank.stories.rules import reading_scope
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_title
from storybank.web.person_page import PersonPage, gather_person
from storybank.web.story_links import LinkView
from storybank.web.story_page import StoryPage, gather
from storybank.web.story_text import Paragraph, Run
from storybank.web.told_back import ToldBack, gather_told_back

STEPS = {"before": Change.NEED, "happened": Change.ACTIVITY, "now": Change.BETTER}
"""Which direction tells of each step of a journey. How it is now is said last."""
NAMED = {"before": "Before", "happened": "What happened", "now": "Now"}


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
    person: PersonPage | None
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
        journey=_journey(page, paragraphs),
        person=gather_person(session, actor, found.story),
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


def _journey(page: StoryPage, paragraphs: Sequence[Paragraph]) -> Journey | None:
    """How it changed, where a person's own confirmed words say what was before and what is now."""
    own = [(one.start, one.end) for one in page.segments if one.voice in (Voice.OWN, Voice.QUOTED)]
    steps: dict[str, str] = {}
    for step, change in STEPS.items():
        said = _sentences(paragraphs, change, own)
        if said:
            steps[step] = said[-1 if step == "now" else 0]
    if not {"before", "now"} <= set(steps):
        return None
    told = [Told(story=str(page.story.public_id), facts=steps)]
    picture = journey_of_change(0)
    drawings = [pictures.draw(picture, told, width=one) for one in (pictures.WIDE, pictures.NARROW)]
    if not all(drawings):
        return None
    wide, narrow = (Markup(one) for one in drawings)  # noqa: S704 - drawn here, words escaped
    return Journey(wide, narrow, [(NAMED[step], words) for step, words in steps.items()])


def _sentences(
    paragraphs: Sequence[Paragraph], change: Change, own: Sequence[tuple[int, int]]
) -> list[str]:
    """Own sentences that say so, as they stand on the page, with what is covered covered."""
    found: dict[str, str] = {}
    for run in (run for one in paragraphs for run in one.runs):
        note = next((one for one in run.codings if one.change == change.value), None)
        if note is not None and any(start <= note.start < end for start, end in own):
            found[note.id] = found.get(note.id, "") + run.text
    return [" ".join(words.split()) for words in found.values()]


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
