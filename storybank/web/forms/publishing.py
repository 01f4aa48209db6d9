"""The form of the check that comes before a story is shared wider."""

from typing import Any

from wtforms import Field, RadioField, StringField, TextAreaField

from storybank.publishing.rules import LONGEST_NOTE, QUESTIONS, UNANSWERED, Found
from storybank.web.forms.base import PlainForm, asks, stripped

ANSWERS = {
    Found.NO.value: "No",
    Found.DEALT_WITH.value: "Yes, and I have dealt with it",
    Found.YES.value: "Yes, and it is still so",
}


def _ask(key: str) -> Any:
    (question,) = (one for one in QUESTIONS if one.key == key)
    return RadioField(
        question.words,
        description=question.hint,
        choices=ANSWERS,
        validate_choice=False,
        validators=[asks(UNANSWERED)],
    )


class CheckForm(PlainForm):
    """What a determined stranger would try, question by question."""

    neighbour = _ask("neighbour")
    rare = _ask("rare")
    searched = _ask("searched")
    others = _ask("others")
    harm = _ask("harm")
    note = TextAreaField(
        "What did you do about it?",
        description="Such as: made the place less exact; asked the sister, who agreed. "
        "Do not repeat the details themselves.",
        filters=[stripped],
    )

    def questions(self) -> list[Field]:
        """The questions, in order."""
        return [self[one.key] for one in QUESTIONS]

    def answers(self) -> dict[str, Found | None]:
        """What was answered, by question; None where nothing was."""
        return {
            one.key: Found(self[one.key].data) if self[one.key].data in ANSWERS else None
            for one in QUESTIONS
        }


class TakeDownForm(PlainForm):
    """Why a story is shown to the public no longer."""

    because = StringField(
        "Why is it taken down?",
        description=f"For the record, in your words. At most {LONGEST_NOTE:,} characters.",
        filters=[stripped],
    )
