"""Forms of promises: writing them down, changing them, and deciding on changes."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, ValidationError

from storybank.codebook.models import Code
from storybank.commitments.models import Additionality, Commitment, CommitmentKind
from storybank.commitments.readers import find_due, find_quantity
from storybank.commitments.rules import LONGEST_TEXT, POINTS
from storybank.commitments.service import CommitmentTerms
from storybank.frameworks.models import FrameworkItem
from storybank.web.forms.base import AmountField, DayField, PlainForm, check_given, stripped
from storybank.web.forms.commitments import NOBODY, check_listed

UNSAID, AS_USUAL = "unsaid", ""
KINDS = {
    CommitmentKind.OUTPUT.value: "Things done: places, hours, trees, pounds",
    CommitmentKind.OUTCOME.value: "Lives changed: what is different for people afterwards",
    CommitmentKind.BOTH.value: "Both",
    UNSAID: "I cannot say yet",
}
ADDITIONALITY = {
    AS_USUAL: "As is usual for this contract",
    Additionality.ADDITIONAL.value: "No: it comes on top of what is bought",
    Additionality.INHERENT.value: "Yes: it lies in the service itself",
}


class CommitmentForm(PlainForm):
    """A new promise of a contract. Its words alone will do; the rest makes it easier to check."""

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
    story_question = StringField(
        "How will we hear from the people?",
        filters=[stripped],
        description="One question they are asked, such as: What is different since you started?",
    )
    kind = RadioField("What is it about?", choices=KINDS, default=UNSAID)
    beneficiaries = StringField(
        "Who is better off for it?",
        filters=[stripped],
        description="For example, young people leaving care in the borough.",
    )
    baseline = StringField(
        "How do things stand before it begins?",
        filters=[stripped],
        description="A figure or a sentence, to compare with later.",
    )
    additionality = SelectField("Would it happen anyway?", choices=ADDITIONALITY, default=AS_USUAL)
    verifiable_by = StringField(
        "Who would know that it happened?",
        filters=[stripped],
        description="Somebody besides the supplier: a college, a tenant group, the site manager.",
    )
    verifiable_from = StringField(
        "What would show it?",
        filters=[stripped],
        description="A register, a payslip, a photograph, a visit, somebody's own words.",
    )
    tender_quantity = AmountField(
        "How much was offered at tender",
        description="If that was another number than the contract's.",
    )
    descriptors = FieldList(StringField(filters=[stripped]), min_entries=POINTS, max_entries=POINTS)
    owner = SelectField("Who looks after it", default=NOBODY, validate_choice=False)
    themes = SelectMultipleField(
        "Themes it is meant to bear on",
        validate_choice=False,
        description="Stories about these are looked at for evidence. Choose one or two, rarely "
        "more.",
    )
    items = SelectMultipleField(
        "What of the framework it answers",
        validate_choice=False,
        description="Choose what the contract's framework calls it.",
    )
    offered = HiddenField()

    longest_text = LONGEST_TEXT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for point, field in enumerate(self.descriptors):
            field.label.text = f"{point} out of {POINTS - 1}"

    def validate_owner(self, field: SelectField) -> None:
        """Only people listed may own a promise."""
        check_listed(field)

    def validate_themes(self, field: SelectMultipleField) -> None:
        """Only themes of the codebook may be chosen."""
        _check_all_listed(field, "Choose themes from the list.")

    def validate_items(self, field: SelectMultipleField) -> None:
        """Only items of the contract's framework may be chosen."""
        _check_all_listed(field, "Choose items from the list.")

    def terms(
        self,
        codes: Mapping[str, Code],
        items: Mapping[str, FrameworkItem],
        kept: Commitment | None = None,
    ) -> CommitmentTerms:
        """What was typed, for the service; ``codes`` by slug, ``items`` by public id.

        What the form does not ask stays as ``kept`` has it.
        """
        said = self.kind.data
        return CommitmentTerms(
            ref=self.ref.data or "",
            text=self.text.data or "",
            quantity=self.quantity.data,
            unit=self.unit.data or "",
            due_on=self.due_on.data,
            tender_quantity=self.tender_quantity.data,
            kind=None if said == UNSAID else CommitmentKind(said),
            additionality=self._additionality(kept),
            beneficiaries=self.beneficiaries.data or "",
            baseline=self.baseline.data or "",
            story_question=self.story_question.data or "",
            verifiable_by=self.verifiable_by.data or "",
            verifiable_from=self.verifiable_from.data or "",
            descriptors=[words or "" for words in self.descriptors.data],
            themes=[codes[slug] for slug in self.themes.data or ()],
            items=[items[one] for one in self.items.data or ()],
            ocds_id=kept.ocds_id if kept else "",
        )

    def _additionality(self, kept: Commitment | None) -> Additionality | None:
        if self.additionality.data:
            return Additionality(self.additionality.data)
        return kept.additionality if kept else None

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


class WithdrawForm(PlainForm):
    """A promise taken out of the contract, with the day and the reason."""

    on = DayField("From which day", description="For example, 1 4 2026.")
    reason = TextAreaField(
        "Why it is taken out",
        [DataRequired("Say why the promise is taken out; the reason stays on record.")],
        filters=[stripped],
    )

    def validate_on(self, field: DayField) -> None:
        """It is taken out on some day."""
        check_given(field, "Say from which day.")


class RestoreForm(PlainForm):
    """A promise put back into the contract, with the reason."""

    reason = TextAreaField(
        "Why it is put back",
        [DataRequired("Say why the promise is put back; the reason stays on record.")],
        filters=[stripped],
    )


class DecisionForm(PlainForm):
    """A second person's word on a change."""

    note = TextAreaField(
        "What you want to add",
        filters=[stripped],
        description="Needed if you say no: whoever proposed it will read it.",
    )
    is_no_lowering = BooleanField("The same is promised, only said or counted in another way")


def list_themes(field: SelectMultipleField, codes: Sequence[Code]) -> None:
    """Let any of these themes be chosen, under their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in codes:
        groups.setdefault(code.group.replace("-", " ").capitalize(), []).append(
            (code.slug, code.name)
        )
    field.choices = groups


def list_framework_items(
    field: SelectMultipleField, items: Sequence[tuple[FrameworkItem, int]]
) -> None:
    """Let any of these items be chosen, under what stands at the top of the tree."""
    groups: dict[str, list[tuple[str, str]]] = {}
    top = ""
    for item, depth in items:
        name = f"{item.code} {item.name}".strip() if item.code not in item.name else item.name
        if depth == 0:
            top = name
        groups.setdefault(top, []).append((str(item.public_id), name))
    field.choices = groups


def _check_all_listed(field: SelectMultipleField, ask: str) -> None:
    if not set(field.data or ()) <= {str(choice[0]) for choice in field.iter_choices()}:
        raise ValidationError(ask)
