"""When a story may be shared wider, and what a person asks of it before. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storybank.accounts.rules import Actor
from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose
from storybank.stories.models import Story
from storybank.stories.rules import Allowed, Scope

LONGEST_NOTE = 1000
UNANSWERED = "Answer this, even if the answer is no."
WIDER = (Purpose.PUBLIC, Purpose.RESEARCH_EXPORT)
"""What the check comes before: everybody, and researchers."""
PUBLIC_SCOPE: Scope = (Allowed(purpose=Purpose.PUBLIC, prepared=True),)


class Found(StrEnum):
    """What was found on asking one question."""

    NO = "no"
    DEALT_WITH = "dealt_with"
    YES = "yes"


@dataclass(frozen=True)
class Question:
    """One thing a determined stranger would try."""

    key: str
    words: str
    hint: str


# After the "motivated intruder" of the ICO's guidance on anonymisation (March 2025): somebody
# without special knowledge, who searches, asks around, and wants to know. In our own words.
QUESTIONS = (
    Question(
        "neighbour",
        "Would a neighbour or a colleague know who this is?",
        "Think of where, when, age, job and family together.",
    ),
    Question(
        "rare",
        "Is there anything rare in it?",
        "An unusual illness, job, family or event; the only one, or the first one.",
    ),
    Question(
        "searched",
        "Did you find them when you searched?",
        "Search the web, the local paper and social media for its facts before you answer.",
    ),
    Question(
        "others",
        "Does it tell of somebody else who did not agree?",
        "A child, a neighbour, a named member of staff.",
    ),
    Question(
        "harm",
        "Could somebody use it against the person who told it?",
        "A former partner, a landlord, an employer.",
    ),
)


def publishing_scope(actor: Actor, purpose: Purpose) -> Scope:
    """The stories an actor may check for one purpose, and share."""
    owner = None if actor.everywhere else actor.organisation_id
    return (Allowed(purpose=purpose, owner_id=owner, unplaced=False, prepared=True),)


def may_share(answers: Mapping[str, Found]) -> bool:
    """Whether every question was asked, and nothing that was found is left as it is."""
    return all(answers.get(one.key) in (Found.NO, Found.DEALT_WITH) for one in QUESTIONS)


def check_answers(answers: Mapping[str, Found | None], note: str) -> None:
    """Every question must be answered, and what was dealt with explained.

    Raises:
        RuleBroken: one is not; ``field`` is the first question that lacks an answer.
    """
    for one in QUESTIONS:
        if answers.get(one.key) is None:
            raise RuleBroken(UNANSWERED, field=one.key)
    said = note.strip()
    if len(said) > LONGEST_NOTE:
        raise RuleBroken(f"Use {LONGEST_NOTE:,} characters or fewer.", field="note")
    if Found.DEALT_WITH in answers.values() and not said:
        raise RuleBroken("Say how you dealt with it.", field="note")


@dataclass(frozen=True)
class Ready:
    """What stands in the way of sharing a story; empty where nothing does."""

    reasons: Sequence[str]

    def __bool__(self) -> bool:
        return not self.reasons


def ready_to_share(
    story: Story, *, allowed: bool, has_details: bool, checked: bool, wants: Purpose
) -> Ready:
    """What still has to be done before a story is shared for a purpose, in order."""
    reasons = []
    if not allowed:
        to_whom = "the public" if wants is Purpose.PUBLIC else "researchers"
        reasons.append(f"The storyteller has not allowed it for {to_whom}.")
    if has_details and story.masked_by_id is None:
        reasons.append("Nobody has looked at the personal details that the machine noticed.")
    if story.prepared_version != story.current_version:
        reasons.append("Storybank has not read its newest words yet.")
    if story.wants_check and story.checked_version != story.current_version:
        reasons.append("The storyteller asked to see these words first, and has not agreed yet.")
    if not checked:
        reasons.append("Nobody has asked yet whether a stranger could find out who this is.")
    return Ready(tuple(reasons))


def check_ready(ready: Ready) -> None:
    """Nothing may stand in the way.

    Raises:
        RuleBroken: something does; the message says what comes first.
    """
    if not ready:
        raise RuleBroken(f"It cannot be shared yet. {ready.reasons[0]}")


def quarter_of(day: date) -> tuple[date, date]:
    """The first day of a day's quarter, and the first of the next one."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(day.year + first.month // 10, (first.month + 3 - 1) % 12 + 1, 1)
    return first, after
