"""Forms for worries about people, and what the safeguarding lead writes down and decides."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from storybank.core.errors import RuleBroken
from storybank.safeguarding.rules import NEEDS_REASON, check_told
from storybank.web.forms.base import DayField, PlainForm, asks

NAME_IT = "A team, or a person and where they work. Names of the people in the story stay out."


class WorryForm(PlainForm):
    """What worries somebody about a story."""

    because = TextAreaField(
        "What worries you?",
        description="A sentence is enough. Only the safeguarding lead will read it.",
    )


class SettleForm(PlainForm):
    """What the safeguarding lead decides, why, and whether anybody was told."""

    reason = TextAreaField(
        "Why do you decide so?",
        validators=[asks(NEEDS_REASON)],
        description="Kept on record whether or not you tell anybody. Only safeguarding leads "
        "can read it.",
    )
    shared = RadioField(
        "Have you told anybody outside this bank?",
        choices={"no": "No, nobody", "yes": "Yes"},
        validators=[InputRequired("Say whether you have told anybody.")],
    )
    told = StringField("Who did you tell?", description=NAME_IT)

    def validate_told(self, field: Any) -> None:
        """Whoever was told is named."""
        if self.shared.data == "yes":
            try:
                check_told(field.data or "")
            except RuleBroken as error:
                raise ValidationError(str(error)) from None

    @property
    def named(self) -> str:
        """Who was told; nobody where they say so, whatever stands in the box."""
        return (self.told.data or "") if self.shared.data == "yes" else ""


class NoteForm(PlainForm):
    """Something to keep in the log of a concern."""

    words = TextAreaField("What is to be kept?", description="What you learned, tried or agreed.")


class ToldForm(PlainForm):
    """Somebody was told of a concern."""

    told = StringField("Who was told?", description=NAME_IT)
    on = DayField("When?", description="Leave it empty if it was just now.")
    words = TextAreaField(
        "What were they told?", description="Only what was needed. You can leave this empty."
    )
