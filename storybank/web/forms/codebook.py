"""The form of a theme of a place's own."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from storybank.codebook.rules import (
    FEWEST_EXAMPLES,
    LONGEST_DEFINITION,
    LONGEST_EXAMPLE,
    LONGEST_NAME,
    MOST_EXAMPLES,
)
from storybank.web.forms.base import PlainForm, stripped
from storybank.web.story_page import GROUP_NAMES


class ThemeForm(PlainForm):
    """Name, definition, group and example sentences."""

    name = StringField(
        "What is the theme called?",
        filters=[stripped],
        validators=[
            InputRequired("Give the theme a name."),
            Length(max=LONGEST_NAME, message=f"Keep the name within {LONGEST_NAME} characters."),
        ],
    )
    definition = TextAreaField(
        "What is it about?",
        description="One or two sentences. Name what belongs in it.",
        filters=[stripped],
        validators=[
            InputRequired("Say in a sentence what the theme is about."),
            Length(
                max=LONGEST_DEFINITION,
                message=f"Keep the definition within {LONGEST_DEFINITION} characters.",
            ),
        ],
    )
    examples = TextAreaField(
        "Example sentences",
        description=(
            f"{FEWEST_EXAMPLES} to {MOST_EXAMPLES} sentences, one a line, as storytellers might "
            "say them. Let them differ: things getting better, worse, and still lacking. "
            "Make them up; do not copy a story’s words."
        ),
        filters=[stripped],
        validators=[
            InputRequired("Give example sentences, one a line."),
            Length(
                max=MOST_EXAMPLES * (LONGEST_EXAMPLE + 2),
                message="These examples are too long. Keep each to one sentence.",
            ),
        ],
    )
    group = RadioField(
        "Where does it belong in lists?",
        choices=GROUP_NAMES,
        validate_choice=False,  # the rule of the codebook says it in better words
        validators=[InputRequired("Choose the group that the theme belongs to.")],
    )

    @property
    def example_lines(self) -> list[str]:
        """The examples, a line each."""
        return (self.examples.data or "").splitlines()
