"""What a report is to be about, between which days, and for whom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from storybank.core import clock
from storybank.intake.models import Purpose
from storybank.reports.models import ReportKind
from storybank.reports.rules import KINDS, About, Period
from storybank.reports.rules.periods import SPANS, Span, span_of
from storybank.web.forms.base import DayField, PlainForm

ALL = ""
NOT_NARROWED = {
    About.CONTRACT: "All contracts",
    About.PLACE: "Every place",
    About.FRAMEWORK: "No framework in particular",
    About.SUPPLIER: "Every supplier",
    About.DEPARTMENT: "Every department",
}
CHOOSE = {
    About.CONTRACT: "Choose a contract",
    About.PLACE: "Choose a place",
    About.SUPPLIER: "Choose a supplier",
}
FOR_WHOM = {
    Purpose.BOARD: "A board",
    Purpose.PUBLIC: "Everybody",
    Purpose.CONTRACT_MANAGEMENT: "Those who manage the contract",
    Purpose.OTHER_BODIES: "Another public body",
}
NEEDS = {
    Purpose.BOARD: "Stories whose tellers let boards read them, or let short passages be quoted.",
    Purpose.PUBLIC: "Stories that stand on a public page already, and no others.",
    Purpose.CONTRACT_MANAGEMENT: "Stories held for managing the contract. Every number is told, "
    "however small: hand it to nobody else.",
    Purpose.OTHER_BODIES: "Stories whose tellers let other public bodies read them.",
}
"""Which permission of storytellers each needs, in plain words."""


class When(StrEnum):
    """Which days a report is about; ``own`` are days of one's own."""

    ALL = "all"
    OWN = "own"


class ReportForm(PlainForm):
    """What a report is about; it only asks, so it needs no token."""

    class Meta:
        csrf = False

    kind = HiddenField(default=ReportKind.BOARD_PACK.value)
    contract = SelectField("Which contract?", validate_choice=False, default=ALL)
    place = SelectField("Which place?", validate_choice=False, default=ALL)
    framework = SelectField("Whose priorities?", validate_choice=False, default=ALL)
    supplier = SelectField("Which supplier?", validate_choice=False, default=ALL)
    department = SelectField("Which department?", validate_choice=False, default=ALL)
    when = RadioField(
        "Told when?", validators=[Optional()], default=When.ALL.value, validate_choice=False
    )
    told_from = DayField(
        "First day",
        name="from",
        description="Only where you chose days of your own. Empty: from the first story.",
    )
    told_to = DayField("Last day", name="to", description="Empty: up to today.")
    purpose = RadioField("Who will read it?", validators=[Optional()], validate_choice=False)

    def offer(
        self,
        kind: ReportKind,
        purposes: Sequence[Purpose],
        choices: Mapping[About, Iterable[tuple[str, str]]],
    ) -> None:
        """Offer what a report of this kind can be about and be made for."""
        terms = KINDS[kind]
        for about in About:
            field = self[about.value]
            if about not in terms.about:
                field.choices = {}
                continue
            first = CHOOSE[about] if about in terms.needs else NOT_NARROWED[about]
            field.choices = {ALL: first, **dict(choices.get(about, ()))}
        today = clock.today()
        self.when.choices = {
            When.ALL.value: "Whenever it was told",
            **{one.value: span_of(one, today).says for one in SPANS},
            When.OWN.value: "Between days of my own",
        }
        self.purpose.choices = {one.value: FOR_WHOM[one] for one in purposes}
        if kind is ReportKind.SOCIAL_VALUE_BUDGET and not self.when.raw_data:
            self.when.data = Span.THIS_YEAR.value
        if not self.purpose.data:
            self.purpose.data = purposes[0].value if purposes else None

    def validate_when(self, field: RadioField) -> None:
        """Days that were written down belong to days of one's own.

        Raises:
            ValidationError: another span was chosen beside them.
        """
        written = self.told_from.raw_data or self.told_to.raw_data
        if field.data in set(Span) and written:
            raise ValidationError(
                "You chose a span and wrote days as well. Choose “Between days of my own”, or "
                "leave the days empty."
            )

    @property
    def period(self) -> Period:
        """The days chosen; days that were given by themselves are days of one's own."""
        if self.when.data in set(Span):
            return span_of(Span(self.when.data), clock.today()).period
        return Period(self.told_from.data, self.told_to.data)

    def query(self) -> dict[str, str]:
        """What was asked, as the query of the report's address."""
        days: dict[str, date | None] = {"from": self.period.told_from, "to": self.period.told_to}
        said = {
            name: self[name].data or ""
            for name in ("kind", "contract", "place", "framework", "supplier", "department")
        }
        said["purpose"] = self.purpose.data or ""
        said |= {name: day.isoformat() for name, day in days.items() if day is not None}
        return {name: value for name, value in said.items() if value}
