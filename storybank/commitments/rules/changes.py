"""What a change of a promise must be, what lowers it, and who may agree to that. Pure.

A promise is told as plain values by name, the way ``CommitmentChange`` keeps them: numbers and
days as text, lists as lists, nothing as None.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from storybank.commitments.rules.sizes import LONGEST_NOTE
from storybank.commitments.rules.wording import day_in, figure_in, hedges, words_gone
from storybank.core.errors import NotAllowed, RuleBroken

Told = Mapping[str, Any]
_HOW_ASKED = ("story_question", "verifiable_by", "verifiable_from", "baseline")


class Lowering(StrEnum):
    """A way in which less is promised than before."""

    LESS = "less"
    NO_FIGURE = "no_figure"
    UNIT = "unit"
    LATER = "later"
    NO_DAY = "no_day"
    KIND = "kind"
    INHERENT = "inherent"
    TENDER = "tender"
    BENEFICIARIES = "beneficiaries"
    DESCRIPTORS = "descriptors"
    WORDS_LESS = "words_less"
    WORDS_OPEN = "words_open"
    WORDS_GONE = "words_gone"
    UNASKED = "unasked"
    WITHDRAWN = "withdrawn"


def check_reason(
    reason: str, ask: str = "Say why the promise is changed; the reason stays on record."
) -> None:
    """What changes the record needs a reason, which everybody after will read.

    Raises:
        RuleBroken: none was given, or it is a letter; ``ask`` says what is asked for.
    """
    if not reason.strip():
        raise RuleBroken(ask, field="reason")
    if len(reason) > LONGEST_NOTE:
        raise RuleBroken(f"Use {LONGEST_NOTE:,} characters or fewer.", field="reason")


def lowerings(before: Told, after: Told, *, ends_on: date | None = None) -> list[Lowering]:
    """In which ways less is promised afterwards, or may be.

    Empty where nothing is lowered: more, sooner, or clearer. What is only said otherwise cannot
    be told from less, so a second person looks at it. ``ends_on``: when the contract ends, by
    which a promise without a day of its own is due.
    """
    asked = (
        (Lowering.WITHDRAWN, bool(after.get("withdrawn_on")) and not before.get("withdrawn_on")),
        *_of_figures(before, after),
        *_of_days(before, after, ends_on),
        (Lowering.KIND, _kind_lost(before.get("kind"), after.get("kind"))),
        (
            Lowering.INHERENT,
            before.get("additionality") == "additional" != after.get("additionality"),
        ),
        (Lowering.BENEFICIARIES, _fewer_people(before, after)),
        (Lowering.DESCRIPTORS, _descriptors(after) < _descriptors(before)),
        (Lowering.WORDS_LESS, _words_say_less(before, after)),
        (Lowering.WORDS_OPEN, bool(set(hedges(_text(after))) - set(hedges(_text(before))))),
        (Lowering.WORDS_GONE, bool(words_gone(_text(before), _text(after)))),
        (Lowering.UNASKED, any(before.get(one) and not after.get(one) for one in _HOW_ASKED)),
    )
    return [lowering for lowering, found in asked if found]


def kept_beside(changed: Collection[str]) -> list[str]:
    """What is kept with a change though it stays: without it the change could not be judged.

    A figure means nothing without what is counted, nor words without the figure and the day.
    """
    beside = {
        "quantity": ("unit",),
        "unit": ("quantity",),
        "text": ("quantity", "unit", "due_on"),
    }
    wanted = dict.fromkeys(one for name in changed for one in beside.get(name, ()))
    return [name for name in wanted if name not in changed]


def may_be_no_lowering(found: list[Lowering]) -> bool:
    """Whether the second person may say that nothing is lowered, only said or counted otherwise."""
    return bool(found) and set(found) <= {Lowering.UNIT, Lowering.WORDS_GONE}


def check_second_person(proposed_by: int | None, decided_by: int | None) -> None:
    """Whoever agrees to a change has a name, and is not the one who proposed it.

    Raises:
        NotAllowed: it is the same person, or nobody by name.
    """
    if decided_by is None:
        raise NotAllowed("A second person has to agree to this by name, signed in on the pages.")
    if proposed_by == decided_by:
        raise NotAllowed(
            "You proposed this change, so somebody else has to agree to it. Ask a colleague who "
            "manages contracts."
        )


def _of_figures(before: Told, after: Told) -> tuple[tuple[Lowering, bool], ...]:
    old, new = _number(before, "quantity"), _number(after, "quantity")
    tender, tender_now = _number(before, "tender_quantity"), _number(after, "tender_quantity")
    other_unit = old is not None and new is not None and _unit(before) != _unit(after)
    return (
        (Lowering.NO_FIGURE, old is not None and new is None),
        (Lowering.UNIT, other_unit),
        # What is counted in other things cannot be compared: the second person looks at both.
        (Lowering.LESS, old is not None and new is not None and not other_unit and new < old),
        (Lowering.TENDER, tender is not None and (tender_now is None or tender_now < tender)),
    )


def _of_days(before: Told, after: Told, ends_on: date | None) -> tuple[tuple[Lowering, bool], ...]:
    old, new = _day(before), _day(after)
    due = old or ends_on
    return (
        (Lowering.NO_DAY, old is not None and new is None),
        (Lowering.LATER, due is not None and new is not None and new > due),
    )


def _kind_lost(old: str | None, new: str | None) -> bool:
    return old in ("outcome", "both") and new not in (old, "both")


def _fewer_people(before: Told, after: Told) -> bool:
    old, new = before.get("beneficiaries") or "", after.get("beneficiaries") or ""
    return (bool(old) and not new) or _falls(figure_in(old), figure_in(new))


def _words_say_less(before: Told, after: Told) -> bool:
    old, new = _text(before), _text(after)
    if old == new:
        return False
    was, becomes = figure_in(old), figure_in(new)
    gone = was is not None and becomes is None and _number(after, "quantity") is None
    day, day_now = day_in(old), day_in(new)
    later = day is not None and day_now is not None and day_now > day
    lost = day is not None and day_now is None and _day(after) is None
    return gone or _falls(was, becomes) or later or lost


def _falls(old: Decimal | None, new: Decimal | None) -> bool:
    return old is not None and new is not None and new < old


def _descriptors(told: Told) -> int:
    return sum(bool(words) for words in told.get("descriptors") or ())


def _text(told: Told) -> str:
    return told.get("text") or ""


def _number(told: Told, name: str) -> Decimal | None:
    value = told.get(name)
    return None if value in (None, "") else Decimal(value)


def _day(told: Told) -> date | None:
    value = told.get("due_on")
    return date.fromisoformat(value) if value else None


def _unit(told: Told) -> str:
    """What is counted, so that capitals, spaces and a plural make no other unit."""
    words = " ".join((told.get("unit") or "").casefold().split())
    return " ".join(word.removesuffix("s") for word in words.split())
