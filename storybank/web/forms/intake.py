"""Forms for sending stories in, deciding on them, and what their tellers allow."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.text import normalise_text, squeeze
from storybank.intake import rules
from storybank.intake.models import (
    Consent,
    Contributor,
    Identifiability,
    Purpose,
    StoryKind,
    Submission,
    Teller,
    TextFormat,
)
from storybank.intake.readers import ReadStory
from storybank.intake.service import ConsentGiven, Words
from storybank.intake.service.consent import check_given
from storybank.web.filters import KIND_NAMES
from storybank.web.forms.base import DayField, PlainForm, add_error
from storybank.web.forms.consent import WISHES, HowGiven, radios

KIND_HINTS = {
    "beneficiary_story": "A person tells what happened, in their own words.",
    "interview_transcript": "Somebody asked questions. The questions and the answers are here.",
    "case_study": "An organisation writes about somebody it worked with.",
}
FORMAT_HINTS = {
    "plain": "It is shown just as you type it.",
    "markdown": "Marks such as # for a heading and *stars* for stress are obeyed.",
}
TELLER_NAMES = {
    "self": "The person themselves",
    "on_behalf": "Somebody for them",
    "organisation": "An organisation about them",
}
TELLER_HINTS = {"on_behalf": "Such as a daughter, a carer or a support worker."}
NOBODY_ASKS = "-"
NO_CONTRACT = "I do not know, or none"
ACCEPT = ".txt,.md,.docx,.odt,.rtf,.pdf,.vtt,.srt"
ACCEPT_MANY = f"{ACCEPT},.csv,.xlsx,.jsonl"
ACCEPT_MEDIA = ".jpg,.jpeg,.png,.webp,.mp3,.m4a,.wav,.ogg"


def _line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


def _body(value: Any) -> Any:
    return normalise_text(value) if isinstance(value, str) else value


class AboutStories(HowGiven):
    """What one story, or a file of them, is told with."""

    kind = radios("What sort of story is it?", KIND_NAMES)
    teller = radios("Who tells it?", TELLER_NAMES)
    contract = SelectField("Which contract is it about?", validate_choice=False)
    purposes = SelectMultipleField(
        "What does the storyteller allow?",
        choices={purpose.value: words for purpose, words in rules.PURPOSE_WORDS.items()},
        validate_choice=False,
    )
    order: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The error summary goes through the fields as they stand on the page.
        rest = [field.name for field in self if field.name not in self.order]
        self._fields: dict[str, Field] = {name: self[name] for name in (*self.order, *rest)}

    def offer(self, contracts: Sequence[Contract]) -> None:
        """Offer these contracts to choose from."""
        self._contracts = {str(contract.public_id): contract for contract in contracts}
        titles = {key: contract.title for key, contract in self._contracts.items()}
        self.contract.choices = {"": NO_CONTRACT, **titles}

    @property
    def chosen_contract(self) -> Contract | None:
        """The contract chosen, if one is."""
        return self._contracts.get(self.contract.data or "")

    @property
    def chosen_purposes(self) -> frozenset[Purpose]:
        """The purposes ticked."""
        return frozenset(p for p in Purpose if p.value in (self.purposes.data or ()))

    def need(self, field: Any, allowed: Iterable[str], message: str) -> None:
        """Note an error at a field that has none of the values allowed."""
        if field.data not in set(allowed):
            field.errors = [*field.errors, message]

    def check(self, rule: Callable[[], None]) -> None:
        """Note a broken rule at its field, and go on."""
        try:
            rule()
        except RuleBroken as error:
            add_error(self, error)

    def check_contract(self) -> None:
        """A contract that is not on the list cannot be chosen."""
        if self.contract.data and self.chosen_contract is None:
            self.contract.errors = [*self.contract.errors, "Choose a contract from the list."]


class StoryForm(AboutStories):
    """One story, typed or as a file."""

    order = (
        *("title", "kind", "body", "format", "asker", "file", "recording"),
        *("teller", "told_for"),
        *("relation", "reason_told_for", "identifiability", "display_name", "place", "hide_place"),
        *("told_on", "contract", "purposes", "method", "expires_on", *HowGiven.more),
        *("counts_may_stay", "wants_to_check"),
    )

    title = StringField(
        "Title", filters=[_line], description="A few of the story’s own words do well."
    )
    body = TextAreaField("The story", filters=[_body])
    format = RadioField(
        "How is it written?",
        choices={"plain": "As plain text", "markdown": "With Markdown marks"},
        default="plain",
        validate_choice=False,
    )
    file = FileField("Or choose a file that holds it")
    recording = FileField("A photograph or a recording")
    asker = radios("Who asks the questions?", {})
    told_for = StringField(
        "Who do they tell it for?",
        filters=[_line],
        description="Only if somebody tells it for the person. Such as “her mother”. No name is "
        "needed.",
    )
    relation = StringField(
        "Who are they to the person?",
        filters=[_line],
        description="Only if somebody tells it for the person. Such as “her daughter”.",
    )
    reason_told_for = StringField(
        "Why do they tell it, and not the person?",
        filters=[_line],
        description="Such as “she cannot speak any more”. Leave it empty if you do not know.",
    )
    display_name = StringField(
        "What should we call them?",
        filters=[_line],
        description="A name they chose, not their own unless they want that. Leave it empty for "
        "“A storyteller”.",
    )
    place = StringField(
        "Where does it happen?", filters=[_line], description="A town or a part of it."
    )
    told_on = DayField(
        "When was it told?", description="For example, 27 3 2026. Leave it empty if unsure."
    )
    identifiability = radios("How do they wish to be known?", WISHES)
    hide_place = BooleanField("Do not say where it happened")
    counts_may_stay = BooleanField(
        "If they take the story back, it may still be counted, without a word of it"
    )
    wants_to_check = BooleanField("They want to see the words before these are used")

    def fill(
        self,
        draft: Submission,
        contributor: Contributor,
        contract: Contract | None,
        consents: Sequence[Consent],
    ) -> None:
        """Show what a draft holds."""
        self.title.data, self.body.data = draft.title, draft.body
        self.kind.data, self.format.data = draft.kind.value, draft.format.value
        self.teller.data, self.told_for.data = draft.teller.value, draft.told_for
        self.display_name.data = contributor.display_name
        self.place.data, self.told_on.data = draft.place, draft.told_on
        self.contract.data = str(contract.public_id) if contract else ""
        self.identifiability.data = draft.identifiability.value
        self.hide_place.data = draft.hide_place
        self.relation.data, self.reason_told_for.data = draft.relation, draft.reason_told_for
        self.counts_may_stay.data = draft.counts_may_stay
        self.wants_to_check.data = draft.wants_to_check
        self.show_noted(draft.consent_noted)
        self.purposes.data = [consent.purpose.value for consent in consents]
        if consents:
            self.method.data, self.expires_on.data = consents[0].method, consents[0].expires_on

    def take_words(self, story: ReadStory) -> None:
        """Put the words of a file into the form. Words typed already must be the same."""
        if self.body.data and self.body.data != _body(story.body):
            raise RuleBroken(
                "There are other words in the box already. Empty the box to use the file, or "
                "send the words without the file.",
                field="file",
            )
        self.body.data = story.body
        self.format.data = story.format
        self.title.data = self.title.data or story.title
        self.kind.data = self.kind.data or story.kind

    def ask_who_asks(self, speakers: Sequence[str]) -> str | None:
        """Ask who of these is the interviewer; returns the one that was chosen, if one was."""
        self.asker.choices = [*((name, name) for name in speakers), (NOBODY_ASKS, "Nobody of them")]
        chosen = self.asker.data
        if chosen not in (*speakers, NOBODY_ASKS):
            self.asker.errors = [
                "Say who asks the questions. Their words are not taken for the storyteller’s."
            ]
        return chosen if chosen in speakers else None

    def check_for_sending(self, most_words: int, *, to_type: bool = False) -> None:
        """Note everything that keeps the story from being sent, at once.

        ``to_type``: somebody will type its words from a recording or a photograph.
        """
        self.need(self.kind, KIND_NAMES, "Choose what sort of story it is.")
        self.need(self.teller, TELLER_NAMES, "Choose who tells it.")
        self.check_contract()
        if self.teller.data == "on_behalf" and not self.told_for.data:
            self.told_for.errors = ["Say who it is told for, such as “her mother”."]
        title, body = self.title.data or "", self.body.data or ""
        self.check(lambda: rules.check_words(title, "…", most_words=most_words))
        if not self.file.errors and not self.recording.errors and not to_type:
            self.check(lambda: rules.check_words("…", body, most_words=most_words))
        self.check(lambda: rules.check_told_on(self.told_on.data, clock.today()))
        self.check(lambda: rules.check_purposes(self.chosen_purposes))
        if self.chosen_purposes:
            self.check_how()
            self.check(lambda: check_given(self.consent()))
        if self.identifiability.data in ("named", "chosen_name") and not self.display_name.data:
            self.display_name.errors = ["Write the name, or choose that they are known by none."]

    def words(self, **file: Any) -> Words:
        """What is sent, with what is known of the file it came in."""
        return Words(
            title=self.title.data or "",
            body=self.body.data or "",
            kind=StoryKind(self.kind.data if self.kind.data in KIND_NAMES else "beneficiary_story"),
            format=TextFormat(self.format.data if self.format.data == "markdown" else "plain"),
            teller=Teller(self.teller.data if self.teller.data in TELLER_NAMES else "self"),
            **self._told_for(),
            display_name=self.display_name.data or "",
            place=self.place.data or "",
            told_on=self.told_on.data,
            contract=self.chosen_contract,
            counts_may_stay=bool(self.counts_may_stay.data),
            wants_to_check=bool(self.wants_to_check.data),
            **file,
        )

    def _told_for(self) -> dict[str, Any]:
        """For whom it is told, by whom and why; nothing where the person tells it."""
        if self.teller.data != "on_behalf":
            return {}
        fields = (self.told_for, self.relation, self.reason_told_for)
        return {field.name: field.data or "" for field in fields}

    def consent(self) -> ConsentGiven:
        """What the storyteller allows."""
        wish = self.identifiability.data
        return self.given(
            self.chosen_purposes,
            identifiability=Identifiability(wish) if wish in WISHES else None,
            hide_place=bool(self.hide_place.data),
        )


class DeclineForm(PlainForm):
    """Why a submission is not taken."""

    reason = TextAreaField(
        "Why do you decline it?",
        description="Whoever sent it will read this. Say what would have to be different.",
    )
