"""An independent person's finding, their interests, a round, and the storyteller's own word."""

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from storybank.verification.models import AskedHow, Finding, MemberAnswer, Method
from storybank.web.forms.base import DayField, PlainForm, stripped

METHODS = {
    Method.READ.value: "I read the story",
    Method.SPOKE.value: "I spoke with the storyteller",
    Method.SAW_RECORD.value: "I saw a record",
    Method.SITE_VISIT.value: "I went there",
}
ANSWERS = {
    MemberAnswer.RIGHT.value: "Yes, this is right",
    MemberAnswer.PARTLY_RIGHT.value: "Partly",
    MemberAnswer.NOT_RIGHT.value: "No, this is not right",
}
HOW_ASKED = {
    AskedHow.PHONE.value: "By phone",
    AskedHow.IN_PERSON.value: "In person",
    AskedHow.LETTER.value: "By letter or message",
    AskedHow.ORGANISATION.value: "Through the organisation that sent the story",
}


class FindingForm(PlainForm):
    """What was found of a claim, how, when, and why."""

    finding = RadioField(
        "What do you find?",
        choices={
            Finding.UPHELD.value: "Upheld",
            Finding.PARTLY_UPHELD.value: "Partly upheld",
            Finding.NOT_UPHELD.value: "Not upheld",
            Finding.COULD_NOT_TELL.value: "Could not tell",
        },
        validators=[InputRequired("Choose what you find.")],
    )
    method = RadioField(
        "How did you check?",
        choices=METHODS,
        description="Choose what told you most. Readers see it beside your finding.",
        validators=[InputRequired("Say how you checked.")],
    )
    checked_on = DayField(
        "When did you check?",
        description="For example, 27 3 2026.",
        validators=[InputRequired("Give the day on which you checked.")],
    )
    reason = TextAreaField(
        "Why?",
        description="Say what you checked and what it showed. Boards read this, so name nobody.",
        filters=[stripped],
        validators=[InputRequired("Say what you checked and why you found so; boards read it.")],
    )


class InterestForm(PlainForm):
    """Whether a verifier has an interest in a contract."""

    interest = RadioField(
        "Do you have an interest in this contract?",
        choices={
            "no": "No, neither I nor anyone close to me",
            "yes": "Yes, or it may look so",
        },
        description="Work for the buyer or the supplier now or lately, money, family or a close "
        "friend there, a say in who got the contract, a story you helped to tell.",
        validators=[InputRequired("Say whether you have an interest in this contract.")],
    )
    statement = TextAreaField(
        "What is it?",
        description="Needed if you have one, or if you said before that you had. Contract "
        "managers, boards and other verifiers of this contract read it.",
        filters=[stripped],
    )


class DrawForm(PlainForm):
    """A round to be drawn."""

    size = StringField(
        "How many claims do you want to check?",
        description="A number, such as 12, or a share of all, such as 20%.",
        filters=[stripped],
        validators=[InputRequired("Say how many claims you want to check.")],
    )
    each_promise = BooleanField(
        "At least one claim of each promise that has any",
        description="So that no promise is left out by chance. The rest is drawn from all.",
    )
    seed = StringField(
        "Seed",
        description="Anybody can draw your sample again from this. Keep the one that was made "
        "for you or, better for strangers, write what nobody could choose, such as the numbers "
        "of a public draw on a day you named before. Chance adds a few signs when it is drawn. "
        "It will be public, so name nobody.",
        filters=[stripped],
    )
    planned = HiddenField()

    def validate_size(self, field: StringField) -> None:
        """A number or a share.

        Raises:
            ValidationError: it is neither.
        """
        text = (field.data or "").rstrip("% ").replace(",", "")
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise ValidationError("Write a number, such as 12, or a share, such as 20%.")

    def size_of(self, population: int) -> int:
        """How many claims that is; a share is rounded up."""
        text = (self.size.data or "").strip()
        number = int(text.rstrip("% ").replace(",", ""))
        return -(-population * number // 100) if text.endswith("%") else number


class CloseRoundForm(PlainForm):
    """The last word on a round."""

    note = TextAreaField(
        "Anything a reader should know",
        description="Needed where claims are left unchecked: say why. Name nobody.",
        filters=[stripped],
    )


class MemberCheckForm(PlainForm):
    """What the storyteller says of a claim made of their words."""

    answer = RadioField(
        "What did the storyteller say?",
        choices=ANSWERS,
        validators=[InputRequired("Say what the storyteller answered.")],
    )
    how = RadioField(
        "How were they asked?",
        choices=HOW_ASKED,
        validators=[InputRequired("Say how the storyteller was asked.")],
    )
    asked_on = DayField(
        "When were they asked?",
        description="For example, 27 3 2026.",
        validators=[InputRequired("Give the day on which they were asked.")],
    )
    note = TextAreaField(
        "What else they said",
        description="If it is not quite right, what would be? Write nothing that tells who "
        "they are.",
        filters=[stripped],
        validators=[Optional()],
    )
