"""Stories as items of a list, for pages that list stories of different origins.

Whoever may read a story only because they sit on a board sees it with its personal details
covered, here as on the story's own page.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.reports.queries import stories_open_to
from storybank.search.snippets import Snippet
from storybank.stories.queries import StoryWithWords
from storybank.stories.rules import shown_when, uncovered_scope
from storybank.tagging.models import Identifier
from storybank.tagging.queries import confirmed_codes, list_identifiers
from storybank.tagging.rules import mask_title, mask_words
from storybank.web.filters import KIND_NAMES

Masks = Mapping[int, Sequence[Identifier]]


def story_items(
    session: Session,
    actor: Actor,
    found: Sequence[StoryWithWords],
    snippets: Mapping[int, Sequence[Snippet]] | None = None,
) -> list[dict[str, Any]]:
    """Items for ``components/story_list.html``; ``snippets`` are by row number of the story.

    The number of SQL statements does not grow with the stories.
    """
    codes = confirmed_codes(session, [one.story.key for one in found])
    names = {slug: code.name for slug, code in codes_by_slug(session).items()}
    masks = masks_of(session, actor, found)
    items = []
    for one in found:
        story, version = one.story, one.version
        covered = masks.get(version.key, [])
        told = f"told {when}" if (when := shown_when(story)) else ""
        items.append(
            {
                "title": mask_title(version.title, version.body, covered),
                "href": url_for("stories.show", story_id=story.public_id),
                "status": "learning" if story.learning_only else None,
                "meta": " · ".join(filter(None, (KIND_NAMES[story.kind], story.place, told))),
                "snippets": [cover(cut, covered) for cut in (snippets or {}).get(story.key, [])],
                "codes": [
                    {"name": names.get(theme, theme), "change": change}
                    for theme, change in codes.get(story.key, [])
                ],
            }
        )
    return items


def masks_of(session: Session, actor: Actor, found: Collection[StoryWithWords]) -> Masks:
    """The personal details to cover for this actor, by story version."""
    if not actor.plays(RoleName.BOARD_READER):
        return {}
    otherwise = uncovered_scope(actor)
    own = stories_open_to(session, otherwise, [one.story.key for one in found])
    return list_identifiers(session, [one.version.key for one in found if one.story.key not in own])


def titles_of(
    session: Session, actor: Actor, found: Collection[StoryWithWords]
) -> dict[int | None, str]:
    """Titles as this actor reads them, by story."""
    masks = masks_of(session, actor, found)
    return {
        one.story.id: mask_title(
            one.version.title, one.version.body, masks.get(one.version.key, ())
        )
        for one in found
    }


def cover(snippet: Snippet, masks: Sequence[Identifier]) -> Snippet:
    """A cutting with its personal details covered, once each, also across its pieces."""
    pieces: list[tuple[str, bool]] = []
    at = shown = snippet.start  # how far the text is shown or covered by now
    for words, found in snippet.pieces:
        end = at + len(words)
        first = max(at, shown)
        if first < end:
            pieces.append((mask_words(words[first - at :], first, masks), found))
            over = [mask.end for mask in masks if mask.start < end and mask.end > first]
            shown = max([end, *over])
        at = end
    return Snippet(snippet.start, snippet.end, tuple(pieces), snippet.before, snippet.after)
