"""What needs a person of the words being theirs who told them: changes they asked for."""

from __future__ import annotations

from flask import url_for

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.stories.queries import count_change_requests, list_change_requests
from storybank.stories.rules import uncovered_scope
from storybank.web.desk import Desk, Line


def _masks(actor: Actor) -> bool:
    return can(actor, Action.MASK_STORY)


def _oldest(desk: Desk) -> str:
    (_, found), *_ = list_change_requests(desk.session, uncovered_scope(desk.actor), most=1)
    return url_for("stories.show", story_id=found.story.public_id)


CHANGES_ASKED = Line(
    _masks,
    lambda desk: count_change_requests(desk.session, uncovered_scope(desk.actor)),
    ("storyteller wants their words changed", "storytellers want their words changed"),
    "Until they say yes to them, nobody reads those stories but the people who run the contract.",
    "Read what they ask for",
    _oldest,
)
