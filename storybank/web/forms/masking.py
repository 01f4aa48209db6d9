"""Forms in which a person decides what stands for personal details, and how exact a story is."""

from __future__ import annotations

from typing import Any

from wtforms import (
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from storybank.core.text import squeeze
from storybank.intake.rules import LONGEST_TITLE
from storybank.stories.masking import DETAIL_NAMES, LONGEST_INSTEAD, LONGEST_WORDS, Decision
from storybank.stories.rules import LONGEST_REQUEST, Exactness
from storybank.web.forms.base import PlainForm, stripped

MOST_ROWS = 1000
MASK, OTHER, STAY = "mask", "other", "stay"
CHOICES = {MASK: "Cover it", OTHER: "Other words", STAY: "It may stay"}


def _one_line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


class DetailForm(Form):
    """Some words, wherever they stand, and what is to be done with them."""

    words = HiddenField(filters=[_one_line])
    type = HiddenField()
    choice = RadioField("What should stand", choices=CHOICES, default=MASK)
    instead = StringField("Instead", filters=[_one_line])

    def decision(self) -> Decision:
        """What this says, as the rules understand it."""
        instead = {MASK: "", OTHER: self.instead.data or "", STAY: None}
        return Decision(
            self.words.data or "",
            self.type.data if self.type.data in DETAIL_NAMES else "OTHER",
            instead.get(self.choice.data or MASK, ""),
        )


class MaskingForm(PlainForm):
    """Every detail of a text; ``based_on`` is the version they were found in, 0 before any.

    ``title_made`` is the title as Storybank covered it last: while nobody wrote another, it
    follows what is decided.
    """

    based_on = HiddenField()
    title = StringField("The story’s title", filters=[_one_line])
    title_made = HiddenField(filters=[_one_line])
    more_words = StringField("Words to cover", filters=[_one_line])
    more_type = SelectField("What they are", choices=DETAIL_NAMES, default="PERSON")
    rows = FieldList(FormField(DetailForm), max_entries=MOST_ROWS)

    def based_on_number(self) -> int:
        """The version the details were found in; 0 where the page did not say."""
        text = str(self.based_on.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def decisions(self) -> list[Decision]:
        """What is decided of each detail."""
        return [row.form.decision() for row in self.rows if row.form.words.data]

    def check_rows(self) -> bool:
        """Whether the title and all words that should stand instead will do; errors stand there."""
        good = True
        if not self.title.data or len(self.title.data) > LONGEST_TITLE:
            say = f"Give the story a title of {LONGEST_TITLE} characters or fewer."
            self.title.errors, good = [say], False
        for row in self.rows:
            if row.form.choice.data == OTHER:
                error = _fault(row.form.words.data or "", row.form.instead.data or "")
                row.form.instead.errors = [error] if error else []
                good = good and not error
        return good

    def check_more(self, is_found: bool) -> bool:
        """Whether the words to add stand in the text; the error stands beside the field."""
        words = self.more_words.data or ""
        if len(words) > LONGEST_WORDS:
            self.more_words.errors = [f"Cover at most {LONGEST_WORDS} characters at once."]
        elif not is_found:
            self.more_words.errors = [
                "These words do not stand in the story. Write them just as they stand there."
            ]
        return not self.more_words.errors


class ExactnessForm(PlainForm):
    """How exactly it is told where and when a story was told."""

    place = RadioField("Where it was told")
    when = RadioField(
        "When it was told",
        choices={
            Exactness.DAY.value: "The day",
            Exactness.MONTH.value: "The month",
            Exactness.SEASON.value: "The season",
            Exactness.YEAR.value: "The year",
        },
    )


class TellerCheckForm(PlainForm):
    """What the storyteller said of the words, to somebody who asked them."""

    version = HiddenField()
    agrees = RadioField(
        "What did they say?",
        choices={"yes": "Yes, these words may be used", "no": "They want something changed"},
        validate_choice=True,
    )
    words = TextAreaField("What should be changed?", filters=[stripped])

    def validate_words(self, field: Any) -> None:
        """A request has words; the service asks for them, too."""
        if len(field.data or "") > LONGEST_REQUEST:
            field.errors = [f"Use {LONGEST_REQUEST:,} characters or fewer."]

    def version_number(self) -> int:
        """The version that was shown; 0 where the page did not say."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _fault(words: str, instead: str) -> str:
    if not instead:
        return "Write what should stand instead, or choose to cover it."
    if len(instead) > LONGEST_INSTEAD:
        return f"Use {LONGEST_INSTEAD} characters or fewer."
    if instead.casefold() == words.casefold():
        return "These are the same words. Write others, or say that they may stay."
    return ""
