"""Forms of what is reported as delivered."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from storybank.commitments.models import Commitment
from storybank.commitments.rules import POINTS
from storybank.commitments.service import ReturnCover
from storybank.web.forms.base import AmountField, DayField, PlainForm, check_given, stripped


class DeliveryForm(PlainForm):
    """What the supplier reports to have done in a period."""

    from_on = DayField(
        "First day of the period",
        description="For example, 1 4 2026.",
    )
    to_on = DayField(
        "Last day of the period",
        description="For example, 30 6 2026.",
    )
    quantity = AmountField("How much was delivered")
    points = RadioField("How far it was kept", choices=[], validate_choice=False)
    source = StringField(
        "Where the figure comes from",
        [DataRequired("Say where the figure comes from, such as the supplier's return for July.")],
        filters=[stripped],
        description="For example, the supplier's return for July.",
    )
    overlap_seen = HiddenField()

    def validate_from_on(self, field: DayField) -> None:
        """The period begins on some day."""
        check_given(field, "Say when the period begins.")

    def validate_to_on(self, field: DayField) -> None:
        """The period ends on some day."""
        check_given(field, "Say when the period ends.")

    def for_promise(self, promise: Commitment) -> None:
        """Ask for points where the promise is not counted, or for a number where it is."""
        if promise.quantity is not None or promise.unit:
            del self.points
            return
        words = [*promise.descriptors, *[""] * POINTS][:POINTS]
        self.points.choices = [
            (str(point), f"{point}: {said}" if said else str(point))
            for point, said in enumerate(words)
        ]

    def told(self) -> dict[str, Any]:
        """What was typed, as the service's arguments."""
        points = self.points.data if "points" in self else None
        return {
            "from_on": self.from_on.data,
            "to_on": self.to_on.data,
            "quantity": self.quantity.data,
            "points": int(points) if points else None,
            "source": self.source.data,
        }


class CorrectionForm(DeliveryForm):
    """A delivery put right, with the reason."""

    reason = TextAreaField(
        "What was wrong",
        [DataRequired("Say what was wrong; the reason stays on record.")],
        filters=[stripped],
        description="The old figure stays on record, with this reason beside it.",
    )


class ReturnForm(PlainForm):
    """A supplier's return as a table, with what holds for all its rows."""

    file = FileField(
        "The table", [FileRequired("Choose a file to take in.")], description="A .csv file."
    )
    from_on = DayField(
        "First day of the period", description="For rows that do not say so themselves."
    )
    to_on = DayField("Last day of the period")
    source = StringField(
        "Where the figures come from",
        [DataRequired("Say where the figures come from, such as the supplier's return for July.")],
        filters=[stripped],
        description="For example, the supplier's return for July.",
    )

    def validate_from_on(self, field: DayField) -> None:
        """The period begins on some day."""
        check_given(field, "Say when the period begins.")

    def validate_to_on(self, field: DayField) -> None:
        """The period ends on some day, not before it begins."""
        check_given(field, "Say when the period ends.")
        if self.from_on.data and field.data and field.data < self.from_on.data:
            raise ValidationError("The period ends before it begins. Check both dates.")

    def cover(self) -> ReturnCover:
        """What holds for rows that do not say otherwise."""
        assert self.from_on.data is not None
        assert self.to_on.data is not None
        return ReturnCover(self.from_on.data, self.to_on.data, self.source.data or "")
