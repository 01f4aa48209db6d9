"""Forms of the impact screen, its checks, and the handover note."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from storybank.reviews.models import EffectFinding, Pillar
from storybank.web.forms.base import PlainForm, stripped
from storybank.web.forms.review_words import FINDING_WORDS, PILLAR_NAMES
from storybank.web.forms.reviews import NONE, line, words


class EffectForm(PlainForm):
    """A line of the impact screen."""

    is_positive = RadioField(
        "Better or worse?",
        choices={"worse": "It may get worse for them", "better": "It may get better for them"},
        validators=[InputRequired("Choose one.")],
    )
    group = line("Whom it touches", "Say whom it touches.", "For example, night shift workers.")
    pillar = RadioField(
        "What it bears on",
        choices={pillar.value: PILLAR_NAMES[pillar] for pillar in Pillar},
        validators=[InputRequired("Choose one.")],
    )
    text = words("What may happen to them", "Say what may happen to them.")
    mitigation = TextAreaField(
        "What is done about it",
        filters=[stripped],
        description="For what may get worse: what is done so that it is not felt, or felt less.",
    )


class MitigationForm(PlainForm):
    """What is done about an effect."""

    mitigation = words("What is done about it", "Say what is done about it, and by whom.")


class EffectCheckForm(PlainForm):
    """An effect that was foreseen, held against what people told."""

    finding = RadioField(
        "What do people say?",
        choices={finding.value: FINDING_WORDS[finding] for finding in EffectFinding},
        validators=[InputRequired("Choose what people say.")],
    )
    story = RadioField("A story that tells of it", default=NONE, validate_choice=False)
    note = TextAreaField(
        "How you know", filters=[stripped], description="Needed where no story tells of it."
    )


class HandoverForm(PlainForm):
    """What a newcomer must know."""

    note = words(
        "What somebody new must know",
        "Write what somebody new would not find in the tables.",
        "What is not in the tables: how things stand between people, what was tried, what to "
        "watch. Name no storyteller.",
    )
