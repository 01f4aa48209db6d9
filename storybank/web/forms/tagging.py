"""Forms for putting codes on sentences."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from storybank.web.forms.base import PlainForm
from storybank.web.forms.passage import PassageForm

CHANGES = {
    "better": "Something got better",
    "need": "A need",
    "worse": "Something got worse",
    "activity": "Something that was done",
}


class CodeForm(PassageForm):
    """A theme and a change for the sentences chosen."""

    theme = SelectField("Theme", validators=[InputRequired("Choose a theme.")])
    change = RadioField(
        "What the words tell of",
        choices=CHANGES,
        validators=[InputRequired("Say what the words tell of.")],
    )


class ChangeForm(PlainForm):
    """Another theme or change for one coding."""

    theme = SelectField("Theme", validators=[InputRequired("Choose a theme.")])
    change = RadioField(
        "What the words tell of",
        choices=CHANGES,
        validators=[InputRequired("Say what the words tell of.")],
    )
