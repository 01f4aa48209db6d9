"""What an answer must be, who gives one, and when somebody is asked again. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from storybank.accounts.rules import Actor
from storybank.answering.models import Answer, AnswerChange, Lasted
from storybank.core.errors import NotAllowed, RuleBroken

LONGEST_ANSWER = 4000
LONGEST_LINE = 500
# Storytellers are asked again after so many months, where they agreed.
MONTHS = (6, 12)
# Asked and not heard of for so long: a person may ask again, the machine does not.
FURTHEST_DAY = timedelta(days=5 * 366)

CHANGE_WORDS = {
    AnswerChange.NONE: "Nothing changes because of it",
    AnswerChange.PLANNED: "We plan to change something",
    AnswerChange.MADE: "We changed something",
}
LASTED_WORDS = {
    Lasted.YES: "it lasted",
    Lasted.PARTLY: "it lasted in part",
    Lasted.NO: "it did not last",
}


@dataclass(frozen=True)
class AnswerGiven:
    """What an organisation says to a story, and what it changes because of it."""

    words: str
    change: AnswerChange = AnswerChange.NONE
    change_words: str = ""
    evidence: str = ""
    due_on: date | None = None

    def tidy(self) -> "AnswerGiven":
        """The same, without white space around it and without what its kind does not have."""
        changes = self.change is not AnswerChange.NONE
        return AnswerGiven(
            words=self.words.strip(),
            change=self.change,
            change_words=" ".join(self.change_words.split()) if changes else "",
            evidence=" ".join(self.evidence.split()) if self.change is AnswerChange.MADE else "",
            due_on=self.due_on if self.change is AnswerChange.PLANNED else None,
        )


def check_answer(given: AnswerGiven, today: date) -> None:
    """An answer says something; a change says what it is, and one that is made what shows it.

    Raises:
        RuleBroken: something is missing or too long; ``field`` says which.
    """
    if not given.words:
        raise RuleBroken("Write your answer: whoever told the story reads it.", field="words")
    if len(given.words) > LONGEST_ANSWER:
        raise RuleBroken(
            f"Use {LONGEST_ANSWER:,} characters or fewer: this is an answer, not a report.",
            field="words",
        )
    if given.change is AnswerChange.NONE:
        return
    if not given.change_words:
        raise RuleBroken("Say in one line what changes.", field="change_words")
    if given.change is AnswerChange.MADE and not given.evidence:
        raise RuleBroken(
            "Say what shows that it is done, such as a date, a document or a place. "
            "If nothing shows it yet, choose that you plan it.",
            field="evidence",
        )
    for name in ("change_words", "evidence"):
        if len(getattr(given, name)) > LONGEST_LINE:
            raise RuleBroken(f"Use {LONGEST_LINE} characters or fewer.", field=name)
    if given.due_on is not None and not today <= given.due_on <= today + FURTHEST_DAY:
        raise RuleBroken(
            "Give a day to come, within five years, or leave the day empty.", field="due_on"
        )


def check_follows(old: Answer, followed: Collection[int]) -> None:
    """What comes of a plan is said of a plan that stands, and that nothing followed yet.

    Raises:
        RuleBroken: it was no plan, was taken back, or somebody said already what came of it.
    """
    if old.change is not AnswerChange.PLANNED or old.taken_back_at is not None:
        raise RuleBroken("That answer plans nothing, so nothing can come of it.")
    if old.id in followed:
        raise RuleBroken("Somebody has said already what came of this plan.")


def may_answer(actor: Actor, *, sender_id: int, runs_contract: bool) -> bool:
    """Whether this is the organisation that sent the story, or the one that runs its contract."""
    return actor.everywhere or runs_contract or actor.organisation_id == sender_id


def check_may_answer(actor: Actor, *, sender_id: int, runs_contract: bool) -> None:
    """Only whoever sent a story, or runs its contract, answers it.

    Raises:
        NotAllowed: the actor's organisation does neither.
    """
    if not may_answer(actor, sender_id=sender_id, runs_contract=runs_contract):
        raise NotAllowed(
            "The organisation that sent a story answers it, or the one that runs its contract. "
            "Yours does neither."
        )


def due_after(told_on: date, months: int) -> date:
    """The day so many months later; the last day of the month where it has no such day.

    Raises:
        RuleBroken: people are not asked again after so many months.
    """
    if months not in MONTHS:
        raise RuleBroken("People are asked again after 6 or 12 months.", field="months")
    years, month = divmod(told_on.month - 1 + months, 12)
    first = date(told_on.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(told_on.day, last.day))


def check_dispute(words: str) -> None:
    """Whoever says that a change is not so says why, in few words or many.

    Raises:
        RuleBroken: there are no words, or far too many.
    """
    if not words.strip():
        raise RuleBroken("Tell us what is not so.", field="words")
    if len(words) > LONGEST_ANSWER:
        raise RuleBroken(f"Use {LONGEST_ANSWER:,} characters or fewer.", field="words")
