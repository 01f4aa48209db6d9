"""Forms for complaints, and for a copy of everything held that is asked for by letter or phone."""

from wtforms import RadioField, StringField, TextAreaField

from storybank.rights.rules import HOW, OUTCOMES
from storybank.rights.rules.copies import KNOWN_BY
from storybank.web.forms.base import DayField, PlainForm, asks, stripped


class ComplaintForm(PlainForm):
    """A complaint that came by letter, by phone or in person."""

    how = RadioField(
        "How did it come?",
        choices=HOW,
        validate_choice=False,
        validators=[asks("Say how it came.")],
    )
    received_on = DayField("When did it come?", description="For example, 27 3 2026.")
    words = TextAreaField(
        "What do they complain of?",
        validators=[asks("Say what went wrong, in a few words.")],
        description="In their own words where you can. Only data protection officers read this.",
    )
    reply_to = StringField(
        "How do they wish to be answered?",
        description="Such as a phone number or an address. Leave it empty where nobody said.",
        filters=[stripped],
    )
    about = StringField(
        "Which story is it about?",
        description="The story’s number, or the return code they read out to you. "
        "Leave it empty where it is about none, or where nobody knows.",
        filters=[stripped],
    )


class AcknowledgeForm(PlainForm):
    """When somebody was told that their complaint came."""

    acknowledged_on = DayField("When did you tell them?", description="For example, 27 3 2026.")


class AnswerForm(PlainForm):
    """What came of a complaint."""

    outcome = RadioField(
        "What came of it?",
        choices=OUTCOMES,
        validate_choice=False,
        validators=[asks("Say what came of it.")],
    )
    answer = TextAreaField(
        "What do you answer?",
        validators=[asks("Write what you answered.")],
        description="Where the complaint came by somebody’s return code, they read this with it.",
    )


class CopyForm(PlainForm):
    """Of which story a copy is asked for, and that it is known who asks."""

    about = StringField(
        "The story’s number, or the return code they read out to you",
        filters=[stripped],
        description="The number stands in the address of a story’s page. A code has 16 digits.",
    )
    known = RadioField(
        "How do you know that it is theirs?",
        choices=KNOWN_BY,
        validate_choice=False,
        validators=[asks("Say how you know that it is theirs.")],
    )
