"""Forms of the storyteller's own door. Long text is always called ``words``."""

from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from storybank.web.forms.base import PlainForm, stripped

LONGEST_WORRY = 4000
LONGEST_NOTE = 2000
LONGEST_NAME = 100
TOO_LONG = "Use {:,} letters or fewer."
USES = {
    "answers": "When somebody answers me",
    "again": "To ask me how it is, after 6 and 12 months",
    "reminders": "Before something I said yes to runs out",
}
NAMES = {
    "unnamed": "No name. Call me “a storyteller”",
    "chosen_name": "A name that I choose",
    "named": "My own name",
}
LASTS = {"": "Until I say stop", "1": "For one year", "2": "For two years"}
HOW_LONG = {"": None, "1": 365, "2": 730}


class DoorForm(PlainForm):
    """The return code; and what somebody had typed when the door shut on them."""

    code = StringField("Your code", description="It has 16 numbers. Spaces do not matter.")
    words = TextAreaField(
        "What you wrote",
        description="It is not sent yet. We keep it here while you put in your code.",
    )


class ChangeWordsForm(PlainForm):
    """What should be changed in the words that are used."""

    words = TextAreaField(
        "What should we change?",
        description="Say which words, and what is wrong. You can say what should stand there.",
    )


class WorriedForm(PlainForm):
    """What worries a storyteller about somebody's safety."""

    words = TextAreaField(
        "What worries you?",
        [
            DataRequired("Say what worries you, in a few words."),
            Length(max=LONGEST_WORRY, message=TOO_LONG.format(LONGEST_WORRY)),
        ],
        description="A line is enough. Only the person who looks after safety here reads it.",
    )


class ComplainForm(PlainForm):
    """What went wrong, and how the storyteller wishes to be answered."""

    words = TextAreaField(
        "What went wrong?", description="Say it in your own way. What should we put right?"
    )
    reply_to = StringField(
        "How can we reach you?",
        description="You can leave this empty. The answer will be on this page too.",
        filters=[stripped],
    )


class MeantForm(PlainForm):
    """Whether a promise was what the storyteller spoke of."""

    answer = RadioField(
        "Is this what you meant?",
        choices={
            "right": "Yes, this is what I meant",
            "partly_right": "Partly",
            "not_right": "No, this is not what I meant",
        },
    )
    words = TextAreaField(
        "Say more, if you like",
        [Length(max=LONGEST_NOTE, message=TOO_LONG.format(LONGEST_NOTE))],
    )


class NotSoForm(PlainForm):
    """Why a change that is said to be made is not so."""

    words = TextAreaField(
        "What is not so?", description="What you say stands beside the answer for all to see."
    )


class EmailForm(PlainForm):
    """An address, and what it may be used for."""

    email = StringField("Your e-mail address", filters=[stripped])
    uses = SelectMultipleField("What may we write to you about?", choices=USES)


class NameForm(PlainForm):
    """How a storyteller wishes to be known from now on."""

    identifiability = RadioField("What name goes with your story?", choices=NAMES)
    display_name = StringField(
        "The name",
        [Length(max=LONGEST_NAME, message=TOO_LONG.format(LONGEST_NAME))],
        description="Leave this empty if you want no name.",
        filters=[stripped],
    )
    hide_place = BooleanField("Do not show where it was")


class PermissionForm(PlainForm):
    """For how long something is allowed."""

    lasts = RadioField("For how long?", choices=LASTS, default="")


class TakeBackForm(PlainForm):
    """How much is taken back, and whether it may still be counted."""

    what = RadioField(
        "What do you want to take back?",
        choices={"whole": "My whole story", "part": "Only some of what I said yes to"},
    )
    purposes = SelectMultipleField("What should stop?")
    counts = RadioField(
        "May we still count it, without your words?",
        choices={"yes": "Yes, you may still count it", "no": "No, do not count it any more"},
        default="no",
    )


class NowForm(PlainForm):
    """How it is now, when somebody is asked again."""

    lasted = RadioField(
        "Did the change last?",
        choices={"yes": "Yes", "partly": "Partly", "no": "No"},
    )
    words = TextAreaField(
        "How is it now?",
        description="You can leave this empty. What you write may be used like your first story.",
    )
