"""The form of the learning log."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import SelectField, TextAreaField

from storybank.commitments.models import Contract
from storybank.core.ids import parse_public_id
from storybank.web.forms.base import PlainForm, stripped
from storybank.web.forms.reviews import GivenDay, words

NONE = ""


class LearningForm(PlainForm):
    """What stories taught, what was changed, and what happened next."""

    taught = words(
        "What did the stories teach you?",
        "Write what the stories taught.",
        "In your own words. Name and quote nobody.",
    )
    changed = TextAreaField(
        "What did you change because of it?",
        filters=[stripped],
        description="Leave it empty if nothing has been changed yet.",
    )
    happened = TextAreaField(
        "What happened next?",
        filters=[stripped],
        description="Also what did not work. You can come back and write it later.",
    )
    learnt_on = GivenDay("When did you learn it?", "Say when you learnt it.")
    contract = SelectField("Contract, if it is about one", default=NONE)

    def offer(self, contracts: Sequence[Contract]) -> None:
        """Let one of these contracts be chosen, or none."""
        self.contract.choices = [
            (NONE, "No contract in particular"),
            *((str(one.public_id), f"{one.reference}: {one.title}") for one in contracts),
        ]

    @property
    def chosen(self) -> UUID | None:
        """The contract that was chosen, if one was."""
        return parse_public_id(self.contract.data) if self.contract.data else None


class MoreLearningForm(PlainForm):
    """The same, later: what was changed since, and what happened next."""

    taught = words("What did the stories teach you?", "Write what the stories taught.")
    changed = TextAreaField("What did you change because of it?", filters=[stripped])
    happened = TextAreaField(
        "What happened next?", filters=[stripped], description="Also what did not work."
    )
