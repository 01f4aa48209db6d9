"""One story as a reader meets it: the words, what changed, and what came of it."""

from uuid import UUID

from flask import Blueprint, render_template

from storybank.accounts.permissions import Action
from storybank.web.auth import allows, current_actor
from storybank.web.reading_page import gather_reading
from storybank.web.session import current_session
from storybank.web.stories import found_story

pages = Blueprint("reading", __name__)


@pages.get("/stories/<uuid:story_id>/read")
@allows(Action.READ_STORY)
def read(story_id: UUID) -> str:
    """A story to read and nothing to do: as it stands now, covered as on its own page."""
    page = gather_reading(current_session(), current_actor(), found_story(story_id))
    return render_template("stories/read.html", page=page)
