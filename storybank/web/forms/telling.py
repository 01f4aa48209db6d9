"""Forms of a story told without an account: one question a page.

Each keeps its answers under the names of its fields. What a person typed is never thrown away: a
form that was sent from a page this browser no longer knows is shown again with the words in it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from storybank.codebook.models import Code
from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose
from storybank.telling import rules
from storybank.telling.plain_themes import PLAIN_THEMES
from storybank.web.forms.base import PlainForm, add_error
from storybank.web.own_words import PURPOSES

OTHER_THEMES = "Other things"
YES_NO = {"yes": "Yes", "no": "No"}
YEARS = {"0": "Until I say stop", "1": "For one year", "3": "For three years"}


def _radios(label: str, choices: Mapping[str, str], **kwargs: Any) -> RadioField:
    return RadioField(label, choices=dict(choices), validate_choice=False, **kwargs)


class TellingForm(PlainForm):
    """One page. ``website`` is a box that no person sees; whatever fills it in is no person."""

    website = StringField("Leave this box empty")
    step_fields: ClassVar[tuple[str, ...]] = ()

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Show what was answered before."""
        for name in self.step_fields:
            if name in answers:
                self[name].data = answers[name]

    def answers(self) -> dict[str, Any]:
        """What was answered, as it is kept."""
        return {name: self.clean(self[name]) for name in self.step_fields}

    def clean(self, field: Field) -> Any:
        """One answer as it is kept."""
        if isinstance(field, TextAreaField):
            return rules.clean_text(field.data)
        if isinstance(field, StringField):
            return rules.clean_line(field.data)
        return field.data

    @property
    def is_from_our_page(self) -> bool:
        """Whether this browser got the form from us, in this visit; notes no error."""
        self.validate()
        token = self._fields["csrf_token"]
        known, token.errors = not token.errors, []
        return known

    @property
    def is_by_a_machine(self) -> bool:
        """Whether the box that nobody sees was filled in."""
        return bool((self.website.data or "").strip())

    def check(self) -> bool:
        """Note at each field what keeps the page from being kept; says whether all is well."""
        self.is_short_enough()
        self.check_step()
        return not self.errors

    def is_short_enough(self) -> bool:
        """Note where far too much was typed; says whether nothing was."""
        for name in self.step_fields:
            field = self[name]
            if isinstance(field, TextAreaField):
                self.note(lambda field=field: rules.check_length(field.data or "", field.name))
        return not self.errors

    def check_step(self) -> None:
        """Note what is wrong with this page in particular."""

    def note(self, rule: Any) -> None:
        """Show a broken rule at its field."""
        try:
            rule()
        except RuleBroken as error:
            add_error(self, error)


class StartForm(TellingForm):
    """Beginning a story, in which words."""

    step_fields = ("words",)
    words = _radios("How shall we tell you about it?", {})

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer these sorts of words; the first is meant where none is chosen."""
        self.words.choices = dict(choices)
        if self.words.data not in choices:
            self.words.data = next(iter(choices), "")


class ReadForm(TellingForm):
    """Having read what is done with stories. ``statement`` is the version that was shown."""

    step_fields = ("statement",)
    statement = HiddenField()


class BeforeForm(TellingForm):
    """What life was like before."""

    step_fields = ("before",)
    before = TextAreaField(
        "What was life like before?",
        description="Start where you like. What was going on for you?",
    )


class ChangedForm(TellingForm):
    """What changed."""

    step_fields = ("changed",)
    changed = TextAreaField(
        "What changed?",
        description="It may be better, or worse, or just the same. Small things count too.",
    )


class CauseForm(TellingForm):
    """What brought it about."""

    step_fields = ("cause",)
    cause = TextAreaField(
        "What made that happen?",
        description="It may be a person, a place, a group, or what you did. There may be more "
        "than one.",
    )


class MatteredForm(TellingForm):
    """What mattered most."""

    step_fields = ("mattered",)
    mattered = TextAreaField(
        "What mattered most to you?",
        description="Of all this, what should no one miss?",
    )


class TellerForm(TellingForm):
    """Who tells it."""

    step_fields = ("teller",)
    teller = _radios(
        "Whose story is it?",
        {"self": "It is my own story", "on_behalf": "I tell it for someone else"},
    )

    def check_step(self) -> None:
        """Somebody tells it."""
        if self.teller.data not in ("self", "on_behalf"):
            self.teller.errors = ["Choose whose story it is."]


class SomebodyForm(TellingForm):
    """For whom it is told, by whom, and why."""

    step_fields = ("told_for", "relation", "reason")
    told_for = StringField(
        "Who is it about?", description="Such as “my mother” or “a man I support”. Use no name."
    )
    relation = StringField(
        "Who are you to them?", description="Such as “her son” or “his support worker”."
    )
    reason = TextAreaField(
        "Why do you tell it for them?",
        description="Such as “She does not see well”. Tell us if they know that you do.",
    )

    def check_step(self) -> None:
        """Each of the three is needed: somebody else's story is at stake."""
        asked = {
            "told_for": "Say who the story is about.",
            "relation": "Say who you are to them.",
            "reason": "Say why you tell it for them.",
        }
        for name, ask in asked.items():
            if not self.clean(self[name]):
                self[name].errors = [ask]


class PlaceForm(TellingForm):
    """Where and about when."""

    step_fields = ("place", "about_when", "hide_place")
    place = StringField("Where was it?", description="A town, or a part of it. Not your address.")
    about_when = StringField("About when?", description="Such as “last spring” or “2025”.")
    hide_place = BooleanField(
        "Do not show the place",
        description="Then only the staff who run the work see where it was.",
    )


