"""The forms of places."""

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from storybank.places.models import Place, PlaceLevel
from storybank.places.rules import Tree
from storybank.places.service import PlaceTerms
from storybank.web.forms.base import PlainForm, stripped

LEVEL_NAMES = {
    PlaceLevel.WARD: "Ward",
    PlaceLevel.AREA: "Area",
    PlaceLevel.AUTHORITY: "Authority",
    PlaceLevel.REGION: "Region",
}
NAMED = "Its name, its official code, or its name with a larger place, such as Bridge, Gateshead."


class PlaceForm(PlainForm):
    """What is written down of a place."""

    name = StringField("Name", filters=[stripped])
    level = RadioField(
        "How large is it?",
        choices={level.value: name for level, name in LEVEL_NAMES.items()},
        validators=[InputRequired("Say how large the place is.")],
    )
    parent = StringField(
        "What does it lie within?",
        filters=[stripped],
        description=f"{NAMED} Leave it empty for the largest places.",
    )
    code = StringField(
        "Official code",
        filters=[stripped],
        description="Such as E05001234. Leave it empty if you do not know it.",
    )
    also_called = TextAreaField(
        "What else do people call it?",
        filters=[stripped],
        description="One name a line. Stories told of any of them are of this place.",
    )

    @classmethod
    def filled(cls, place: Place, tree: Tree) -> "PlaceForm":
        """The form with what is known of a place."""
        return cls(
            name=place.name,
            level=place.level.value,
            parent=tree.full_name(place.parent_id) if place.parent_id else "",
            code=place.code,
            also_called=place.also_called.replace("; ", "\n"),
        )

    def terms(self) -> PlaceTerms:
        """What was typed, for the service."""
        return PlaceTerms(
            PlaceLevel(self.level.data),
            self.name.data or "",
            self.code.data or "",
            self.also_called.data or "",
        )


class MergeForm(PlainForm):
    """Which place another record is of."""

    into = StringField(
        "Which place is it, really?",
        filters=[stripped],
        description=NAMED,
        validators=[InputRequired("Name the place to keep.")],
    )


class NameForm(PlainForm):
    """Words that people write for a place, and the place they mean."""

    text = StringField(validators=[InputRequired()])
    place = StringField(
        "Which place do they mean?",
        filters=[stripped],
        validators=[InputRequired("Name the place they mean.")],
    )


class PlacesImportForm(PlainForm):
    """A file of places."""

    file = FileField(
        "The file",
        [FileRequired("Choose a file to import.")],
        description="A .csv file of at most 20,000 rows.",
    )
