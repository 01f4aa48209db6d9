"""What should make a person look twice, in plain sentences with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import contracts_by_id
from storybank.linking.checks import is_unheard
from storybank.linking.queries import Alike, is_unexplained, list_near_copies, list_unexplained
from storybank.reviews.ledger import LedgerRow, Standing
from storybank.stories.models import Story
from storybank.stories.queries import StoryWithWords
from storybank.stories.rules import reading_scope, uncovered_scope
from storybank.verification.models import MemberAnswer, MemberCheck
from storybank.verification.queries import list_questioned
from storybank.web.filters import day, plural
from storybank.web.ledger_rows import amount

SHOWN = 5


@dataclass(frozen=True)
class Doubt:
    """One reason to look twice: what was noticed, where to look, and what to do."""

    noticed: str
    advice: str
    label: str = ""
    url: str = ""
    also_label: str = ""
    also_url: str = ""


def doubts_of_story(session: Session, actor: Actor, story: Story) -> list[Doubt]:
    """What to look at again in a story, for those who code and link."""
    if not can(actor, Action.LINK_EVIDENCE):
        return []
    alike = list_near_copies(session, uncovered_scope(actor), story_id=story.key, most=SHOWN)
    contracts = contracts_by_id(session, [one.other.story.contract_id for one in alike])
    doubts = [_same_words_elsewhere(one, contracts) for one in alike]
    if is_unexplained(session, story.key):
        doubts.append(
            Doubt(
                "It says that life got better, and not what brought it about.",
                "Ask the storyteller what was done, and by whom, before it counts for a promise.",
            )
        )
    return [*doubts, *doubts_of_storytellers(session, actor, story=story)]


def doubts_of_contract(
    session: Session, actor: Actor, contract: Contract, ledger: Sequence[LedgerRow]
) -> list[Doubt]:
    """What to look at again in a contract: figures nobody speaks of, and stories."""
    doubts = [_unheard(row, names_it=True) for row in ledger if unheard(row)]
    if not can(actor, Action.LINK_EVIDENCE):
        return doubts
    scope = uncovered_scope(actor)
    alike = list_near_copies(session, scope, contract_id=contract.key, most=SHOWN)
    contracts = contracts_by_id(session, [one.other.story.contract_id for one in alike])
    doubts += [_same_words_in(one, contracts) for one in alike]
    doubts += [
        _unexplained(one) for one in list_unexplained(session, scope, contract.key, most=SHOWN)
    ]
    return doubts


def doubts_of_promise(row: LedgerRow) -> list[Doubt]:
    """What to look at again in a promise: a large figure next to nobody speaks of."""
    return [_unheard(row, names_it=False)] if unheard(row) else []


def doubts_of_storytellers(
    session: Session,
    actor: Actor,
    *,
    story: Story | None = None,
    promise: Commitment | None = None,
) -> list[Doubt]:
    """What storytellers say is not right, or only partly, of claims made of their words."""
    questioned = list_questioned(
        session,
        reading_scope(actor),
        story_id=story.key if story else None,
        commitment_id=promise.key if promise else None,
        most=SHOWN,
    )
    return [_not_right(check, named, promise is None) for check, _, named in questioned]


def unheard(row: LedgerRow | Standing) -> bool:
    """Whether much is reported as delivered of a promise, and next to nobody tells of it."""
    return is_unheard(row.delivered, row.unit, row.people)


def _same_words_elsewhere(alike: Alike, contracts: dict[int, Contract]) -> Doubt:
    other = alike.other
    return Doubt(
        f"Nearly the same words were sent in for {_contract_of(other, contracts)}: about "
        f"{_percent(alike)} of the wording is the same, apart from names and figures.",
        "Ask both senders whose story it is. Evidence for one contract is not evidence for two.",
        f"Read “{other.version.title}”",
        _story_page(other),
    )


def _same_words_in(alike: Alike, contracts: dict[int, Contract]) -> Doubt:
    return Doubt(
        f"“{alike.story.version.title}” has nearly the same words as a story of "
        f"{_contract_of(alike.other, contracts)}.",
        "Ask both senders whose story it is. Evidence for one contract is not evidence for two.",
        "Read this contract’s",
        _story_page(alike.story),
        "Read the other",
        _story_page(alike.other),
    )


def _unexplained(found: StoryWithWords) -> Doubt:
    return Doubt(
        f"“{found.version.title}” says that life got better, and not what brought it about.",
        "Ask the storyteller what was done, and by whom, before it counts for a promise.",
        "Read the story",
        _story_page(found),
    )


def _unheard(row: LedgerRow, *, names_it: bool) -> Doubt:
    figure, unit = amount(row.delivered, row.unit)
    said = f"{figure} {unit}".strip()
    heard = plural(row.people, "person tells", "people tell") if row.people else "nobody tells"
    where = f" for promise {row.commitment.ref}" if names_it else ""
    page = url_for("commitments.commitment", commitment_id=row.commitment.public_id)
    return Doubt(
        f"The supplier reports {said}{where}, and {'only ' if row.people else ''}{heard} of it.",
        "Ask the supplier to put you in touch with some of those it was done for.",
        "See the promise" if names_it else "",
        page if names_it else "",
    )


def _not_right(check: MemberCheck, promise: Commitment, names_it: bool) -> Doubt:
    partly = "only partly right" if check.answer is MemberAnswer.PARTLY_RIGHT else "not right"
    where = f"for promise {promise.ref}" if names_it else "for this promise"
    return Doubt(
        f"A storyteller says that what their words are taken to say {where} is {partly} "
        f"({day(check.asked_on)}).",
        "Read the claim again, and take it back or change it before anybody relies on it.",
        "See the promise" if names_it else "",
        url_for("commitments.commitment", commitment_id=promise.public_id) if names_it else "",
    )


def _contract_of(found: StoryWithWords, contracts: dict[int, Contract]) -> str:
    contract = contracts.get(found.story.contract_id or 0)
    return f"“{contract.title}”" if contract else "another contract"


def _percent(alike: Alike) -> str:
    return f"{round(alike.likeness * 100)} per cent"


def _story_page(found: StoryWithWords) -> str:
    return url_for("stories.show", story_id=found.story.public_id)
