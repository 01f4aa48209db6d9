"""An independent person's finding."""

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from storybank.verification.models import Finding
from storybank.web.forms.base import stripped


class FindingForm(FlaskForm):
    """What was found of a claim, and why."""

    finding = RadioField(
        "What do you find?",
        choices={
            Finding.UPHELD.value: "Upheld",
            Finding.PARTLY_UPHELD.value: "Partly upheld",
            Finding.NOT_UPHELD.value: "Not upheld",
        },
        validators=[InputRequired("Choose what you find.")],
    )
    reason = TextAreaField(
        "Why?",
        description="Say what you checked and what it showed. Boards read this, so name nobody.",
        filters=[stripped],
        validators=[InputRequired("Say what you checked and why you found so; boards read it.")],
    )
