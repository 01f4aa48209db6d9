"""The form of what storytellers are told."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from storybank.accounts.models import Organisation
from storybank.core.text import normalise_text, squeeze
from storybank.intake.models import ConsentStatement
from storybank.intake.rules import LANGUAGES
from storybank.web.forms.base import PlainForm, asks

EVERYBODY = "Every organisation here"


def _line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


def _body(value: Any) -> Any:
    return normalise_text(value) if isinstance(value, str) else value


class StatementForm(PlainForm):
    """A statement, or a new version of one."""

    language = SelectField(
        "Which language is it in?",
        choices={"": "Choose", **LANGUAGES},
        validate_choice=False,
        validators=[asks("Choose the language it is written in.")],
    )
    is_easy_read = BooleanField(
        "It is easy to read",
        description="Short sentences, one idea a line, hard words left out or said simply. "
        "Storytellers choose between this and the ordinary words.",
    )
    organisation = SelectField(
        "Who shows it?",
        validate_choice=False,
        description="An organisation that has its own shows that instead of the one for all.",
    )
    title = StringField(
        "Title",
        filters=[_line],
        validators=[asks("Give it a title, such as “Before you tell your story”.")],
    )
    body = TextAreaField(
        "What storytellers are told",
        validators=[asks("Write what storytellers are told.")],
        filters=[_body],
        description="## makes a heading, - a list, and **two stars** bold.",
    )

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Offer these organisations."""
        self._ids = {str(one.public_id): one.key for one in organisations}
        names = {str(one.public_id): one.name for one in organisations}
        self.organisation.choices = {"": EVERYBODY, **names}

    def begin_from(self, statement: ConsentStatement) -> None:
        """Begin with the words of a statement that stands."""
        self.language.data, self.is_easy_read.data = statement.language, statement.is_easy_read
        self.title.data, self.body.data = statement.title, statement.body
        ids = {number: key for key, number in self._ids.items()}
        self.organisation.data = ids.get(statement.organisation_id or 0, "")

    def check_choices(self) -> bool:
        """Note what is no choice; says whether all is well."""
        if self.organisation.data and self.organisation.data not in self._ids:
            self.organisation.errors = ["Choose one from the list."]
        return not self.errors

    @property
    def organisation_id(self) -> int | None:
        """The organisation chosen; None for all."""
        return self._ids.get(self.organisation.data or "")
