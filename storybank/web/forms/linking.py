"""Forms for attaching passages to promises, and for saying more about a claim."""

from collections.abc import Iterable

from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from storybank.linking.models import Strength
from storybank.linking.rules import RUBRIC, Telling
from storybank.web.forms.base import PlainForm, stripped
from storybank.web.forms.passage import PassageForm

LONGEST_NOTE = 2000
LONGEST_TELLING = 500
STANCES = {
    "supports": "They support it",
    "contradicts": "They contradict it",
}


def _at_most(most: int) -> Length:
    return Length(max=most, message=f"Use {most:,} characters or fewer.")


class _Telling(PlainForm):
    """The three things a claim says, and a note for whoever verifies it."""

    who = StringField(
        "Whose life?",
        description="The storyteller, or somebody they tell of: their daughter, their neighbours.",
        filters=[stripped],
        validators=[_at_most(LONGEST_TELLING)],
    )
    what_changed = TextAreaField(
        "What changed?",
        description="For better or worse, in a few plain words.",
        filters=[stripped],
        validators=[_at_most(LONGEST_TELLING)],
    )
    brought_about = TextAreaField(
        "What brought it about?",
        description="What was done, and by whom, as far as the storyteller says so.",
        filters=[stripped],
        validators=[_at_most(LONGEST_TELLING)],
    )
    note = TextAreaField(
        "Note (optional)",
        description="Why you think so. The person who verifies it will read this.",
        filters=[stripped],
        validators=[_at_most(LONGEST_NOTE)],
    )

    def telling(self) -> Telling:
        """The three things as typed."""
        return Telling(
            who=self.who.data or "",
            what_changed=self.what_changed.data or "",
            brought_about=self.brought_about.data or "",
        )


class AttachForm(PassageForm, _Telling):
    """A promise, what the words chosen do to it, and the three things they tell."""

    find = StringField("Find a promise", filters=[stripped])
    commitment = RadioField(
        "Which promise?",
        validate_choice=True,
        validators=[InputRequired("Choose the promise these words bear on.")],
    )
    stance = RadioField(
        "What do the words do to the promise?",
        choices=STANCES,
        validators=[InputRequired("Say whether the words support or contradict the promise.")],
    )


class DescribeForm(_Telling):
    """What a claim says, and which of the five strengths a person finds in it."""

    strengths = SelectMultipleField(
        "How strong is it as evidence?",
        choices={one.value: RUBRIC[one].question for one in Strength},
        description="Tick what is there. What Storybank suggests is no grade until you save it.",
    )

    def tick(self, strengths: Iterable[str]) -> None:
        """Tick these strengths and no others."""
        self.strengths.data = list(strengths)
