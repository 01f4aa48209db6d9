"""The form for several files at once, and what holds for every story in them."""

from collections.abc import Sequence

from wtforms import BooleanField, MultipleFileField

from storybank.intake import rules
from storybank.intake.importing import ImportDefaults
from storybank.intake.models import StoryKind, Teller
from storybank.web.filters import KIND_NAMES
from storybank.web.forms.intake import TELLER_NAMES, AboutStories


class UploadForm(AboutStories):
    """Several files, and what holds for every story in them that does not say otherwise."""

    order = (
        *("files", "kind", "teller", "contract", "purposes", "method", "statement", "witness"),
        "accept_now",
    )

    files = MultipleFileField("Files")
    accept_now = BooleanField(
        "Accept them as stories at once",
        description="Tick this if you have read them already. They can then be searched, coded "
        "and linked to promises.",
    )

    def check_for_sending(self, names: Sequence[str]) -> None:
        """Note everything that keeps the files from being taken in, at once."""
        if not names:
            self.files.errors = ["Choose one file or more."]
        self.need(self.kind, KIND_NAMES, "Choose what sort of stories they are.")
        self.need(self.teller, TELLER_NAMES, "Choose who tells them.")
        self.check_contract()
        if self.chosen_purposes:
            self.check(lambda: rules.check_purposes(self.chosen_purposes))
            self.check_how()
            self.check(lambda: rules.check_witness(self.method.data, self.witness.data or ""))

    def defaults(self, organisation_id: int, *, seconds_each: int | None = None) -> ImportDefaults:
        """What holds for every story that does not say otherwise itself."""
        return ImportDefaults(
            organisation_id=organisation_id,
            kind=StoryKind(self.kind.data),
            contract=self.chosen_contract,
            purposes=self.chosen_purposes,
            teller=Teller(self.teller.data),
            method=self.method.data or "noted in the file",
            seconds_each=seconds_each,
            witness=self.witness.data or "",
            statement=self.chosen_statement,
        )
