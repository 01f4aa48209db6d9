"""Form of one's own notices: what one is e-mailed about."""

from wtforms import SelectMultipleField

from storybank.web.forms.base import PlainForm


class NoticesForm(PlainForm):
    """Which of the kinds that may be refused somebody wants."""

    wanted = SelectMultipleField("E-mail me about these")
