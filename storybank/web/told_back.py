"""What came of a story: its answers, what changed, and what the same person told later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.answering.models import Answer, AnswerChange
from storybank.answering.queries import (
    AnswerAs,
    ToldAgain,
    list_answers,
    list_follow_ups,
    told_again,
)
from storybank.answering.rules import LASTED_WORDS, may_answer
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake.queries import named_among
from storybank.stories.models import Story, StoryStatus
from storybank.stories.rules import reading_scope
from storybank.web.filters import day

CHANGE_TITLES = {
    AnswerChange.NONE: "Answered",
    AnswerChange.PLANNED: "A change is planned",
    AnswerChange.MADE: "A change was made",
}


@dataclass(frozen=True)
class AnswerShown:
    """One answer as a page shows it; ``dispute`` is empty for whoever may not read its words."""

    id: str
    title: str
    organisation: str
    when: str
    iso: str
    words: Sequence[str]
    change: str
    change_words: str
    evidence: str
    due: str
    late: bool
    came: str
    seen: bool
    disputed: str
    dispute: Sequence[str]
    outcome_url: str
    take_back_url: str


@dataclass(frozen=True)
class ToldBack:
    """What came of one story, for one reader.

    ``again``: the story the same person told some months before or after, each as a sentence and
    where to read it, if this reader may. ``asked_next``: when they are asked how it is now.
    """

    answers: Sequence[AnswerShown]
    again: Sequence[dict[str, str]]
    asked_next: str
    answer_url: str
    waiting: int


def gather_told_back(session: Session, actor: Actor, story: Story, *, masked: bool) -> ToldBack:
    """What came of a story already found within the reader's scope. Six statements at most."""
    contract = session.get(Contract, story.contract_id) if story.contract_id else None
    may = (
        not masked
        and can(actor, Action.ANSWER_STORY)
        and story.status is StoryStatus.ACCEPTED
        and may_answer(
            actor,
            sender_id=story.organisation_id,
            runs_contract=contract is not None
            and contract.organisation_id == actor.organisation_id,
        )
    )
    answers = list_answers(session, [story.key]).get(story.key, [])
    again = told_again(session, reading_scope(actor), [story.submission_id])
    if masked:
        again = _where_named(session, story, again)
    here = str(story.public_id)
    return ToldBack(
        answers=[show_answer(one, actor, may=may) for one in answers],
        again=[_again(one) for one in again],
        asked_next="" if masked else _asked_next(session, story),
        answer_url=url_for("answering.answer", story_id=here) if may else "",
        waiting=0 if answers else (clock.today() - story.accepted_at.date()).days,
    )


def _where_named(session: Session, story: Story, again: Sequence[ToldAgain]) -> list[ToldAgain]:
    """Which other story is of the same person, told to a board only where both carry a name."""
    others = [one.story.submission_id for one in again if one.story is not None]
    named = named_among(session, [story.submission_id, *others]) if others else frozenset()
    return [
        one
        if one.story is not None and {story.submission_id, one.story.submission_id} <= named
        else replace(one, story=None)
        for one in again
    ]


def show_answer(one: AnswerAs, actor: Actor, *, may: bool) -> AnswerShown:
    """An answer for a page; ``may``: the reader may answer, and reads what is said against it."""
    answer, today = one.answer, clock.today()
    own = may and (actor.everywhere or actor.organisation_id == answer.organisation_id)
    plan = may and one.is_open_plan
    return AnswerShown(
        id=str(answer.public_id),
        title=CHANGE_TITLES[answer.change],
        organisation=one.organisation,
        when=day(answer.answered_at),
        iso=answer.answered_at.isoformat(timespec="seconds"),
        words=paragraphs(answer.words),
        change=answer.change.value,
        change_words=answer.change_words,
        evidence=answer.evidence,
        due=f"by {day(answer.due_on)}" if answer.due_on else "",
        late=one.is_open_plan and is_late(answer, today),
        came=_came(one),
        seen=may and answer.seen_at is not None,
        disputed=day(answer.disputed_at) if answer.disputed_at else "",
        dispute=paragraphs(answer.dispute_words) if may else (),
        outcome_url=url_for("answering.outcome", answer_id=answer.public_id) if plan else "",
        take_back_url=(
            url_for("answering.take_back", answer_id=answer.public_id)
            if own and one.came is None
            else ""
        ),
    )


def paragraphs(words: str) -> list[str]:
    """What somebody typed, paragraph by paragraph."""
    return [part.strip() for part in words.replace("\r", "").split("\n\n") if part.strip()]


def is_late(answer: Answer, today: date) -> bool:
    """Whether the day of a plan has gone."""
    return answer.due_on is not None and answer.due_on < today


def _came(one: AnswerAs) -> str:
    if one.came is None:
        return ""
    if one.came.change is AnswerChange.MADE:
        return f"Made, said on {day(one.came.answered_at)}"
    if one.came.change is AnswerChange.PLANNED:
        return f"Planned anew, said on {day(one.came.answered_at)}"
    return f"Not done after all, said on {day(one.came.answered_at)}"


def _again(one: ToldAgain) -> dict[str, str]:
    lasted = f": {LASTED_WORDS[one.lasted]}" if one.lasted is not None else ""
    words = (
        f"Told again after {one.months} months{lasted}"
        if one.later
        else f"The same person first told this {one.months} months earlier{lasted}"
    )
    url = url_for("stories.show", story_id=one.story.public_id) if one.story else ""
    link = "Read what they told later" if one.later else "Read what they told first"
    return {"words": words, "url": url, "link": link}


def _asked_next(session: Session, story: Story) -> str:
    """When whoever told it is asked how it is now, if they agreed to that."""
    waiting = [
        one
        for one in list_follow_ups(session, story.submission_id)
        if one.said_at is None and one.ended_at is None
    ]
    if not waiting:
        return ""
    first = waiting[0]
    if first.asked_at is not None:
        return f"They were asked on {day(first.asked_at)} how it is now."
    if first.due_on <= clock.today():
        return "They agreed to be asked how it is now. It is time to ask."
    return f"They agreed to be asked on {day(first.due_on)} how it is then."
