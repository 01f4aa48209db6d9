"""Taking a story back for whoever told it."""

from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from storybank.intake.models import Purpose
from storybank.rights.rules import ASKED_BY
from storybank.web.forms.base import PlainForm

WHOLE, PART = "whole", "part"


class TakeBackForm(PlainForm):
    """How much is taken back, how the storyteller asked, and whether counts may stay."""

    what = RadioField(
        "What do they take back?",
        [InputRequired("Choose what they take back.")],
        choices={WHOLE: "The whole story", PART: "Only some of what they allowed"},
    )
    purposes = SelectMultipleField("What should stop?", choices=[])
    asked = RadioField(
        "How did they ask?",
        [InputRequired("Say how they asked, for the record.")],
        choices=ASKED_BY,
    )
    counts = RadioField(
        "May what the story was counted for go on being counted, without its words?",
        choices={"yes": "Yes, they say so now too", "no": "No, or they were not asked"},
        default="no",
    )

    def check_part(self) -> bool:
        """Whether something is chosen where only a part is taken back."""
        if self.what.data == PART and not self.purposes.data:
            self.purposes.errors = ["Choose what should stop."]
            return False
        return True

    @property
    def chosen(self) -> list[Purpose]:
        """What should stop, in the order of purposes."""
        return [one for one in Purpose if one.value in set(self.purposes.data or ())]
