"""What forms share: fields for days and amounts, and showing broken rules where they belong."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, Field
from wtforms.validators import ValidationError

from storybank.core.errors import RuleBroken

NOT_LISTED = "Choose one of the things listed."
_OURS = {
    "Not a valid choice.": NOT_LISTED,
    "Invalid Choice: could not coerce.": NOT_LISTED,
    "Invalid choice(s): one or more data inputs could not be coerced.": NOT_LISTED,
    "'%(value)s' is not a valid choice for this field.": NOT_LISTED,
    "'%(value)s' are not valid choices for this field.": NOT_LISTED,
}
"""What a form says by itself where a choice is gone from its list, in our words."""
_AMOUNT = re.compile(r"-?\d+(\.\d{1,2})?")


class _Words:
    """What stands in place of the form library's own sentences."""

    def gettext(self, string: str) -> str:
        """The sentence, in our words where we have any."""
        return _OURS.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The same of one or several."""
        return self.gettext(singular if n == 1 else plural)


class PlainForm(FlaskForm):
    """A form that says in plain words what the form library would not; every form is one."""

    class Meta:
        """How the form behaves."""

        def get_translations(self, form: Any) -> _Words:
            """Our words instead of the library's."""
            return _Words()


class DayField(DateField):
    """A day in three boxes, or as addresses carry it (2026-03-27). All empty is no day."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, format=["%d %m %Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the boxes; two figures of a year are of this century.

        Raises:
            ValueError: something is written, but no day.
        """
        boxes = [box.strip() for box in valuelist]
        self.data = None
        if not any(boxes):
            self.raw_data = []  # three empty boxes are one empty answer
            return
        try:
            if len(boxes) == 1:
                self.data = date.fromisoformat(boxes[0])
                return
            day, month, year = map(int, boxes)
            self.data = date(year if year > 99 else year + 2000, month, day)
        except (ValueError, OverflowError):
            raise ValueError("Write a day, a month and a year, such as 27 3 2026.") from None


class AmountField(DecimalField):
    """A number as people write it: £2,500,000 or 12.5. Empty is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, with or without a pound sign and commas.

        Raises:
            ValueError: something is written, but no amount.
        """
        typed = re.sub(r"[£,\s]", "", valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        if not _AMOUNT.fullmatch(typed):
            raise ValueError(
                "Write only the number, such as 1,500 or 12.5, with at most two figures after "
                "the point."
            )
        self.data = Decimal(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{self.data:.2f}".removesuffix(".00")


def add_error(form: FlaskForm, error: RuleBroken) -> None:
    """Show a broken rule at its field, or above the form where it is about no one field."""
    field: Field | None = form._fields.get(error.field) if error.field else None
    if field is None:
        form.form_errors.append(str(error))
    else:
        field.errors = [*field.errors, str(error)]


@contextmanager
def errors_shown_on(form: FlaskForm) -> Iterator[None]:
    """Within the block a broken rule ends it and is shown on the form.

    A view returns its redirect inside the block, and its form again after it.
    """
    try:
        yield
    except RuleBroken as error:
        add_error(form, error)


def stripped(value: Any) -> Any:
    """A filter for text fields: no white space at the ends."""
    return value.strip() if isinstance(value, str) else value


def asks(ask: str) -> Callable[[Any, Any], None]:
    """A validator: nothing typed or chosen is asked for in these words, with all else that is."""

    def _check(_form: Any, field: Any) -> None:
        if not stripped(field.data) and not field.process_errors:
            raise ValidationError(ask)

    return _check


def check_given(field: Any, ask: str) -> None:
    """Something was given; what was typed and could not be read has its own error already.

    Raises:
        ValidationError: nothing was.
    """
    if field.data is None and not field.process_errors:
        raise ValidationError(ask)
