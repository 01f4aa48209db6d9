"""The forms of a panel that chooses stories of most significant change."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from storybank.commitments.models import Contract
from storybank.verification.models import SelectionPanel
from storybank.verification.selecting import split_domains
from storybank.verification.service.panels import PanelTerms
from storybank.web.forms.base import DayField, PlainForm, stripped

ANY = ""
QUESTION = "Looking back over this time, what was the most significant change for people here?"


class PanelForm(PlainForm):
    """What a panel is about."""

    title = StringField("What is the panel called?", filters=[stripped])
    question = TextAreaField("Which question does it answer?", filters=[stripped], default=QUESTION)
    domains = TextAreaField(
        "In which domains does it choose?",
        filters=[stripped],
        description="One a line, such as “Changes in people’s health”. A last one for “Any other "
        "change” keeps room for what nobody foresaw.",
    )
    contract = SelectField("Stories of which contract?", validate_choice=False)
    from_on = DayField("Told from", description="Leave all boxes empty for any time.")
    to_on = DayField("Told up to")

    def offer(self, contracts: Sequence[Contract]) -> None:
        """Let one of these contracts be chosen, or all."""
        titles = {str(one.public_id): one.title for one in contracts}
        self.contract.choices = {ANY: "All contracts", **titles}

    def terms(self, contract: Contract | None) -> PanelTerms:
        """What was typed, for the service."""
        return PanelTerms(
            title=self.title.data or "",
            question=self.question.data or "",
            domains=split_domains(self.domains.data or ""),
            contract=contract,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )

    @staticmethod
    def filled(panel: SelectionPanel, contract: Contract | None) -> dict[str, Any]:
        """What is known of a panel, as the form holds it."""
        return {
            "title": panel.title,
            "question": panel.question,
            "domains": "\n".join(panel.domains),
            "contract": str(contract.public_id) if contract else ANY,
            "from_on": panel.from_on,
            "to_on": panel.to_on,
        }


class SittingForm(PlainForm):
    """A sitting: when, and who sat."""

    held_on = DayField("When did the panel sit?", description="For example, 27 3 2026.")
    sat = TextAreaField(
        "Who sat?",
        filters=[stripped],
        description="Names or parts, such as “two residents, the youth worker, a councillor”.",
    )
    note = TextAreaField("Anything to remember of this sitting?", filters=[stripped])


class PutBeforeForm(PlainForm):
    """Stories to put before a sitting, and in which domain."""

    stories = SelectMultipleField("Stories", validate_choice=False)
    domain = SelectField("In which domain?", validate_choice=False)


class ChoiceForm(PlainForm):
    """Whether the panel chose a story, and why."""

    choice = RadioField(
        "Did the panel choose this story?",
        choices={"yes": "Chosen", "no": "Not chosen"},
        validators=[InputRequired("Say whether the panel chose the story.")],
    )
    reason = TextAreaField(
        "Why?",
        filters=[stripped],
        description="What made it significant, or what spoke for another. The storyteller is told.",
    )


class TellBackForm(PlainForm):
    """How a storyteller heard what the panel said."""

    told_on = DayField(
        "When did they hear?", description="Leave it empty if they could not be told."
    )
    how = TextAreaField(
        "How did they hear, or why could they not?",
        filters=[stripped],
        description="Such as “by phone, by the youth worker who took the story down”.",
    )
