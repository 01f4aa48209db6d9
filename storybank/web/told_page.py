"""What the public reads of a story, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.codebook.queries import codes_by_slug
from storybank.nlp.turns import split_turns
from storybank.publishing.queries import Told
from storybank.stories.models import Story
from storybank.stories.rules import Exactness, when_shown
from storybank.tagging.queries import confirmed_codes, list_identifiers
from storybank.tagging.rules import mask_title
from storybank.web.filters import day
from storybank.web.story_text import Paragraph, lay_out

NOBODY = "A storyteller"


@dataclass
class ToldPage:
    """One story as anybody may read it."""

    title: str
    called: str
    facts: str
    paragraphs: list[Paragraph]
    codes: list[dict[str, str]]
    collected_by: str
    shown_since: str


def gather_told(session: Session, told: Told) -> ToldPage:
    """Gather the public page of a story; personal details the machine notices stay covered."""
    story, version = told.story, told.version
    details = list_identifiers(session, [version.key]).get(version.key, [])
    names = {slug: code.name for slug, code in codes_by_slug(session).items()}
    return ToldPage(
        title=mask_title(version.title, version.body, details),
        called=told.called or NOBODY,
        facts=_facts(story),
        paragraphs=lay_out(
            version.body,
            version.format.value,
            split_turns(version.body, story.kind.value),
            masks=details,
        ),
        codes=[
            {"name": names.get(theme, theme), "change": change}
            for theme, change in confirmed_codes(session, [story.key]).get(story.key, [])
        ],
        collected_by=session.get_one(Organisation, story.organisation_id).name,
        shown_since=day(told.publication.published_at),
    )


def list_items(session: Session, found: Sequence[Told]) -> list[dict[str, Any]]:
    """Items for ``components/story_list.html``; the queries do not grow with the stories."""
    details = list_identifiers(session, [one.version.key for one in found])
    return [
        {
            "title": mask_title(
                one.version.title, one.version.body, details.get(one.version.key, ())
            ),
            "href": url_for("told.show", publication_id=one.publication.public_id),
            "meta": " · ".join(filter(None, (one.called or NOBODY, _facts(one.story)))),
        }
        for one in found
    ]


def _facts(story: Story) -> str:
    month = when_shown(story.told_on, Exactness.MONTH) if story.told_on else ""
    return " · ".join(part for part in (story.place, story.shown_when or month) if part)
