"""Forms for worries about people, and what the safeguarding lead decides."""

from wtforms import TextAreaField

from storybank.web.forms.base import PlainForm


class WorryForm(PlainForm):
    """What worries somebody about a story."""

    because = TextAreaField(
        "What worries you?",
        description="A sentence is enough. Only the safeguarding lead will read it.",
    )


class SettleForm(PlainForm):
    """Why the safeguarding lead decides as they do."""

    reason = TextAreaField(
        "Why do you decide so?",
        description="This is kept with the story, and only the safeguarding lead can read it.",
    )
