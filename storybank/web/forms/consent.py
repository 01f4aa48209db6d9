"""Forms of what storytellers allow, how they wish to be known, and by what right we hold it."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from storybank.core.text import squeeze
from storybank.intake import rules
from storybank.intake.models import (
    ConsentStatement,
    GivenBy,
    Identifiability,
    LawfulBasis,
    Purpose,
    SpecialCondition,
)
from storybank.intake.service import ConsentGiven
from storybank.web.forms.base import DayField, PlainForm

PURPOSE_HINTS = {
    "contract_management": "Without this we cannot keep the story: nobody could read it.",
    "board": "Their words may be quoted there, without names.",
    "quotation": "Instead of the line above, for whoever does not want the whole to be read.",
    "public": "A person first checks that a stranger could not find out whose story it is.",
    "other_bodies": "Storybank opens no door to them, and sends nothing. This only puts on record "
    "that you may hand over a copy yourself.",
    "research_export": "With details masked; each copy is put on record.",
    "machine_suggestions": "Nothing leaves this server, and a person checks what it suggests.",
    "photo_or_voice": "Their words can be used without this.",
}
NO_STATEMENT = "It was not noted"
GIVEN_BY = {
    "self": "The storyteller",
    "guardian": "A parent or guardian",
    "representative": "Somebody else who may decide for them",
}
GIVEN_BY_HINTS = {
    "representative": "Such as an attorney for health and welfare, or a deputy of the court."
}
WISHES = {
    "unnamed": "By no name",
    "chosen_name": "By a name they chose",
    "named": "By their own name",
}
BASES = {
    "not_recorded": "Not on record yet",
    "public_task": "Public task: we need it for something the law asks of us",
    "legitimate_interests": "Legitimate interests: we weighed ours against theirs",
    "consent": "Consent, as data protection law means it",
}
CONDITIONS = {
    "not_recorded": "Not on record yet",
    "not_needed": "None is needed: nothing of that sort is in the story",
    "explicit_consent": "Explicit consent, in a clear statement",
    "social_care": "Health or social care",
    "public_interest": "Substantial public interest",
    "research": "Research or statistics",
}


def radios(label: str, choices: dict[str, str], **kwargs: Any) -> RadioField:
    """Radios of which none may be chosen: what must be chosen is checked on sending."""
    return RadioField(label, choices=choices, validate_choice=False, **kwargs)


def _line(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value


class HowGiven(PlainForm):
    """How a permission was given: what was said before, by whom, and who was there."""

    method = radios("How did they say so?", rules.METHODS)
    expires_on = DayField(
        "Until when do they allow it?",
        description="Leave it empty if they set no end. They may change their mind at any time.",
    )
    statement = SelectField(
        "What were they told before they said yes?",
        validate_choice=False,
        description="Choose the words that were read to them or that they read.",
    )
    given_by = radios("Who gave the permission?", GIVEN_BY, default="self")
    given_by_words = StringField(
        "Who is that to them?",
        filters=[_line],
        description="Only if it was not the storyteller. Such as “her mother”. No name is needed.",
    )
    capacity = StringField(
        "Was there any doubt that they could decide this for themselves?",
        filters=[_line],
        description="If so, say in a line how they were helped, and why you think they could, or "
        "who decided for them.",
    )
    interpreter = StringField(
        "Who interpreted, and into which language?",
        filters=[_line],
        description="Leave it empty if nobody did.",
    )
    witness = StringField(
        "Who heard them say so?",
        filters=[_line],
        description="Needed if they did not sign or fill in anything. It can be you.",
    )

    purpose_hints = PURPOSE_HINTS
    given_by_hints = GIVEN_BY_HINTS
    more = ("statement", "given_by", "given_by_words", "capacity", "interpreter", "witness")
    """The fields that stand folded away under “More about this permission”."""

    def offer_statements(self, statements: Sequence[ConsentStatement]) -> None:
        """Offer these statements, those shown no longer last."""
        self._statements = {
            str(one.public_id): one
            for one in sorted(statements, key=lambda one: one.retired_at is not None)
        }
        self.statement.choices = {
            "": NO_STATEMENT,
            **{key: _named(one) for key, one in self._statements.items()},
        }

    @property
    def more_is_told(self) -> bool:
        """Whether anything is filled in, or wrong, of what stands folded away."""
        told = any(self[name].data for name in self.more if name != "given_by")
        wrong = any(self[name].errors for name in self.more)
        return told or wrong or self.given_by.data not in (None, "self")

    @property
    def chosen_statement(self) -> ConsentStatement | None:
        """What they were told, where it is noted."""
        return self._statements.get(self.statement.data or "")

    def check_how(self) -> None:
        """Note what was not chosen of how a permission was given, each at its field."""
        if self.method.data not in rules.METHODS:
            self.method.errors = [*self.method.errors, "Choose how they said so."]
        if self.given_by.data not in GIVEN_BY:
            self.given_by.errors = [*self.given_by.errors, "Choose who gave it."]
        if self.statement.data and self.statement.data not in self._statements:
            self.statement.errors = [*self.statement.errors, "Choose one from the list."]

    def show_noted(self, noted: dict[str, Any]) -> None:
        """Show what a draft notes of it."""
        for name in self.more:
            if noted.get(name):
                self[name].data = noted[name]

    def given(self, purposes: Iterable[Purpose], **values: Any) -> ConsentGiven:
        """What was given, as it goes on record."""
        by = self.given_by.data if self.given_by.data in GIVEN_BY else "self"
        return ConsentGiven(
            frozenset(purposes),
            self.method.data if self.method.data in rules.METHODS else "",
            self.expires_on.data,
            statement=self.chosen_statement,
            given_by=GivenBy(by),
            given_by_words=(self.given_by_words.data or "") if by != "self" else "",
            capacity=self.capacity.data or "",
            interpreter=self.interpreter.data or "",
            witness=self.witness.data or "",
            **values,
        )


class PermissionForm(HowGiven):
    """Some purposes that the storyteller allows now, or goes on allowing."""

    purposes = SelectMultipleField("What do they allow now?", validate_choice=False)
    scan = FileField(
        "A photograph of the form they signed",
        description="If there is one. JPEG or PNG. Only whoever may read the original sees it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = ("purposes", "method", "expires_on")
        rest = [field.name for field in self if field.name not in first]
        self._fields = {name: self[name] for name in (*first, *rest)}

    def offer(self, purposes: Iterable[Purpose]) -> None:
        """Offer these purposes."""
        offered = set(purposes)
        self._offered = {
            purpose.value: words
            for purpose, words in rules.PURPOSE_WORDS.items()
            if purpose in offered
        }
        self.purposes.choices = self._offered

    @property
    def chosen(self) -> list[Purpose]:
        """The purposes ticked."""
        return [Purpose(one) for one in self.purposes.data or () if one in self._offered]

    def check_choices(self) -> bool:
        """Note what was not chosen; says whether all is well."""
        if not self.chosen:
            self.purposes.errors = ["Choose what they allow now."]
        self.check_how()
        return not self.errors

    def propose(self, purposes: Iterable[Purpose]) -> None:
        """Tick these, for whoever goes on allowing all of it."""
        self.purposes.data = [one.value for one in purposes if one.value in self._offered]


class NamingForm(PlainForm):
    """How the storyteller wishes to be known."""

    identifiability = radios("How do they wish to be known?", WISHES)
    display_name = StringField(
        "What name?",
        filters=[_line],
        description="Leave it empty if they are to be known by no name.",
    )
    hide_place = BooleanField("Do not say where it happened")
    method = radios("How did they say so?", rules.METHODS)

    def check_choices(self) -> bool:
        """Note what was not chosen; says whether all is well."""
        if self.identifiability.data not in WISHES:
            self.identifiability.errors = ["Choose how they wish to be known."]
        if self.method.data not in rules.METHODS:
            self.method.errors = ["Choose how they said so."]
        return not self.errors

    @property
    def wish(self) -> Identifiability:
        """How they wish to be known."""
        return Identifiability(self.identifiability.data)


class ScanForm(PlainForm):
    """A scan of the form that was signed."""

    scan = FileField("A photograph of the form they signed", description="JPEG or PNG.")


class BasisForm(PlainForm):
    """By what right the organisation holds a story."""

    basis = radios("On which ground do you hold this story? (Article 6)", BASES)
    condition = radios("And for private facts such as of health or faith? (Article 9)", CONDITIONS)
    note = TextAreaField(
        "Why?",
        description="A line or two: the law or duty, or where your weighing or your policy "
        "document can be found. No names.",
    )

    def check_choices(self) -> bool:
        """Note what was not chosen; says whether all is well."""
        if self.basis.data not in BASES:
            self.basis.errors = ["Choose a ground, or “Not on record yet”."]
        if self.condition.data not in CONDITIONS:
            self.condition.errors = ["Choose a condition, or “Not on record yet”."]
        return not self.errors

    @property
    def chosen(self) -> tuple[LawfulBasis, SpecialCondition]:
        """The ground and the condition."""
        return LawfulBasis(self.basis.data), SpecialCondition(self.condition.data)


def _named(statement: ConsentStatement) -> str:
    name = rules.name_statement(statement)
    return f"{name} (shown no longer)" if statement.retired_at else name
