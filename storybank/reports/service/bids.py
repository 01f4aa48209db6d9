"""Writing an answer in a bid: its question, its passages in their order, our words between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Purpose
from storybank.reports import queries, rules
from storybank.reports.models import ChoiceMade, Report, ReportChoice, ReportKind
from storybank.reports.pack.answer import passages_chosen
from storybank.reports.pack.behind import find_passage
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import tell
from storybank.reports.queries.bids import answer_of, list_passages_chosen, teller_names
from storybank.reports.rules import Asked
from storybank.reports.rules.bids import (
    LONGEST_LEAD,
    BidAnswer,
    check_limit,
    check_own_words,
    check_question,
    check_tells_of_nobody,
    overlaps,
)
from storybank.reports.service.choosing import choose, take_choice_back
from storybank.reports.service.issuing import check_draft, keep_draft
from storybank.reports.service.leads import forget_leads

MOST_PASSAGES = 40


@dataclass(frozen=True)
class AnswerTerms:
    """What an answer is for: which bid, which question, how many words, and who reads it."""

    title: str
    question: str
    limit: int | None = None
    purpose: Purpose = Purpose.OTHER_BODIES


def begin_answer(session: Session, actor: Actor, *, terms: AnswerTerms) -> Report:
    """Begin an answer in a bid.

    Raises:
        NotAllowed: the actor prepares no answers.
        RuleBroken: it has no title or question, or the limit means nothing.
    """
    said = BidAnswer(check_question(terms.question), check_limit(terms.limit))
    return keep_draft(session, actor, asked=_asked(terms, said))


def change_answer(session: Session, actor: Actor, *, draft: Report, terms: AnswerTerms) -> None:
    """Say otherwise what an answer is for; its passages and words stay.

    Raises:
        RuleBroken: it has no title or question, the limit means nothing, or it was issued.
    """
    kept = answer_of(draft)
    said = replace(kept, question=check_question(terms.question), limit=check_limit(terms.limit))
    keep_draft(session, actor, asked=_asked(terms, said), draft=draft)


def pick_passage(
    session: Session,
    actor: Actor,
    *,
    draft: Report,
    story: UUID,
    start: int,
    end: int,
    reason: str,
) -> ReportChoice:
    """Put a passage at the end of an answer, with the reason why it answers the question.

    Raises:
        RuleBroken: no reason is given, it stands there already, or there are too many.
        NotFound: these words cannot stand in the answer.
    """
    check_draft(actor, draft)
    material = Material(session, actor, queries.asked_of(session, draft))
    passage = find_passage(material, story, start, end)
    if not any(one.words for one in tell(material, [passage])):
        raise NotFound("These are not the storyteller's own words, so they cannot be quoted.")
    chosen = list_passages_chosen(session, draft)
    version = int(material.heard.version[passage.at])
    if any(
        one.story_version_id == version and overlaps((one.start, one.end), (start, end))
        for one in chosen
    ):
        raise RuleBroken("This passage stands in the answer already.")
    if len(chosen) >= MOST_PASSAGES:
        raise RuleBroken(f"An answer holds {MOST_PASSAGES} passages at most.")
    return choose(
        session,
        actor,
        draft=draft,
        choice=ChoiceMade.QUOTE,
        story=story,
        start=start,
        end=end,
        reason=reason,
    )


def drop_passage(session: Session, actor: Actor, *, draft: Report, choice: UUID) -> None:
    """Take a passage out of an answer, with what led to it.

    Raises:
        NotFound: it does not stand there.
        RuleBroken: the answer was issued.
    """
    check_draft(actor, draft)
    found = _find(session, draft, choice)
    forget_leads(session, [found])
    take_choice_back(session, actor, draft=draft, choice=choice)


def move_passage(session: Session, actor: Actor, *, draft: Report, choice: UUID, by: int) -> None:
    """Move a passage up (-1) or down (1) by one.

    Raises:
        NotFound: it does not stand there.
        RuleBroken: the answer was issued.
    """
    check_draft(actor, draft)
    found = _find(session, draft, choice)
    order = list(list_passages_chosen(session, draft))
    at = order.index(found)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    for position, one in enumerate(order, start=1):
        one.position = position
    session.flush()
    record(session, actor, "order_answer", draft)


def write_words(
    session: Session,
    actor: Actor,
    *,
    draft: Report,
    opening: str,
    closing: str,
    leads: Mapping[str, str],
) -> None:
    """Keep our own words of an answer: before, between and after its passages.

    Raises:
        RuleBroken: they are too long, or what stays when a passage goes repeats it or names who
            told it; or the answer was issued.
    """
    check_draft(actor, draft)
    chosen = list_passages_chosen(session, draft)
    known = {str(one.public_id) for one in chosen}
    kept = replace(
        answer_of(draft),
        opening=check_own_words(opening, "opening"),
        closing=check_own_words(closing, "closing"),
        leads={
            name: said
            for name, words in leads.items()
            if name in known and (said := check_own_words(words, f"lead-{name}", LONGEST_LEAD))
        },
    )
    _check_names_nobody(session, actor, draft, kept, chosen)
    draft.more = {**draft.more, **kept.kept()}
    session.flush()
    record(session, actor, "write_answer", draft)


def _check_names_nobody(
    session: Session, actor: Actor, draft: Report, kept: BidAnswer, chosen: Sequence[ReportChoice]
) -> None:
    material = Material(session, actor, queries.asked_of(session, draft), choices=chosen)
    told = tell(material, [one for _, one in passages_chosen(material)])
    names = teller_names(session, material.scope, [one.story_id for one in chosen])
    passages = [one.words for one in told]
    check_tells_of_nobody(kept.opening, "opening", passages, names)
    check_tells_of_nobody(kept.closing, "closing", passages, names)


def _find(session: Session, draft: Report, choice: UUID) -> ReportChoice:
    for one in list_passages_chosen(session, draft):
        if one.public_id == choice:
            return one
    raise NotFound("There is no such passage in this answer.")


def _asked(terms: AnswerTerms, said: BidAnswer) -> Asked:
    return Asked(
        kind=ReportKind.STORY_TO_ANSWER,
        purpose=terms.purpose,
        title=rules.check_title(terms.title),
        more=said.kept(),
    )
