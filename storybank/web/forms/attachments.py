"""Forms for typing the words of a recording or a photograph."""

from typing import Any

from wtforms import StringField, TextAreaField

from storybank.core.errors import RuleBroken
from storybank.core.text import normalise_text, squeeze
from storybank.intake import rules
from storybank.intake.readers.result import title_from_words
from storybank.web.forms.base import PlainForm, add_error

ACCEPT = ".jpg,.jpeg,.png,.webp,.mp3,.m4a,.wav,.ogg"


def _line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


def _body(value: Any) -> Any:
    return normalise_text(value) if isinstance(value, str) else value


class TypeForm(PlainForm):
    """The words of a recording or a photograph."""

    body = TextAreaField(
        "What is said",
        filters=[_body],
        description="Every word, as it is said or written. Where you cannot make a word out, "
        "write [unclear]. Where two people speak, begin each turn with who it is: “INT:” for "
        "whoever asks, “ANN:” for whoever tells.",
    )
    title = StringField(
        "Title",
        filters=[_line],
        description="A few of the story’s own words. Left empty, it gets its first ones.",
    )

    @property
    def title_given(self) -> str:
        """The title, made of the first words where none was typed."""
        return self.title.data or title_from_words(self.body.data or "")

    def check_for_sending(self, most_words: int) -> None:
        """Note what keeps the words from being sent."""
        body = self.body.data or ""
        if not body.strip():
            self.body.errors = [
                "Type the words here. If there are none, say so at the foot of this page."
            ]
            return
        try:
            rules.check_words(self.title_given, body, most_words=most_words)
        except RuleBroken as error:
            add_error(self, error)


class NothingToTypeForm(PlainForm):
    """Why a recording or a photograph holds no words of a story."""

    reason = TextAreaField(
        "Why is there nothing to type?",
        filters=[_line],
        description="Such as “the recording is silent” or “the page cannot be read”. Whoever sent "
        "it can read this, so write no names.",
    )