class AboutForm(TellingForm):
    """What it is about, to whoever tells it."""

    step_fields = ("themes", "own_words")
    themes = SelectMultipleField("What is this about, to you?", validate_choice=False)
    own_words = StringField("Or in your own words", description="A few words are enough.")

    def offer(self, codes: Sequence[Code]) -> None:
        """Offer the hub's themes in plain words, and a place's own by their names."""
        known = {code.slug: code.name for code in codes}
        plain = {slug for themes in PLAIN_THEMES.values() for slug in themes}
        own = {slug: name for slug, name in known.items() if slug not in plain}
        groups = {
            group: {slug: words for slug, words in themes.items() if slug in known}
            for group, themes in {**PLAIN_THEMES, OTHER_THEMES: own}.items()
        }
        self.themes.choices = {group: themes for group, themes in groups.items() if themes}
        self._known = known

    def clean(self, field: Field) -> Any:
        """Themes that are no longer there were not chosen."""
        if field.name == "themes":
            return [slug for slug in dict.fromkeys(self.themes.data or ()) if slug in self._known]
        return super().clean(field)


class AllowForm(TellingForm):
    """What may be done with the story; nothing is ticked beforehand."""

    step_fields = ("purposes",)
    purposes = SelectMultipleField("What may we do with your story?", validate_choice=False)

    def offer(self, purposes: Sequence[Purpose]) -> None:
        """Offer these purposes, each with what a yes means."""
        self.purposes.choices = {one.value: PURPOSES[one].name for one in purposes}
        self.hints = {one.value: PURPOSES[one].yes for one in purposes}

    def clean(self, field: Field) -> Any:
        """Only what was offered can be allowed."""
        return [value for value in self.hints if value in (self.purposes.data or ())]

    def check_step(self) -> None:
        """Somebody must be allowed to read it."""
        if Purpose.CONTRACT_MANAGEMENT.value not in (self.purposes.data or ()):
            first = PURPOSES[Purpose.CONTRACT_MANAGEMENT].name
            self.purposes.errors = [
                f"If no one may read your story, we cannot keep it. Tick “{first}”, or leave the "
                "page and send nothing."
            ]


class NameForm(TellingForm):
    """How the storyteller wishes to be known."""

    step_fields = ("identifiability", "name")
    identifiability = _radios(
        "What name goes with your story?",
        {
            "unnamed": "No name. Call me “a storyteller”",
            "chosen_name": "A name that I choose",
            "named": "My own name",
        },
    )
    name = StringField("The name", description="Leave this empty if you want no name.")

    def check_step(self) -> None:
        """A choice, and a name where one is wanted."""
        if self.identifiability.data not in ("unnamed", "chosen_name", "named"):
            self.identifiability.errors = ["Choose what name goes with it, or no name."]
        elif self.identifiability.data != "unnamed" and not self.clean(self.name):
            self.name.errors = ["Write the name, or choose “No name”."]


class ChoicesForm(TellingForm):
    """Seeing the words first, for how long, and what stays of a story that is taken back."""

    step_fields = ("check_first", "years", "counts_may_stay")
    check_first = _radios(
        "Do you want to see the words before they are used?",
        {"yes": "Yes, wait until I have seen them", "no": "No, you need not wait for me"},
        description="We take out names first. You would look at the words with your code.",
    )
    years = _radios("For how long may we use it?", YEARS)
    counts_may_stay = _radios(
        "If you take your story back, may we still count it?",
        YES_NO,
        description="None of your words would stay. We would just know that one more person told "
        "us of this.",
    )


class HearForm(TellingForm):
    """How to be told back, if at all."""

    step_fields = ("email", "may_tell_answers", "ask_6", "ask_12", "may_remind")
    email = EmailField(
        "Your e-mail", description="You can leave this empty. Your code works without it."
    )
    may_tell_answers = BooleanField("Tell me when there is an answer to my story")
    ask_6 = BooleanField("Ask me again in 6 months how things are")
    ask_12 = BooleanField("Ask me again in 12 months how things are")
    may_remind = BooleanField("Tell me before the time I set runs out")

    def clean(self, field: Field) -> Any:
        """Without an address nothing can be sent."""
        return field.data if isinstance(field, BooleanField) else rules.clean_line(field.data)

    def check_step(self) -> None:
        """An address that could be one, and something to send to it, or neither."""
        email = rules.clean_line(self.email.data)
        ticks = (self.may_tell_answers, self.ask_6, self.ask_12, self.may_remind)
        self.note(lambda: rules.check_email(email))
        if email and not any(one.data for one in ticks):
            self.may_tell_answers.errors = [
                "Tick what we may write to you about, or leave the e-mail empty."
            ]
        if not email and any(one.data for one in ticks):
            self.email.errors = ["Write your e-mail, so that we can do what you ticked."]


class LastedForm(TellingForm):
    """Asked again after some months: whether what changed has lasted."""

    step_fields = ("lasted",)
    lasted = _radios(
        "You told us before what had changed. Is it still so?",
        {"yes": "Yes", "partly": "In part", "no": "No"},
    )


class AddFileForm(TellingForm):
    """A recording or a photograph."""

    file = FileField(
        "Add a recording or a photo",
        description="You can speak your story, or take a photo of a page you wrote by hand. A "
        "person types the words. We take out where and when it was made.",
    )


class SendForm(TellingForm):
    """Sending the story."""
