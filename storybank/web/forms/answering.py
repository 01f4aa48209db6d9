"""Forms of answering: what an organisation says to a story, and how it is some months on."""

from typing import Any

from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from storybank.answering.models import AnswerChange, Lasted
from storybank.answering.rules import CHANGE_WORDS, AnswerGiven
from storybank.core.errors import RuleBroken
from storybank.nlp.identifiers import find_identifiers
from storybank.web.forms.base import DayField, PlainForm, add_error, stripped

ASK_CHANGE = "Choose whether anything changes because of this story."


class AnswerForm(PlainForm):
    """What an organisation says to a story, and what it changes because of it."""

    words = TextAreaField(
        "Your answer",
        [DataRequired("Write your answer: whoever told the story reads it.")],
        filters=[stripped],
        description="Write to the person who told it. Name nobody: boards that may read the story "
        "read your answer too.",
    )
    change = RadioField(
        "Does anything change because of this story?",
        [InputRequired(ASK_CHANGE)],
        choices={one.value: words for one, words in CHANGE_WORDS.items()},
    )
    plan_words = StringField(
        "What you plan to change, in one line",
        filters=[stripped],
        description="For example: the bus to the lunch club runs on Saturdays too.",
    )
    due_on = DayField(
        "By when, if you can say",
        description="Whoever told the story sees this day. You are reminded when it has gone.",
    )
    made_words = StringField(
        "What you changed, in one line",
        filters=[stripped],
        description="For example: the bus to the lunch club runs on Saturdays too.",
    )
    evidence = StringField(
        "What shows that it is done",
        filters=[stripped],
        description="For example: the timetable from 4 May, on the council’s page. It is shown "
        "with the answer, and whoever told the story can say that it is not so.",
    )
    names_are_meant = BooleanField("I know what I named, and everybody who reads this may read it")

    def given(self) -> AnswerGiven:
        """What was filled in; only the part of it that goes with what was chosen."""
        change = AnswerChange(self.change.data)
        planned = change is AnswerChange.PLANNED
        return AnswerGiven(
            words=self.words.data or "",
            change=change,
            change_words=(self.plan_words.data if planned else self.made_words.data) or "",
            evidence=self.evidence.data or "",
            due_on=self.due_on.data,
        )

    def validate(self, **kwargs: Any) -> bool:
        """Check what goes with what was chosen; the parts not chosen may hold anything."""
        fine = bool(super().validate(**kwargs))
        if self.change.data != AnswerChange.PLANNED.value and self.due_on.errors:
            self.due_on.errors = []
            fine = not self.errors
        if self.names and not self.names_are_meant.data:
            self.words.errors = [
                *self.words.errors,
                f"“{self.names[0]}” looks like a name or another personal detail. Take it out, or "
                "say below that it is meant to be read.",
            ]
            return False
        return fine

    @property
    def names(self) -> list[str]:
        """What looks like somebody's name, number or address in what was typed."""
        typed = [self.words, self.plan_words, self.made_words, self.evidence]
        text = "\n".join(field.data for field in typed if field.data)
        return [one.text for one in find_identifiers(text, "case_study")]

    def show(self, error: RuleBroken) -> None:
        """Show a broken rule where its words stand."""
        if error.field == "change_words":
            planned = self.change.data == AnswerChange.PLANNED.value
            error.field = "plan_words" if planned else "made_words"
        add_error(self, error)


class TakeBackForm(PlainForm):
    """Taking an answer back: nothing is asked but to confirm it."""


class SaidAgainForm(PlainForm):
    """What somebody said when they were asked again, written down by whoever asked."""

    lasted = RadioField(
        "Has what changed for them lasted?",
        [InputRequired("Choose how it is now.")],
        choices={
            Lasted.YES.value: "Yes, it has lasted",
            Lasted.PARTLY.value: "In part",
            Lasted.NO.value: "No, it has not",
        },
    )
    words = TextAreaField(
        "How it is now, in their words",
        filters=[stripped],
        description="Leave this empty if they said nothing more. What you write is taken in as a "
        "new story of the same person, and somebody reads and accepts it like any other.",
    )
    agreed = BooleanField(
        "They agree that these words are used for what they allowed of their first story"
    )

    def validate(self, **kwargs: Any) -> bool:
        """Words are used only where whoever said them agrees."""
        fine = bool(super().validate(**kwargs))
        if self.words.data and not self.agreed.data:
            self.agreed.errors = [
                *self.agreed.errors,
                "Ask them whether their words may be used. If not, leave the words out.",
            ]
            return False
        return fine
