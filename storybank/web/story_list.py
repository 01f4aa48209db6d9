"""What the list of stories shows, gathered in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.codebook.queries import list_codes
from storybank.commitments.models import Contract
from storybank.commitments.queries import contracts_by_id, get_contract, list_contracts
from storybank.core.ids import parse_public_id
from storybank.intake.models import SubmissionStatus
from storybank.intake.queries import count_submissions
from storybank.nlp.turns import split_turns
from storybank.stories.models import Story, StoryStatus
from storybank.stories.queries import StoryWithWords, count_stories, list_with_words
from storybank.stories.rules import reading_scope, told_words
from storybank.tagging.queries import (
    confirmed_codes,
    count_by_status,
    count_stories_with_suggestions,
    list_stories_with_suggestions,
)
from storybank.tagging.rules import mask_title
from storybank.web.filters import KIND_NAMES, plural
from storybank.web.paging import Paging, page_asked, paging
from storybank.web.story_items import masks_of
from storybank.web.story_text import opening_words

PER_PAGE = 25
MOST_CODES = 4


@dataclass
class StoryList:
    """Everything the list shows to one reader."""

    items: list[dict[str, Any]]
    paging: Paging
    contract: Contract | None
    contracts: Sequence[Contract]
    waiting_only: bool
    waiting_stories: int
    submissions: int


def gather_list(session: Session, actor: Actor, asked: Mapping[str, str]) -> StoryList:
    """Gather one page of the list.

    Raises:
        NotFound: the contract asked for is not there, or not this reader's.
    """
    scope = reading_scope(actor)
    coder = can(actor, Action.CODE_STORY)
    waiting_only = coder and asked.get("waiting") == "suggestions"
    contract = None
    if asked.get("contract") and not waiting_only:
        contract = get_contract(session, actor, parse_public_id(asked["contract"]))
    contract_id = contract.key if contract else None
    waiting = count_stories_with_suggestions(session, scope) if coder else 0
    total = waiting if waiting_only else count_stories(session, scope, contract_id=contract_id)
    place = paging(page_asked(), total, PER_PAGE)
    if waiting_only:
        place = Paging(1, 1, total, place.url)
        found = [
            StoryWithWords(story, version)
            for story, version, _ in list_stories_with_suggestions(session, scope, most=PER_PAGE)
        ]
    else:
        found = list_with_words(
            session, scope, contract_id=contract_id, page=place.number, per_page=PER_PAGE
        )
    decides = can(actor, Action.DECIDE_SUBMISSION)
    return StoryList(
        items=_items(session, actor, found),
        paging=place,
        contract=contract,
        contracts=list_contracts(session, actor) if can(actor, Action.READ_CONTRACT) else [],
        waiting_only=waiting_only,
        waiting_stories=waiting,
        submissions=(count_submissions(session, actor, SubmissionStatus.WAITING) if decides else 0),
    )


def _items(session: Session, actor: Actor, found: Sequence[StoryWithWords]) -> list[dict[str, Any]]:
    contracts = contracts_by_id(session, [one.story.contract_id for one in found])
    counts = count_by_status(session, [one.version.key for one in found])
    codes = confirmed_codes(session, [one.story.key for one in found])
    names = {code.slug: code.name for code in list_codes(session)}
    masks = masks_of(session, actor, found)
    items = []
    for one in found:
        contract = contracts.get(one.story.contract_id or 0)
        chosen = codes.get(one.story.key, [])
        items.append(
            {
                "href": url_for("stories.show", story_id=one.story.public_id),
                "title": mask_title(
                    one.version.title, one.version.body, masks.get(one.version.key, [])
                ),
                "meta": " · ".join(
                    part
                    for part in (
                        _meta(one.story, contract),
                        _standing(actor, counts.get(one.version.key, {})),
                    )
                    if part
                ),
                "status": "held"
                if one.story.status is StoryStatus.HELD
                else ("learning" if one.story.learning_only else None),
                # A board reads no words that have not been looked through for names.
                "excerpt": "" if actor.plays(RoleName.BOARD_READER) else _opening(one),
                "codes": [
                    {"name": names[slug], "change": change} for slug, change in chosen[:MOST_CODES]
                ],
            }
        )
    return items


def _meta(story: Story, contract: Contract | None) -> str:
    told = told_words(story)
    attached = contract.title if contract else "no contract yet"
    return " · ".join(
        part for part in (KIND_NAMES[story.kind.value], story.place, told, attached) if part
    )


def _opening(found: StoryWithWords) -> str:
    body = found.version.body
    return opening_words(body, split_turns(body, found.story.kind.value))


def _standing(actor: Actor, counts: Mapping[str, int]) -> str:
    """How far the work on a story has come; only those who do it are told."""
    if not can(actor, Action.CODE_STORY):
        return ""
    waiting, confirmed = counts.get("suggested", 0), counts.get("confirmed", 0)
    parts = []
    if waiting:
        parts.append(f"{plural(waiting, 'suggestion')} to look at")
    if confirmed:
        parts.append(f"{plural(confirmed, 'code')} confirmed")
    return ", ".join(parts) or "no codes yet"
