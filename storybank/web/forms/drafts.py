"""Working on a draft of a report: choosing words, answering the eight principles, issuing it."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from storybank.core.errors import RuleBroken
from storybank.reports.rules import (
    HELD_WORDS,
    LONGEST_LINE,
    PRINCIPLES,
    Answered,
    Principle,
    answers_of,
    check_answer,
)
from storybank.reports.service.choosing import LONGEST_REASON
from storybank.web.forms.base import PlainForm, add_error, stripped


class ReasonForm(PlainForm):
    """Why words are quoted, left out, or a story told whole."""

    reason = TextAreaField(
        "Why?",
        [
            DataRequired("Say why, in a sentence. The reason is kept."),
            Length(max=LONGEST_REASON, message=f"Use {LONGEST_REASON} characters or fewer."),
        ],
        filters=[stripped],
        description="It is kept with the report, and whoever reads the report may ask for it.",
    )


class IssueForm(PlainForm):
    """What a report is called and who gets it."""

    title = StringField(
        "What is the report called?",
        [
            DataRequired("Give the report a title."),
            Length(max=LONGEST_LINE, message=f"Use {LONGEST_LINE} characters or fewer."),
        ],
        filters=[stripped],
        description="For example, Lives changed by the leisure contract, summer 2026.",
    )
    issued_to = StringField(
        "Who gets it?",
        [Length(max=LONGEST_LINE, message=f"Use {LONGEST_LINE} characters or fewer.")],
        filters=[stripped],
        description="For example, the health and wellbeing board. They are asked to put their "
        "copies away if somebody takes their words back.",
    )


class _Principles(PlainForm):
    """The eight questions; each has a field for yes, partly or no, and one for a sentence."""


def _held(principle: Principle) -> RadioField:
    return RadioField(
        PRINCIPLES[principle].asks,
        [Optional()],
        choices={held.value: words for held, words in HELD_WORDS.items()},
        validate_choice=False,
    )


def _words(principle: Principle) -> TextAreaField:
    return TextAreaField(
        f"{PRINCIPLES[principle].name}: why, in a sentence",
        [Optional()],
        filters=[stripped],
        description=PRINCIPLES[principle].says,
    )


PrinciplesForm = type(
    "PrinciplesForm",
    (_Principles,),
    {
        f"{one.value}_{name}": make(one)
        for one in PRINCIPLES
        for name, make in (("held", _held), ("words", _words))
    },
)


def principles_form(kept: Mapping[str, Any]) -> PlainForm:
    """The form, with what is answered already."""
    answers = answers_of(kept)
    data = {f"{one.value}_held": answer.held.value for one, answer in answers.items()}
    data |= {f"{one.value}_words": answer.words for one, answer in answers.items()}
    form: PlainForm = PrinciplesForm(data=data)
    return form


def answers_in(form: Any) -> dict[Principle, Answered]:
    """The answers that are whole; what is begun and not whole gets its error on the form."""
    found = {}
    for one in PRINCIPLES:
        held = form[f"{one.value}_held"].data or ""
        words = form[f"{one.value}_words"].data or ""
        if not held and not words:
            continue
        try:
            found[one] = check_answer(one, held, words)
        except RuleBroken as error:
            add_error(form, error)
    return found
