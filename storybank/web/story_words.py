"""A story's words as a plain file, by which anybody who may read them can check a fingerprint."""

from uuid import UUID

from flask import Response

from storybank.accounts.permissions import Action
from storybank.core.errors import NotFound
from storybank.tagging.queries import find_reading, list_identifiers
from storybank.tagging.rules import mask_words
from storybank.web.auth import allows
from storybank.web.session import current_session
from storybank.web.stories import found_story, pages

__all__ = ["pages"]


@pages.get("/stories/<uuid:story_id>/words.txt")
@allows(Action.READ_STORY)
def words(story_id: UUID) -> Response:
    """The newest words, with personal details covered: what reports give the SHA-256 of."""
    session, found = current_session(), found_story(story_id)
    version = found.version
    if find_reading(session, version.key) is None:
        raise NotFound("Storybank is reading this story. Load the page again in a moment.")
    details = list_identifiers(session, [version.key]).get(version.key, ())
    response = Response(mask_words(version.body, 0, details), mimetype="text/plain")
    response.headers["Cache-Control"] = "no-store"
    name = f"words-{str(story_id)[:8]}-version-{version.number}.txt"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
