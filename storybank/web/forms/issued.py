"""Saying what was done to call a report back."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from storybank.reports.service.recalling import LONGEST_SETTLED
from storybank.web.forms.base import PlainForm, stripped


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
