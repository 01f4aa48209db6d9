"""Lists of answering: stories nobody has answered, people to ask again, changes of a contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import and_
from sqlmodel import Session, col

from storybank.accounts.rules import Actor
from storybank.answering import queries
from storybank.answering.models import AnswerChange, FollowUp
from storybank.answering.queries import AnswerFigures, ChangeTold, FollowUpDue, LastedFigures, Told
from storybank.commitments.models import Contract
from storybank.commitments.queries import get_contract
from storybank.core import clock
from storybank.core.ids import parse_public_id
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import reading_scope
from storybank.web.consent_page import titles
from storybank.web.contract_contents import contract_contents
from storybank.web.filters import KIND_NAMES, day, plural
from storybank.web.paging import Paging, page_asked, paging

PER_PAGE = 25
TOLD_WORDS = {
    Told.ALL: "Made and planned",
    Told.LATE: "Past their day",
    Told.DISPUTED: "Said not to be so",
}


@dataclass(frozen=True)
class Queue:
    """A page of the stories nobody has answered."""

    items: Sequence[dict[str, Any]]
    place: Paging
    overdue: int
    answer_days: int
    contract: Contract | None
    shelves: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Again:
    """A page of the people whom it is time to ask how it is now."""

    due: Sequence[FollowUpDue]
    titles: Mapping[int, str]
    place: Paging
    shelves: Sequence[dict[str, Any]]

    @staticmethod
    def since(one: FollowUp) -> str:
        """When it was time, and when they were asked, in words."""
        asked = f"asked on {day(one.asked_at)}" if one.asked_at else "nobody has asked them yet"
        return f"due since {day(one.due_on)}, {asked}"


@dataclass(frozen=True)
class Changes:
    """A page of what was changed because of stories, or is to be."""

    told: Told
    changes: Sequence[dict[str, str]]
    place: Paging
    shelves: Sequence[dict[str, Any]]
    ways: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class OfContract:
    """What came of the stories of one contract, for one reader."""

    contract: Contract
    figures: AnswerFigures
    changes: Sequence[dict[str, str]]
    place: Paging
    lasted: LastedFigures
    contents: Sequence[dict[str, Any]]
    answer_days: int


def gather_queue(
    session: Session, actor: Actor, asked: Mapping[str, str], *, answer_days: int
) -> Queue:
    """The queue, of all contracts or of the one in the address."""
    contract = None
    if asked.get("contract"):
        contract = get_contract(session, actor, parse_public_id(asked["contract"]))
    number = None if contract is None else contract.key
    total = queries.count_awaiting(session, actor, contract_id=number)
    before = queries.overdue_before(answer_days)
    overdue = queries.count_awaiting(session, actor, contract_id=number, before=before)
    place = paging(page_asked(), total, PER_PAGE)
    rows = queries.list_awaiting(
        session, actor, contract_id=number, page=place.number, per_page=PER_PAGE
    )
    today = clock.today()
    return Queue(
        items=[
            {
                "title": one.title,
                "href": url_for("answering.answer", story_id=one.story_id),
                "meta": " · ".join(
                    filter(
                        None,
                        (
                            _waits(one.days(today)),
                            KIND_NAMES[one.kind],
                            one.place,
                            one.contract if contract is None else "",
                        ),
                    )
                ),
                "status": "overdue" if one.since < before else None,
            }
            for one in rows
        ],
        place=place,
        overdue=overdue,
        answer_days=answer_days,
        contract=contract,
        shelves=_shelves("answering.list_", total, queries.count_due(session, actor, today)),
    )


def gather_again(session: Session, actor: Actor) -> Again:
    """People whom it is time to ask again."""
    today = clock.today()
    total = queries.count_due(session, actor, today)
    place = paging(page_asked(), total, PER_PAGE)
    due = queries.list_due(session, actor, today, page=place.number, per_page=PER_PAGE)
    return Again(
        due=due,
        titles=titles(session, actor, [one.submission for one in due]),
        place=place,
        shelves=_shelves("answering.again", None, total),
    )


def gather_changes(session: Session, actor: Actor, told: Told) -> Changes:
    """Changes told to the stories that the actor's organisation answers."""
    which = queries.answerable(actor)
    total = queries.count_changes(session, which, told)
    place = paging(page_asked(), total, PER_PAGE)
    found = queries.list_changes(session, which, told, page=place.number, per_page=PER_PAGE)
    return Changes(
        told=told,
        changes=[change_line(one) for one in found],
        place=place,
        shelves=_shelves("answering.changes", None, None),
        ways=[
            {
                "label": label,
                "url": url_for("answering.changes", only=one.value),
                "current": one is told,
            }
            for one, label in TOLD_WORDS.items()
        ],
    )


def gather_contract(
    session: Session, actor: Actor, contract_id: UUID, *, answer_days: int
) -> OfContract:
    """What came of the stories of a contract that this reader may read."""
    contract = get_contract(session, actor, contract_id)
    which = and_(readable(reading_scope(actor)), col(Story.contract_id) == contract.key)
    figures = queries.figures_of(session, which, answer_days=answer_days)
    place = paging(page_asked(), figures.planned + figures.made, PER_PAGE)
    changes = queries.list_changes(session, which, page=place.number, per_page=PER_PAGE)
    return OfContract(
        contract=contract,
        figures=figures,
        changes=[change_line(one) for one in changes],
        place=place,
        lasted=queries.lasted_figures(session, which),
        contents=contract_contents(contract, actor),
        answer_days=answer_days,
    )


def change_line(one: ChangeTold) -> dict[str, str]:
    """A change in words, and the way to its story."""
    answer, made = one.answer, one.answer.change is AnswerChange.MADE
    late = not made and answer.due_on is not None and answer.due_on < clock.today()
    return {
        "what": answer.change_words,
        "state": "made" if made else "late" if late else "planned",
        "when": f"said on {day(answer.answered_at)}"
        + (f", for {day(answer.due_on)}" if answer.due_on else ""),
        "who": one.organisation,
        "evidence": answer.evidence,
        "disputed": day(answer.disputed_at) if answer.disputed_at else "",
        "url": url_for("stories.show", story_id=one.story_id, _anchor=f"answer-{answer.public_id}"),
    }


def _waits(days: int) -> str:
    return f"Waits {plural(days, 'day')}" if days > 0 else "Came in today"


def _shelves(current: str, waiting: int | None, due: int | None) -> list[dict[str, Any]]:
    shelves = (
        ("answering.list_", "Nobody has answered", waiting),
        ("answering.changes", "What was changed", None),
        ("answering.again", "Ask again how it is", due),
    )
    return [
        {
            "label": label,
            "url": url_for(endpoint),
            "current": endpoint == current,
            **({} if number is None else {"count": number}),
        }
        for endpoint, label, number in shelves
    ]
