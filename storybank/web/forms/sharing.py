"""Giving an address at which an issued report is read without an account."""

from wtforms import StringField
from wtforms.validators import Length

from storybank.reports.rules import LONGEST_LINE
from storybank.reports.rules.sharing import MOST_DAYS
from storybank.web.forms.base import DayField, PlainForm, asks, stripped


class ShareForm(PlainForm):
    """For whom an address is, and until when it opens."""

    told_to = StringField(
        "Who gets the address?",
        [
            asks("Say who gets the address, such as the board’s clerk."),
            Length(max=LONGEST_LINE, message=f"Use {LONGEST_LINE} characters or fewer."),
        ],
        filters=[stripped],
        description="For example, the clerk of the health and wellbeing board. Give each reader "
        "an address of their own, so that you can end one without the others.",
    )
    until = DayField(
        "Until when does it open?",
        description=f"The last day. {MOST_DAYS} days from today at most.",
    )
