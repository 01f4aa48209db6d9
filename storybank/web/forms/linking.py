"""Forms for attaching passages to promises."""

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from storybank.web.forms.base import stripped
from storybank.web.forms.passage import PassageForm

LONGEST_NOTE = 2000
STANCES = {
    "supports": "They support it",
    "contradicts": "They contradict it",
}


class AttachForm(PassageForm):
    """A promise, and what the words chosen do to it."""

    commitment = SelectField(
        "Which promise?", validators=[InputRequired("Choose the promise these words bear on.")]
    )
    stance = RadioField(
        "What do the words do to the promise?",
        choices=STANCES,
        validators=[InputRequired("Say whether the words support or contradict the promise.")],
    )
    note = TextAreaField(
        "Note (optional)",
        description="Why you think so. The person who verifies it will read this.",
        filters=[stripped],
        validators=[Length(max=LONGEST_NOTE, message=f"Use {LONGEST_NOTE:,} characters or fewer.")],
    )
