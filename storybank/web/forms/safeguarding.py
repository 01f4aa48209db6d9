"""Forms for worries about people, and what the safeguarding lead decides."""

from flask_wtf import FlaskForm
from wtforms import TextAreaField


class WorryForm(FlaskForm):
    """What worries somebody about a story."""

    because = TextAreaField(
        "What worries you?",
        description="A sentence is enough. Only the safeguarding lead will read it.",
    )


class SettleForm(FlaskForm):
    """Why the safeguarding lead decides as they do."""

    reason = TextAreaField(
        "Why do you decide so?",
        description="This is kept with the story, and only the safeguarding lead can read it.",
    )
