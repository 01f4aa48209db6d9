"""Forms of contracts, commitments and deliveries."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, ValidationError

from storybank.accounts.models import User
from storybank.codebook.models import Code
from storybank.commitments.readers import find_due, find_quantity
from storybank.commitments.rules import LONGEST_TEXT
from storybank.commitments.service import CommitmentTerms, ContractTerms
from storybank.web.forms.base import AmountField, DayField, stripped

NOBODY = ""


class ContractForm(FlaskForm):
    """What is told about a contract."""

    reference = StringField(
        "Reference",
        [DataRequired("Give the contract's reference number.")],
        filters=[stripped],
        description="The number it has in your contracts register.",
    )
    title = StringField("Title", [DataRequired("Give the contract's title.")], filters=[stripped])
    buyer = StringField(
        "Buyer",
        [DataRequired("Say who buys: the public body.")],
        filters=[stripped],
        description="The public body that pays for it.",
    )
    supplier = StringField(
        "Supplier",
        [DataRequired("Say who supplies.")],
        filters=[stripped],
        description="Write the name as it stands in the contract. People of this organisation "
        "can then not verify their own claims.",
    )
    starts_on = DayField("Starts on", description="For example, 1 4 2025.")
    ends_on = DayField("Ends on", description="For example, 31 3 2029.")
    value = AmountField("Value in pounds", description="Over its whole life, without VAT.")
    owner = SelectField(
        "Who looks after it",
        default=NOBODY,
        validate_choice=False,
        description="The colleague who is asked when nobody has told us about a promise.",
    )

    def validate_owner(self, field: SelectField) -> None:
        """Only people listed may own a contract."""
        _check_listed(field)

    def terms(self) -> ContractTerms:
        """What was typed, for the service."""
        return ContractTerms(
            reference=self.reference.data or "",
            title=self.title.data or "",
            buyer=self.buyer.data or "",
            supplier=self.supplier.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            value=self.value.data,
        )


class CommitmentForm(FlaskForm):
    """A new promise of a contract."""

    ref = StringField(
        "Reference",
        [DataRequired("Give the commitment a reference, such as C1.")],
        filters=[stripped],
    )
    text = TextAreaField(
        "What was promised",
        [DataRequired("Write what was promised, in the contract's own words.")],
        filters=[stripped],
        description="In the contract's own words.",
    )
    quantity = AmountField(
        "How much was promised", description="Only the number. Leave empty if it names none."
    )
    unit = StringField(
        "What is counted",
        filters=[stripped],
        description="For example, apprentices, hours of advice, or % of spend.",
    )
    due_on = DayField("Due by", description="For example, 31 3 2027. Leave empty if it names none.")
    owner = SelectField("Who looks after it", default=NOBODY, validate_choice=False)
    themes = SelectMultipleField(
        "Themes it is meant to bear on",
        validate_choice=False,
        description="Stories about these are looked at for evidence. Choose one or two, rarely "
        "more.",
    )
    offered = HiddenField()

    longest_text = LONGEST_TEXT

    def validate_owner(self, field: SelectField) -> None:
        """Only people listed may own a promise."""
        _check_listed(field)

    def validate_themes(self, field: SelectMultipleField) -> None:
        """Only themes of the codebook may be chosen."""
        if not set(field.data or ()) <= {str(choice[0]) for choice in field.iter_choices()}:
            raise ValidationError("Choose themes from the list.")

    def terms(self, codes: dict[str, Code]) -> CommitmentTerms:
        """What was typed, for the service; ``codes`` are the codebook's, by slug."""
        return CommitmentTerms(
            ref=self.ref.data or "",
            text=self.text.data or "",
            quantity=self.quantity.data,
            unit=self.unit.data or "",
            due_on=self.due_on.data,
            themes=[codes[slug] for slug in self.themes.data or ()],
        )

    def offer_figures(self) -> bool:
        """Fill what was left empty with what the promise's own words say, once.

        Says whether there was anything to offer; the second time the person has decided.
        """
        if self.offered.data:
            return False
        words = self.text.data or ""
        found = None
        if self.quantity.data is None and not self.unit.data:
            found = find_quantity(words)
        due = None if self.due_on.data else find_due(words)
        if found:
            self._fill(self.quantity, found[0])
            self._fill(self.unit, found[1])
        if due:
            self._fill(self.due_on, due)
        self._fill(self.offered, "yes")
        return bool(found or due)

    @staticmethod
    def _fill(field: Any, value: Decimal | date | str) -> None:
        field.data, field.raw_data = value, None


class CommitmentChangeForm(CommitmentForm):
    """A promise written down anew, with the reason."""

    reason = TextAreaField(
        "Why it changes",
        [DataRequired("Say why the promise is changed; the reason stays on record.")],
        filters=[stripped],
        description="What it said before stays on record, with this reason beside it.",
    )


class DeliveryForm(FlaskForm):
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
    source = StringField(
        "Where the figure comes from",
        [DataRequired("Say where the figure comes from, such as the supplier's return for July.")],
        filters=[stripped],
        description="For example, the supplier's return for July.",
    )

    def validate_from_on(self, field: DayField) -> None:
        """The period begins on some day."""
        _check_given(field, "Say when the period begins.")

    def validate_to_on(self, field: DayField) -> None:
        """The period ends on some day."""
        _check_given(field, "Say when the period ends.")

    def validate_quantity(self, field: AmountField) -> None:
        """Nought is a number too, but it has to be written."""
        _check_given(field, "Give the number delivered in this period.")

    def told(self) -> dict[str, Any]:
        """What was typed, as the service's arguments."""
        return {
            "from_on": self.from_on.data,
            "to_on": self.to_on.data,
            "quantity": self.quantity.data,
            "source": self.source.data,
        }


class ImportForm(FlaskForm):
    """A file of contracts."""

    file = FileField(
        "The file",
        [FileRequired("Choose a file to import.")],
        description="A .csv or .jsonl file.",
    )


def list_owners(field: SelectField, people: Sequence[User]) -> None:
    """Let one of these people be chosen, or nobody."""
    field.choices = [
        (NOBODY, "Nobody yet"),
        *((str(person.public_id), person.name) for person in people),
    ]


def list_themes(field: SelectMultipleField, codes: Sequence[Code]) -> None:
    """Let any of these themes be chosen, under their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in codes:
        groups.setdefault(code.group.replace("-", " ").capitalize(), []).append(
            (code.slug, code.name)
        )
    field.choices = groups


def _check_listed(field: SelectField) -> None:
    if field.data not in {str(choice[0]) for choice in field.iter_choices()}:
        raise ValidationError("Choose one of the people listed.")


def _check_given(field: Any, ask: str) -> None:
    # What was typed and could not be read has its own error already.
    if field.data is None and not field.process_errors:
        raise ValidationError(ask)
