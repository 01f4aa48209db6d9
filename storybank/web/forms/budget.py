"""Forms of the social value budget: what a department says of its year, and an amount of money."""

from typing import Any

from wtforms import StringField, TextAreaField

from storybank.reports.models import BudgetNarrative
from storybank.web.forms.base import AmountField, DayField, PlainForm, stripped


class NarrativeForm(PlainForm):
    """What a department says of its year, beside its figures."""

    words = TextAreaField(
        "What was this year for the people you work for?",
        filters=[stripped],
        description="What changed, what did not, and what the figures leave out. Your own words: "
        "name and quote no storyteller here.",
    )
    committed = TextAreaField(
        "Resources committed",
        filters=[stripped],
        description="In kind and number: staff, days, rooms, things. For example, 2 officers, 40 "
        "days of a trainer, the hall on Tuesdays. Leave it empty if there were none.",
    )

    def begin_from(self, narrative: BudgetNarrative) -> None:
        """Begin with what was said before."""
        self.words.data, self.committed.data = narrative.words, narrative.committed

    def told(self) -> dict[str, str]:
        """What was typed, as the service's arguments."""
        return {"words": self.words.data or "", "committed": self.committed.data or ""}


class MoneyForm(PlainForm):
    """An amount of money, and all that must be said of it."""

    amount = AmountField("Amount in pounds", description="For example, 12,500.")
    says = StringField(
        "What is it an amount of?",
        filters=[stripped],
        description="For example, wages of the four apprentices.",
    )
    method = TextAreaField(
        "How was it worked out?",
        filters=[stripped],
        description="So that somebody else could work it out again, and from what.",
    )
    author = StringField(
        "Who worked it out, and stands for it?",
        filters=[stripped],
        description="A person with their body.",
    )
    worked_out_on = DayField("When was it worked out?", description="For example, 31 3 2026.")
    caveat = TextAreaField(
        "What does it not show?",
        filters=[stripped],
        description="Every such amount has limits. This stands beside it wherever it is shown.",
    )

    def told(self) -> dict[str, Any]:
        """What was typed, as the service's arguments."""
        return {
            "amount": self.amount.data,
            "says": self.says.data or "",
            "method": self.method.data or "",
            "author": self.author.data or "",
            "worked_out_on": self.worked_out_on.data,
            "caveat": self.caveat.data or "",
        }
