"""Forms of contracts and grants, of taking them in from a file, and of narrowing their list."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, ValidationError

from storybank.accounts.models import User
from storybank.commitments.models import ContractCategory, ContractKind, Regime
from storybank.commitments.rules import LONGEST_TEXT, lots_in_text
from storybank.commitments.service import ContractTerms
from storybank.frameworks.models import Framework
from storybank.places.models import Place
from storybank.web.forms.base import AmountField, DayField, PlainForm, stripped

NOBODY = ""
UNSAID = ""
KINDS = (
    (ContractKind.CONTRACT.value, "A contract: something is bought"),
    (ContractKind.GRANT.value, "A grant: money is given for a purpose"),
)
CATEGORIES = (
    (UNSAID, "Not said"),
    (ContractCategory.GOODS.value, "Goods"),
    (ContractCategory.WORKS.value, "Works"),
    (ContractCategory.SERVICES.value, "Services"),
)
REGIMES = (
    (UNSAID, "Not said"),
    (Regime.PROCUREMENT_ACT_2023.value, "Procurement Act 2023"),
    (Regime.LIGHT_TOUCH.value, "Procurement Act 2023, light touch"),
    (Regime.PCR_2015.value, "Public Contracts Regulations 2015"),
    (Regime.OTHER.value, "Something else, or no procurement law"),
)


class ContractForm(PlainForm):
    """What is told about a contract or a grant. Five answers are enough to save it."""

    kind = RadioField("What is it?", choices=dict(KINDS), default=ContractKind.CONTRACT.value)
    reference = StringField(
        "Reference",
        [DataRequired("Give the contract's reference number.")],
        filters=[stripped],
        description="The number it has in your contracts register.",
    )
    title = StringField("Title", [DataRequired("Give the contract's title.")], filters=[stripped])
    category = SelectField("What is bought", choices=dict(CATEGORIES), default=UNSAID)
    is_people_service = BooleanField(
        "This is a people service",
        description="Care, support, advice, teaching: the value lies in the service itself. Its "
        "promises then count as inherent unless you say otherwise. Begin each with how you will "
        "hear from the people, not with a number.",
    )
    buyer = StringField(
        "Buyer",
        [DataRequired("Say who buys: the public body.")],
        filters=[stripped],
        description="The public body that pays for it.",
    )
    department = StringField(
        "Department",
        filters=[stripped],
        description="The directorate or team it belongs to. Write it the same way each time.",
    )
    supplier = StringField(
        "Supplier",
        [DataRequired("Say who supplies.")],
        filters=[stripped],
        description="Write the name as it stands in the contract; put semicolons between several. "
        "People of this organisation can then not verify their own claims.",
    )
    place = StringField(
        "Where it is delivered",
        filters=[stripped],
        description="A place from your list, such as a ward or the whole authority. Where two "
        "share a name, add what it lies within: Hendon, Sunderland.",
    )
    starts_on = DayField("Starts on", description="For example, 1 4 2025.")
    ends_on = DayField("Ends on", description="For example, 31 3 2029.")
    may_extend_to = DayField(
        "May be extended to", description="The last day that extensions could reach, if any."
    )
    signed_on = DayField("Signed on", description="For example, 14 3 2025.")
    value = AmountField("Value in pounds", description="Over its whole life, without VAT.")
    lots = TextAreaField(
        "Lots",
        filters=[stripped],
        description="One a line: its number, a colon, its title. Leave empty if there are none.",
    )
    regime = SelectField(
        "The law it was let under",
        choices=dict(REGIMES),
        default=UNSAID,
        description="Contracts under the Procurement Act are rated at least once a year; "
        "light-touch contracts need not be.",
    )
    framework = SelectField(
        "The framework edition it was let under",
        default=UNSAID,
        validate_choice=False,
        description="It keeps this edition, whatever comes after.",
    )
    ask = TextAreaField(
        "The social value ask",
        filters=[stripped],
        description="What you asked bidders for: actions, outcomes, who benefits, and how you "
        "will hear from them.",
    )
    owner = SelectField(
        "Who looks after it",
        default=NOBODY,
        validate_choice=False,
        description="The colleague who is asked when nobody has told us about a promise.",
    )
    deputy = SelectField(
        "Who stands in for them",
        default=NOBODY,
        validate_choice=False,
        description="So that nothing stops when somebody is away or leaves.",
    )

    longest_ask = LONGEST_TEXT

    def validate_owner(self, field: SelectField) -> None:
        """Only people listed may own a contract."""
        check_listed(field)

    def validate_deputy(self, field: SelectField) -> None:
        """Only people listed may stand in."""
        check_listed(field)

    def validate_framework(self, field: SelectField) -> None:
        """Only frameworks listed may be chosen."""
        check_listed(field, "Choose a framework from the list.")

    def terms(
        self,
        *,
        place: Place | None = None,
        framework: Framework | None = None,
        held: ContractTerms | None = None,
    ) -> ContractTerms:
        """What was typed, for the service; what is not asked here stays as ``held``."""
        return ContractTerms(
            reference=self.reference.data or "",
            title=self.title.data or "",
            buyer=self.buyer.data or "",
            supplier=self.supplier.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            value=self.value.data,
            kind=ContractKind(self.kind.data),
            category=ContractCategory(self.category.data) if self.category.data else None,
            regime=Regime(self.regime.data) if self.regime.data else None,
            is_people_service=bool(self.is_people_service.data),
            department=self.department.data or "",
            place=place,
            framework=framework,
            may_extend_to=self.may_extend_to.data,
            signed_on=self.signed_on.data,
            ask=self.ask.data or "",
            lots=lots_in_text(self.lots.data or "", held.lots if held else ()),
            ocid=held.ocid if held else "",
            ocds_id=held.ocds_id if held else "",
            supplier_identifier=self._identifier(held),
        )

    def _identifier(self, held: ContractTerms | None) -> str:
        """The supplier's number, as long as it is the same supplier."""
        same = held is not None and held.supplier == " ".join((self.supplier.data or "").split())
        return held.supplier_identifier if held is not None and same else ""


class ImportForm(PlainForm):
    """A file of contracts."""

    file = FileField(
        "The file",
        [FileRequired("Choose a file to import.")],
        description="A .csv or .jsonl file, or OCDS data (.json) from Find a Tender or Contracts "
        "Finder.",
    )


class ImportChoiceForm(PlainForm):
    """What to take of a file that was looked at."""

    kept = HiddenField()
    looked_at = HiddenField()
    contracts = SelectMultipleField("Which contracts to take in", validate_choice=False)
    take_theirs = BooleanField(
        "Take the file’s word where somebody has changed something here",
        description="Without this, what was changed here by hand stays as it is.",
    )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let any of these contracts be chosen."""
        self.contracts.choices = list(choices)


def list_owners(field: SelectField, people: Sequence[User]) -> None:
    """Let one of these people be chosen, or nobody."""
    field.choices = [
        (NOBODY, "Nobody yet"),
        *((str(person.public_id), person.name) for person in people),
    ]


def list_frameworks(field: SelectField, frameworks: Sequence[Framework]) -> None:
    """Let one of these editions be chosen, or none."""
    field.choices = [
        (UNSAID, "None, or not known"),
        *((str(one.public_id), f"{one.title}, {one.edition}") for one in frameworks),
    ]


def check_listed(field: Any, ask: str = "Choose one of the people listed.") -> None:
    """What was chosen is in the list.

    Raises:
        ValidationError: it is not.
    """
    if field.data not in {str(choice[0]) for choice in field.iter_choices()}:
        raise ValidationError(ask)
