"""Making less exact where and when a story was told (F24)."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.jobs import outbox
from storybank.core.text import squeeze
from storybank.stories.events import StoryBlurred, StoryMoved
from storybank.stories.models import Story
from storybank.stories.rules import Exactness, first_day_of, when_shown
from storybank.stories.service.moving import touch


def hide_place(session: Session, actor: Actor, *, story: Story) -> None:
    """Take a story's place away, as its teller wishes now; it stays with what was sent."""
    require(actor, Action.RUN_PIPELINE)
    if not story.place:
        return
    story.place = ""
    touch(session, story)
    record(session, actor, "hide_place", story)
    outbox.record(session, StoryBlurred(story.key))


def blur(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    place: str,
    told_on: date | None,
    exactness: Exactness,
) -> None:
    """Say how exactly a story's place and day are told to anybody.

    ``place`` is the wider place ("" for none at all), ``told_on`` the day as it was sent. From now
    on the wider place and the beginning of the month, season or year are all that anything holds
    of this story; the exact ones stay with what was sent, for those who may read originals.
    """
    require(actor, Action.MASK_STORY)
    place = squeeze(place)
    before = (story.place, story.told_on, story.shown_when)
    story.place = place
    if told_on is not None:
        story.told_on = first_day_of(told_on, exactness)
        story.shown_when = when_shown(told_on, exactness)
    if before == (story.place, story.told_on, story.shown_when):
        return
    touch(session, story)
    record(session, actor, "blur", story, exactness=exactness.value, has_place=bool(place))
    outbox.record(session, StoryMoved(story.key))
    outbox.record(session, StoryBlurred(story.key))
