"""Forms for editing a story, and for saying which contract it belongs to."""

from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from storybank.core.text import normalise_text, squeeze
from storybank.web.forms.base import PlainForm

LONGEST_NOTE = 2000


def _one_line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


def _clean(value: Any) -> Any:
    return normalise_text(value) if isinstance(value, str) else value


class EditForm(PlainForm):
    """The words of a new version; what they must be is the step's own rule."""

    title = StringField("Title", filters=[_one_line])
    body = TextAreaField("The story", filters=[_clean])
    note = TextAreaField(
        "What you changed, and why",
        description="Everybody who works with this story can read this note.",
        filters=[_clean],
        validators=[Length(max=LONGEST_NOTE, message=f"Use {LONGEST_NOTE:,} characters or fewer.")],
    )
    based_on = HiddenField()

    def based_on_number(self) -> int:
        """The version that was being edited; 0 where the page did not say."""
        text = str(self.based_on.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ContractForm(PlainForm):
    """Which contract a story belongs to."""

    contract = SelectField(
        "Contract", validators=[InputRequired("Choose the contract this story belongs to.")]
    )
