"""Writing an answer in a bid: what it is for, why a passage answers it, and our own words."""

from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from storybank.intake.models import Purpose
from storybank.reports.rules import LONGEST_LINE
from storybank.reports.rules.bids import LONGEST_LEAD, LONGEST_QUESTION, LONGEST_WORDS
from storybank.reports.service.bids import AnswerTerms
from storybank.reports.service.choosing import LONGEST_REASON
from storybank.web.forms.base import PlainForm, stripped

READERS = {
    Purpose.OTHER_BODIES: "The buyer alone",
    Purpose.PUBLIC: "Anybody: the bid will be published",
}
READERS_HINTS = {
    Purpose.OTHER_BODIES.value: "Stories whose tellers let other public bodies have a copy.",
    Purpose.PUBLIC.value: "Stories whose tellers let everybody read them, and that have a public "
    "page.",
}


class AnswerForm(PlainForm):
    """What an answer is for."""

    title = StringField(
        "Which bid is it for?",
        [
            DataRequired("Say which bid it is for."),
            Length(max=LONGEST_LINE, message=f"Use {LONGEST_LINE} characters or fewer."),
        ],
        filters=[stripped],
        description="For example, Headland youth work 2027, question 4.",
    )
    question = TextAreaField(
        "Which question does it answer?",
        [
            DataRequired("Write the question that the answer is for."),
            Length(max=LONGEST_QUESTION, message=f"Use {LONGEST_QUESTION:,} characters or fewer."),
        ],
        filters=[stripped],
        description="Copy it from the tender, as it stands there.",
    )
    limit = IntegerField(
        "How many words may it have?",
        [Optional()],
        description="Leave it empty if there is no limit.",
    )
    purpose = RadioField(
        "Who will read it?",
        choices={one.value: words for one, words in READERS.items()},
        default=Purpose.OTHER_BODIES.value,
    )

    def terms(self) -> AnswerTerms:
        """What was said, as values."""
        return AnswerTerms(
            title=self.title.data or "",
            question=self.question.data or "",
            limit=self.limit.data,
            purpose=Purpose(self.purpose.data),
        )


class PassageForm(PlainForm):
    """Why a passage answers the question."""

    reason = TextAreaField(
        "How does it answer the question?",
        [
            DataRequired("Say in a sentence how it answers the question. The reason is kept."),
            Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} characters or fewer."),
        ],
        filters=[stripped],
        description="For you and your colleagues: it stands in no answer that you paste.",
    )


class WordsForm(PlainForm):
    """Our own words of an answer; a field leads to each passage (``with_leads``)."""

    opening = TextAreaField(
        "Begin with",
        [
            Optional(),
            Length(max=LONGEST_WORDS, message=f"Use {LONGEST_WORDS:,} characters or fewer."),
        ],
        description="In your own words. Name nobody here, and repeat no passage.",
    )
    closing = TextAreaField(
        "End with",
        [
            Optional(),
            Length(max=LONGEST_WORDS, message=f"Use {LONGEST_WORDS:,} characters or fewer."),
        ],
        description="What you will do, and how the buyer will hear from people whether it came.",
    )

    def leads(self) -> dict[str, str]:
        """What leads to each passage, by its choice."""
        return {
            name.removeprefix("lead-"): field.data or ""
            for name, field in self._fields.items()
            if name.startswith("lead-")
        }


def words_form(leads: Iterable[tuple[str, str]], opening: str, closing: str) -> WordsForm:
    """The form of an answer's own words, with a field before each passage (by its choice)."""
    kept = dict(leads)
    fields: dict[str, Any] = {
        f"lead-{name}": TextAreaField(
            "Your words before this passage",
            [
                Optional(),
                Length(max=LONGEST_LEAD, message=f"Use {LONGEST_LEAD} characters or fewer."),
            ],
        )
        for name in kept
    }
    form: WordsForm = type("AnswerWordsForm", (WordsForm,), fields)(
        data={
            "opening": opening,
            "closing": closing,
            **{f"lead-{name}": words for name, words in kept.items()},
        }
    )
    return form
