"""Having a draft of a report made every quarter."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from storybank.web.forms.base import PlainForm, stripped

LONGEST = 140
"""The quarter's days are added to it, and both together are a title."""


class ScheduleForm(PlainForm):
    """What the drafts are called."""

    title = StringField(
        "What are they called?",
        [
            DataRequired("Give them a title."),
            Length(max=LONGEST, message=f"Use {LONGEST} characters or fewer."),
        ],
        filters=[stripped],
        description="The days of the quarter are added to it.",
    )
