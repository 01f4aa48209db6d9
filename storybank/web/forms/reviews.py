"""Forms of running a contract: reviews, actions, ratings, shortfalls, pledges."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from storybank.commitments.models import Commitment, Contract
from storybank.reviews.models import (
    PledgeResult,
    RatingWord,
    ShortfallStatus,
    Side,
)
from storybank.reviews.rules import RATING_NAMES
from storybank.web.forms.base import DayField, PlainForm, stripped
from storybank.web.forms.review_words import (
    RESULT_NAMES,
    SETTLED_WORDS,
    SIDE_NAMES,
)

NONE = ""


class GivenDay(DayField):
    """A day that must be given; ``ask`` is told where it is not."""

    def __init__(self, label: str, ask: str, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, validators=[_given(ask)], description=hint, **kwargs)

    @property
    def day(self) -> date:
        """The day of a form that was found valid."""
        assert self.data is not None
        return self.data


def words(label: str, ask: str, hint: str = "") -> TextAreaField:
    """A box for a few sentences that must not be empty."""
    return TextAreaField(label, [DataRequired(ask)], filters=[stripped], description=hint)


def line(label: str, ask: str, hint: str = "") -> StringField:
    """A box for one line that must not be empty."""
    return StringField(label, [DataRequired(ask)], filters=[stripped], description=hint)


class CalendarForm(PlainForm):
    """How often a contract is reviewed."""

    every_months = SelectField(
        "How often",
        coerce=int,
        choices={
            "1": "Every month",
            "2": "Every two months",
            "3": "Every three months",
            "4": "Every four months",
            "6": "Every six months",
            "12": "Every year",
            "24": "Every two years",
        },
        default=3,
    )
    first_on = GivenDay(
        "First review",
        "Say when the first review is, or was.",
        "For example, 1 7 2026. The others are counted from this day.",
    )


class DueForm(PlainForm):
    """On which day a review is to be held."""

    due_on = GivenDay("Day of the review", "Say when it is.", "For example, 14 9 2026.")


class HoldForm(PlainForm):
    """The record of a review; the notes on each item of the agenda are boxes of their own."""

    held_on = GivenDay("Day it was held", "Say when it was held.", "For example, 14 9 2026.")
    attended = TextAreaField(
        "Who was there",
        [DataRequired("Say who was there, from both sides.")],
        filters=[stripped],
        description="From both sides. Supplier’s people need no account.",
    )
    notes = TextAreaField("Anything else that was said", filters=[stripped])


class CheckInForm(PlainForm):
    """A light note between reviews."""

    held_on = GivenDay("When", "Say when it was.", "For example, 14 9 2026.")
    spoke_to = line("Who you were in touch with", "Say who you were in touch with.")
    note = words(
        "What it was about",
        "Say in a line or two what it was about.",
        "A line or two. Name no storyteller.",
    )


class ActionForm(PlainForm):
    """What was agreed."""

    text = words("What was agreed", "Write what was agreed.", "One thing that can be done.")
    side = RadioField(
        "Whose it is",
        choices={side.value: SIDE_NAMES[side] for side in Side},
        validators=[InputRequired("Choose whose it is.")],
    )
    owner = line("Who will do it", "Name who will do it.", "A name. They need no account here.")
    due_on = GivenDay("By when", "Say by when it will be done.", "For example, 30 9 2026.")
    commitment = SelectField(
        "Which promise it bears on",
        default=NONE,
        description="Choose one if you can: then the stories linked to it are answered by this.",
    )

    def offer(self, promises: Sequence[Commitment]) -> None:
        """Let one of these promises be chosen, or none."""
        self.commitment.choices = [
            (NONE, "The contract as a whole"),
            *((str(one.public_id), f"{one.ref}: {shortened(one.text)}") for one in promises),
        ]


class FinishForm(PlainForm):
    """That something agreed is done."""

    done_on = GivenDay("When it was done", "Say when it was done.", "For example, 30 9 2026.")
    outcome = words("What came of it", "Say what came of it.", "So that others need not ask again.")


class RatingForm(PlainForm):
    """How the supplier did in a period, and the passages it rests on."""

    from_on = GivenDay(
        "First day of the period", "Say when the period begins.", "For example, 1 4 2025."
    )
    to_on = GivenDay(
        "Last day of the period", "Say when the period ends.", "For example, 31 3 2026."
    )
    word = RadioField(
        "How did the supplier do?",
        choices={word.value: RATING_NAMES[word] for word in RatingWord},
        validators=[InputRequired("Choose the word that fits.")],
        description="In the words of the Procurement Act 2023.",
    )
    reason = words(
        "Why", "Say why. Whoever is rated will read it, and so will boards.", "Name no storyteller."
    )
    footnotes = SelectMultipleField(
        "Words it rests on",
        validate_choice=False,
        description="Passages that people attached. Choose those that show it best, for and "
        "against.",
    )


class NoticeForm(PlainForm):
    """Notice that a promise is not kept."""

    noticed_on = GivenDay(
        "Day of the notice", "Say when notice was given.", "For example, 14 9 2026."
    )
    notice = words(
        "What is missing",
        "Say what was promised, and what is missing.",
        "What was promised, what there is, and how you know.",
    )


class RemedyPlanForm(PlainForm):
    """How a shortfall will be put right."""

    plan = words("How it will be put right", "Say how it will be put right, and by whom.")
    plan_due_on = GivenDay("By when", "Say by when.", "For example, 31 12 2026.")


class SettleForm(PlainForm):
    """How a shortfall ended."""

    status = RadioField(
        "How was it settled?",
        choices={status.value: SETTLED_WORDS[status] for status in SETTLED_WORDS},
        validators=[InputRequired("Choose how it was settled.")],
    )
    remedy = words("What was done", "Say what was done, or why the notice is taken back.")
    settled_on = GivenDay("When", "Say when it was settled.", "For example, 31 12 2026.")

    def chosen(self) -> ShortfallStatus:
        """The way it was settled."""
        return ShortfallStatus(self.status.data)


class PledgeForm(PlainForm):
    """A personal promise of an officer."""

    made_by = line("Who pledges it", "Say who pledges it.", "Name and post.")
    text = words(
        "The pledge",
        "Write the pledge in the words of whoever makes it.",
        "In their own words: something they will do themselves.",
    )
    made_on = GivenDay("When", "Say when it was made.", "They are asked twelve months later.")
    contract = SelectField("Contract, if it is about one", default=NONE)

    def offer(self, contracts: Sequence[Contract]) -> None:
        """Let one of these contracts be chosen, or none."""
        self.contract.choices = [
            (NONE, "No contract in particular"),
            *((str(one.public_id), f"{one.reference}: {one.title}") for one in contracts),
        ]


class FollowUpForm(PlainForm):
    """What became of a pledge."""

    result = RadioField(
        "Was it kept?",
        choices={result.value: RESULT_NAMES[result] for result in PledgeResult},
        validators=[InputRequired("Choose what became of it.")],
    )
    barrier = TextAreaField(
        "What stood in the way",
        filters=[stripped],
        description="Must be answered unless it was kept. It is shown to colleagues, so that "
        "they can learn from it. Nobody is blamed.",
    )
    note = TextAreaField("What came of it", filters=[stripped])


def shortened(text: str, longest: int = 90) -> str:
    """Words of a promise for a list to choose from."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _given(ask: str) -> Callable[[Any, Any], None]:
    def check(_form: PlainForm, field: DayField) -> None:
        # What was typed and could not be read has its own error already.
        if field.data is None and not field.process_errors:
            raise ValidationError(ask)

    return check
