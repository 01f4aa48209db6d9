"""Forms for how long things are kept, and for legal holds."""

import re
from typing import Any
from uuid import UUID

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import ValidationError

from storybank.web.forms.base import PlainForm, asks, check_given, stripped

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class DaysField(IntegerField):
    """A number of days as people write it: 90, or 2,190."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, with or without commas.

        Raises:
            ValueError: it is no whole number.
        """
        typed = re.sub(r"[,\s]", "", valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"\d{1,6}", typed, re.ASCII):
            raise ValueError("Write a whole number of days, such as 90.")
        self.data = int(typed)


class RuleForm(PlainForm):
    """How long an organisation keeps one kind of thing, and why."""

    days = DaysField("How many days?", description="A year is 365 days; six years are 2,190.")
    why = TextAreaField(
        "Why so long?", description="For whoever asks in some years. It stands beside the rule."
    )

    def validate_days(self, field: Any) -> None:
        """A number was given."""
        check_given(field, "Give a number of days.")


class DisposeForm(PlainForm):
    """The sum of the list that a person looked at before they dispose of it."""

    seen = HiddenField()


class PlaceHoldForm(PlainForm):
    """What is to be kept whatever happens, and why."""

    reference = StringField(
        "Which story?",
        description="Paste its address, or the long number at the end of it.",
        filters=[stripped],
    )
    contract = StringField(
        "Or everything told about one contract",
        description="The contract’s reference. Stories sent later are not held by this.",
        filters=[stripped],
    )
    why = TextAreaField(
        "Why must it be kept?",
        validators=[asks("Say why, for whoever asks in some years.")],
        description="Such as a claim or an inquiry.",
    )

    def validate_reference(self, field: Any) -> None:
        """One of the two is given, and what is given can be read."""
        if not field.data and not self.contract.data:
            raise ValidationError("Say which story, or which contract.")
        if field.data and self.contract.data:
            raise ValidationError("Give a story or a contract, not both.")
        if field.data and self.public_id is None:
            raise ValidationError("Paste the whole address of the story.")

    @property
    def public_id(self) -> UUID | None:
        """The public id in what was pasted: the last one, as addresses end with it."""
        found = _ID.findall(self.reference.data or "")
        return UUID(found[-1]) if found else None


class LiftHoldForm(PlainForm):
    """Why a hold is not needed any more."""

    why = TextAreaField("Why is the hold not needed any more?")
