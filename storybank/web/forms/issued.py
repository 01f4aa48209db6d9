"""Issuing a report, and saying what was done to call one back."""

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from storybank.reports.rules import LONGEST_LINE
from storybank.reports.service.recalling import LONGEST_SETTLED
from storybank.web.forms.base import PlainForm, stripped


class IssueForm(PlainForm):
    """What a report is called and who gets it; the contract and the period stand in the address."""

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


class SettleForm(PlainForm):
    """What was done to call a report back."""

    words = TextAreaField(
        "What was done?",
        [
            DataRequired("Say what was done, such as who was asked to put their copies away."),
            Length(max=LONGEST_SETTLED, message=f"Use {LONGEST_SETTLED:,} characters or fewer."),
        ],
        filters=[stripped],
        description="For example, the board’s clerk was asked to put all copies away, and the "
        "page on the website was replaced. Do not write the words that were taken back.",
    )
