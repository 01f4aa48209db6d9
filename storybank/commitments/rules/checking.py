"""Could a promise be checked: what is asked of it as it is written. Pure.

Nothing here stops anybody. Each question is one that a person can answer by writing something
down: what would count, who would know, what would show it, by when, and how we hear from people.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from storybank.commitments.models import Commitment, CommitmentKind, Contract
from storybank.commitments.rules.promises import POINTS
from storybank.commitments.rules.wording import figure_in, hedges, vague_words

_HOLDING_MEETINGS = re.compile(
    r"\b(?:meetings?|newsletters?|leaflets?|posters?|tweets?|posts?|emails?|e-mails?|policies"
    r"|policy|reports?|strateg(?:y|ies)|plans?|hits|followers|likes|attendances?|attendees"
    r"|presentations?|audits?|surveys?|articles?|press releases?|case studies|certificates?)\b",
    re.IGNORECASE,
)
_SHOWN = 3


class About(StrEnum):
    """What a question is about."""

    WHAT = "what"
    FOR_WHOM = "for_whom"
    BY_WHOM = "by_whom"
    FROM_WHAT = "from_what"
    BY_WHEN = "by_when"
    HEARING = "hearing"


@dataclass(frozen=True)
class Question:
    """Something that would make a promise easier to check; ``field`` is where to answer it."""

    about: About
    asks: str
    field: str


@dataclass(frozen=True)
class Written:
    """What is written of a promise, and of its contract what bears on checking it."""

    text: str
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    tender_quantity: Decimal | None = None
    kind: CommitmentKind | None = None
    beneficiaries: str = ""
    baseline: str = ""
    story_question: str = ""
    verifiable_by: str = ""
    verifiable_from: str = ""
    descriptors: Sequence[str] = ()
    has_owner: bool = False
    supplier: str = ""
    contract_ends_on: date | None = None
    lowering_agreed: bool = False


def written_of(
    commitment: Commitment, contract: Contract, *, lowering_agreed: bool = False
) -> Written:
    """What is written of a kept promise; ``lowering_agreed``: two persons lowered it on record."""
    return Written(
        text=commitment.text,
        quantity=commitment.quantity,
        unit=commitment.unit,
        due_on=commitment.due_on,
        tender_quantity=commitment.tender_quantity,
        kind=commitment.kind,
        beneficiaries=commitment.beneficiaries,
        baseline=commitment.baseline,
        story_question=commitment.story_question,
        verifiable_by=commitment.verifiable_by,
        verifiable_from=commitment.verifiable_from,
        descriptors=commitment.descriptors,
        has_owner=commitment.owner_id is not None,
        supplier=contract.supplier,
        contract_ends_on=contract.ends_on,
        lowering_agreed=lowering_agreed,
    )


def questions_of(written: Written) -> list[Question]:
    """What to ask about a promise so that it could be checked; [] where nothing is left open."""
    return [
        Question(about, asks, field)
        for about, field, ask in _QUESTIONS
        if (asks := ask(written)) is not None
    ]


def _no_measure(written: Written) -> str | None:
    if written.quantity is not None or any(written.descriptors):
        return None
    return (
        "What would count as done? Write down how much, or what each point from 0 to 5 would "
        "look like."
    )


def _vague(written: Written) -> str | None:
    words = vague_words(written.text)
    if not words:
        return None
    if written.quantity is not None:
        return f"{_listed(words)} can mean anything. What is done, and what counts as one?"
    return f"{_listed(words)} can mean anything. What will somebody do, how often, for how many?"


def _open(written: Written) -> str | None:
    words = hedges(written.text)
    if not words:
        return None
    if "up to" in words:
        return "“Up to” is kept by doing nothing at all. What is the least that is promised?"
    return f"{_listed(words)} lets the promise go. Who decides, and would you be told?"


def _share_of_nothing(written: Written) -> str | None:
    if written.quantity is None or written.unit.strip() not in ("%", "per cent", "percent"):
        return None
    return "A share of what? Write down what the whole is, and how large it is now."


def _counts_meetings(written: Written) -> str | None:
    if written.quantity is None or not (found := _HOLDING_MEETINGS.search(written.unit)):
        return None
    return (
        f"Counting {found[0].casefold()} shows that there were some. What is different "
        "afterwards, and for whom?"
    )


def _points_missing(written: Written) -> str | None:
    described = [bool(words) for words in written.descriptors]
    missing = POINTS - sum(described)
    if not any(described) or not missing:
        return None
    return f"{missing} of the points 0 to 5 have no words. Two people would judge them differently."


def _says_two_figures(written: Written) -> str | None:
    said = figure_in(written.text)
    if said is None or written.quantity is None or said == written.quantity:
        return None
    return f"The words say {said:,}, the figure {written.quantity.normalize():,f}. Which holds?"


def _below_tender(written: Written) -> str | None:
    offered, now = written.tender_quantity, written.quantity
    if offered is None or written.lowering_agreed or (now is not None and now >= offered):
        return None
    return "At tender more was offered than the contract says now. Who agreed to that, and why?"


def _no_kind(written: Written) -> str | None:
    if written.kind is not None:
        return None
    return "Is it about things done, lives changed, or both? Say which, or only things are counted."


def _no_people(written: Written) -> str | None:
    return None if written.beneficiaries else "Who is better off for it, and where are they found?"


def _no_baseline(written: Written) -> str | None:
    if written.kind not in (CommitmentKind.OUTCOME, CommitmentKind.BOTH) or written.baseline:
        return None
    return "Changed from what? Write down how things stand before it begins."


def _nobody_knows(written: Written) -> str | None:
    who = " ".join(written.verifiable_by.casefold().split()).removeprefix("the ")
    if not who:
        return "Who would know that it happened, besides the supplier?"
    if who in ("supplier", "contractor", " ".join(written.supplier.casefold().split())):
        return "Only the supplier would know. Who else sees it happen?"
    return None


def _nothing_shows(written: Written) -> str | None:
    if written.verifiable_from:
        return None
    return "What would show it: a register, a payslip, a photograph, a visit, somebody's word?"


def _no_day(written: Written) -> str | None:
    if written.due_on is None:
        return "Without a day it is never late. When is it due?"
    if written.contract_ends_on and written.due_on > written.contract_ends_on:
        return "It is due after the contract ends. Who will look then?"
    return None


def _no_owner(written: Written) -> str | None:
    return None if written.has_owner else "Who in your organisation looks after it?"


def _no_story_question(written: Written) -> str | None:
    if written.story_question:
        return None
    if written.quantity is None:
        return "How will you hear from the people? Write the one question they are asked."
    return (
        "The number will say how many, not whether it helped. What one question are the people "
        "asked?"
    )


_QUESTIONS: tuple[tuple[About, str, Callable[[Written], str | None]], ...] = (
    (About.WHAT, "quantity", _no_measure),
    (About.WHAT, "text", _vague),
    (About.WHAT, "text", _open),
    (About.WHAT, "unit", _share_of_nothing),
    (About.WHAT, "unit", _counts_meetings),
    (About.WHAT, "descriptors-0", _points_missing),
    (About.WHAT, "quantity", _says_two_figures),
    (About.WHAT, "tender_quantity", _below_tender),
    (About.WHAT, "kind", _no_kind),
    (About.FOR_WHOM, "beneficiaries", _no_people),
    (About.FOR_WHOM, "baseline", _no_baseline),
    (About.BY_WHOM, "verifiable_by", _nobody_knows),
    (About.FROM_WHAT, "verifiable_from", _nothing_shows),
    (About.BY_WHEN, "due_on", _no_day),
    (About.BY_WHEN, "owner", _no_owner),
    (About.HEARING, "story_question", _no_story_question),
)


def _listed(words: Sequence[str]) -> str:
    shown = [f"“{word}”" for word in words[:_SHOWN]]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
