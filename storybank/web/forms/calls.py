"""Forms for asking for stories, and for the numbers to call."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.text import normalise_text, squeeze
from storybank.intake.models import LawfulBasis, Purpose
from storybank.intake.rules import PURPOSE_WORDS
from storybank.places.models import Place
from storybank.telling.models import Call, HelpNumber
from storybank.telling.rules import CALL_NEEDS, NUMBER_NEEDS
from storybank.telling.service import CallTerms
from storybank.web.forms.base import DayField, PlainForm, asks, check_given

BASIS_NAMES = {
    "not_recorded": "Not decided yet",
    "consent": "Consent",
    "public_task": "Public task",
    "legitimate_interests": "Legitimate interests",
}
BASIS_HINTS = {
    "public_task": "You ask because the law gives you this task. Most councils and the NHS.",
    "legitimate_interests": "You ask because it serves your work, and harms nobody’s rights.",
}
NO_CONTRACT = "No one contract"
# The people who run the contract read every story; what else storytellers may be asked to allow.
OFFERED = tuple(one for one in Purpose if one is not Purpose.CONTRACT_MANAGEMENT)


def _line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return normalise_text(value) if isinstance(value, str) else value


class CallForm(PlainForm):
    """A call for stories."""

    order = (
        *("title", "ask", "about", "readers", "contract", "place", "purposes"),
        *("lawful_basis", "basis_note", "opens_on", "closes_on", "slug"),
    )
    title = StringField(
        "What is it called?",
        filters=[_line],
        validators=[asks(CALL_NEEDS["title"])],
        description="Such as “Lunch clubs in Elm Park”.",
    )
    ask = StringField(
        "What do you ask?",
        filters=[_line],
        validators=[asks(CALL_NEEDS["ask"])],
        description="The question, in a few words. It stands large on the page and the poster.",
    )
    about = TextAreaField(
        "Who asks, and why?",
        filters=[_text],
        validators=[asks(CALL_NEEDS["about"])],
        description="Two or three short sentences. What will you do with what people tell you?",
    )
    readers = TextAreaField(
        "Who will read the stories?",
        filters=[_text],
        validators=[asks(CALL_NEEDS["readers"])],
        description="In a sentence, such as “Staff of the council who look after the lunch clubs.”",
    )
    contract = SelectField("Which contract is it about?", validate_choice=False)
    place = StringField(
        "Which place is it about?",
        filters=[_line],
        description="A place from your list. Leave it empty if it is about no one place.",
    )
    purposes = SelectMultipleField(
        "What else do you ask storytellers to allow?",
        choices={one.value: PURPOSE_WORDS[one] for one in OFFERED},
        validate_choice=False,
        description="They choose each for themselves, and nothing is ticked beforehand. The "
        "people who run the contract may read every story that is sent.",
    )
    lawful_basis = RadioField(
        "By what right do you hold the stories?",
        choices=BASIS_NAMES,
        default="not_recorded",
        validate_choice=False,
        description="The lawful basis of your organisation. It is kept apart from what "
        "storytellers allow.",
    )
    basis_note = TextAreaField(
        "A note on that", filters=[_text], description="Such as the law, or where it was assessed."
    )
    opens_on = DayField("From when can people tell their story?")
    closes_on = DayField("Until when?", description="Leave it empty if you set no end.")
    slug = StringField(
        "The end of its address",
        filters=[_line],
        description="Small letters and hyphens, such as lunch-clubs. It stands on the poster and "
        "stays as it is. Leave it empty and it is made of the title.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = [field.name for field in self if field.name not in self.order]
        self._fields: dict[str, Field] = {name: self[name] for name in (*self.order, *rest)}
        if self.opens_on.data is None and not self.is_submitted():
            self.opens_on.data = clock.today()
            self.purposes.data = [one.value for one in OFFERED]

    def offer(self, contracts: Sequence[Contract], held: Contract | None = None) -> None:
        """Offer these contracts, and the one that the call has already."""
        listed = {str(one.public_id): one for one in contracts}
        if held is not None:
            listed[str(held.public_id)] = held
        self._contracts = listed
        titles = {key: one.title for key, one in listed.items()}
        self.contract.choices = {"": NO_CONTRACT, **titles}

    def fill(self, call: Call, contract: Contract | None, place: str) -> None:
        """Show what a call says now."""
        self.title.data, self.ask.data = call.title, call.ask
        self.about.data, self.readers.data = call.about, call.readers
        self.contract.data = str(contract.public_id) if contract else ""
        self.place.data = place
        self.purposes.data = call.purposes
        self.lawful_basis.data, self.basis_note.data = call.lawful_basis.value, call.basis_note
        self.opens_on.data, self.closes_on.data = call.opens_on, call.closes_on

    def validate_opens_on(self, field: DayField) -> None:
        """It begins some day."""
        check_given(field, "Give the first day, such as 27 3 2026.")

    def validate_contract(self, field: SelectField) -> None:
        """One of those listed, or none."""
        if field.data and field.data not in self._contracts:
            field.errors = ["Choose one of the contracts listed, or none."]
            field.data = ""

    def terms(self, place: Place | None) -> CallTerms:
        """What was filled in."""
        basis = {one.value: one for one in LawfulBasis}
        return CallTerms(
            title=self.title.data or "",
            ask=self.ask.data or "",
            about=self.about.data or "",
            readers=self.readers.data or "",
            opens_on=self.opens_on.data or clock.today(),
            closes_on=self.closes_on.data,
            contract=self._contracts.get(self.contract.data or ""),
            place=place,
            purposes=frozenset(one for one in OFFERED if one.value in (self.purposes.data or ())),
            lawful_basis=basis.get(self.lawful_basis.data or "", LawfulBasis.NOT_RECORDED),
            basis_note=self.basis_note.data or "",
        )


class HelpNumberForm(PlainForm):
    """Somebody to call."""

    who = StringField(
        "When should somebody call it?",
        filters=[_line],
        validators=[asks(NUMBER_NEEDS["who"])],
        description="As a storyteller would say it, with whose number it is. Such as “Someone is "
        "in danger now”, or “You are worried about a child (NSPCC)”.",
    )
    number = StringField(
        "The number",
        filters=[_line],
        validators=[asks(NUMBER_NEEDS["number"])],
        description="Such as 0800 1111.",
    )
    hours = StringField(
        "When do they answer?",
        filters=[_line],
        description="Such as “Any time, day or night”. Leave it empty if you are not sure.",
    )
    whose = SelectField("Who is shown it?", validate_choice=False)

    def offer(self, organisations: Mapping[str, str]) -> None:
        """Offer it to the storytellers of every organisation here, or of one."""
        self.whose.choices = {"": "Everybody", **organisations}

    def fill(self, entry: HelpNumber) -> None:
        """Show what is kept."""
        self.who.data, self.number.data, self.hours.data = entry.who, entry.number, entry.hours
