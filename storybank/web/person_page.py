"""What one person told over time, beside one of their stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.pictures import timeline_of_person
from storybank.reports.renderers import pictures
from storybank.stories.models import Story
from storybank.stories.queries import list_of_person
from storybank.stories.rules import shown_when
from storybank.tagging.queries import confirmed_codes, list_identifiers
from storybank.tagging.rules import mask_title

MOST_THEMES = 4
"""Themes drawn beside each story of a person: more would hide the line through them."""


@dataclass(frozen=True)
class OneTold:
    """One story of a person; ``url`` is empty for the one that is open."""

    title: str
    when: str
    url: str
    changes: Sequence[str]


@dataclass(frozen=True)
class PersonPage:
    """What one person told, the earliest first: to read on with, and as a picture."""

    told: Sequence[OneTold]
    wide: Markup
    narrow: Markup


def gather_person(session: Session, actor: Actor, story: Story) -> PersonPage | None:
    """What the same person told before and after, if this reader may know that; None if nothing.

    Four statements at most.
    """
    found = list_of_person(session, actor, story)
    if len(found) < 2:
        return None
    covered = [one.version.key for one, masked in found if masked]
    details = list_identifiers(session, covered) if covered else {}
    codes = confirmed_codes(session, [one.story.key for one, _ in found])
    names = {slug: code.name for slug, code in codes_by_slug(session).items()}
    told, facts = [], []
    for one, _ in found:
        version, said = one.version, codes.get(one.story.key, [])
        title = mask_title(version.title, version.body, details.get(version.key, ()))
        changes = {change for _, change in said}
        here = one.story.id == story.id
        told.append(
            OneTold(
                title=title,
                when=shown_when(one.story),
                url="" if here else url_for("reading.read", story_id=one.story.public_id),
                changes=[change.value for change in Change if change.value in changes],
            )
        )
        shown = [(names.get(slug, slug), change) for slug, change in said[:MOST_THEMES]]
        kept = {"title": title, "when": shown_when(one.story), "codes": shown}
        facts.append(Told(story=str(one.story.public_id), facts=kept))
    picture = timeline_of_person(range(len(facts)))
    drawn = [pictures.draw(picture, facts, width=one) for one in (pictures.WIDE, pictures.NARROW)]
    wide, narrow = (Markup(one) for one in drawn)  # noqa: S704 - drawn here, words escaped
    return PersonPage(told, wide, narrow)
