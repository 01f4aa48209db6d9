"""What a board report is to be about."""

from collections.abc import Iterable
from datetime import date

from wtforms import SelectField

from storybank.commitments.models import Contract
from storybank.web.forms.base import DayField, PlainForm

ALL = ""


class ReportForm(PlainForm):
    """Which contract and which stories; it only asks, so it needs no token."""

    class Meta:
        csrf = False

    contract = SelectField("Contract", validate_choice=False, default=ALL)
    told_from = DayField(
        "Told on or after",
        name="from",
        description="Leave empty to begin with the first story.",
    )
    told_to = DayField(
        "Told on or before",
        name="to",
        description="Leave empty to go on to today.",
    )

    def offer(self, contracts: Iterable[Contract]) -> None:
        """Offer these contracts, or all of them together."""
        titles = {str(one.public_id): f"{one.title} ({one.reference})" for one in contracts}
        self.contract.choices = {ALL: "All contracts", **titles}

    def query(self) -> dict[str, str]:
        """What was asked, as the query of an address."""
        days: dict[str, date | None] = {"from": self.told_from.data, "to": self.told_to.data}
        asked = {name: day.isoformat() for name, day in days.items() if day is not None}
        return {"contract": self.contract.data, **asked} if self.contract.data else asked
