"""What a file says of one story, with what holds for all of it; and what is wrong with that."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TypeVar
from uuid import UUID

from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.files import safe_file_name
from storybank.core.uploads import Problem
from storybank.intake import rules, service
from storybank.intake.importing.finders import FindContract, FindStatement
from storybank.intake.importing.outcomes import ImportDefaults, Outcome, OutcomeStatus, ReadFile
from storybank.intake.models import (
    GivenBy,
    Identifiability,
    LawfulBasis,
    Purpose,
    StoryKind,
    Teller,
    TextFormat,
)
from storybank.intake.readers import ReadStory

Found = TypeVar("Found")
# Where a rule's field is called otherwise in a list.
_COLUMNS = {"body": "words", "purposes": "consent"}


class Told:
    """One story of a file. What will not do is noted, and nothing is raised."""

    def __init__(self, story: ReadStory, defaults: ImportDefaults, read: ReadFile) -> None:
        self._story, self._defaults, self._read = story, defaults, read
        # As the readers' own problems say it: a table has rows, a JSONL file lines.
        kind = "Line" if read.name.casefold().endswith(("jsonl", "ndjson")) else "Row"
        self.where = "" if story.row is None else f"{kind} {story.row}"
        self.problems: list[Problem] = list(story.wrong)
        self._refused = {problem.column for problem in story.wrong}

    def words(self, find_contract: FindContract) -> service.Words:
        """What is sent."""
        story, defaults, facts = self._story, self._defaults, self._story.facts
        contract = defaults.contract
        if story.contract:
            contract = self._attempt(lambda: find_contract(story.contract))
        told_for_another = bool(story.told_for) and defaults.teller is Teller.SELF
        basis = LawfulBasis(facts.lawful_basis) if facts.lawful_basis else defaults.lawful_basis
        return service.Words(
            title=story.title,
            body=story.body,
            kind=StoryKind(story.kind) if story.kind else defaults.kind,
            format=TextFormat(story.format),
            teller=Teller.ON_BEHALF if told_for_another else defaults.teller,
            told_for=story.told_for,
            display_name=story.told_by,
            place=story.place,
            told_on=story.told_on,
            contract=contract,
            file_name=safe_file_name(self._read.name),
            file_sha256=self._read.sha256 or None,
            cues=[asdict(cue) for cue in story.cues],
            door=defaults.door,
            relation=facts.relation,
            reason_told_for=facts.reason_told_for,
            hide_place=facts.hide_place,
            lawful_basis=basis,
            basis_note=facts.basis_note or defaults.basis_note,
            counts_may_stay=facts.counts_may_stay,
            wants_to_check=facts.wants_to_check,
            seconds_taken=defaults.seconds_each,
        )

    def consent(self, find_statement: FindStatement) -> service.ConsentGiven:
        """What the storyteller allows. What the row says wins."""
        story, defaults, facts = self._story, self._defaults, self._story.facts
        purposes = defaults.purposes
        if story.consent is not None:
            purposes = frozenset(map(Purpose, story.consent))
        statement = defaults.statement
        if facts.statement:
            statement = self._attempt(lambda: find_statement(facts.statement))
        return service.ConsentGiven(
            purposes,
            facts.method or defaults.method,
            facts.expires_on,
            statement=statement,
            identifiability=(
                Identifiability(facts.identifiability) if facts.identifiability else None
            ),
            given_by=GivenBy(facts.given_by) if facts.given_by else GivenBy.SELF,
            given_by_words=facts.given_by_words,
            witness=facts.witness or defaults.witness,
            door=defaults.door,
        )

    def check(self, words: service.Words, consent: service.ConsentGiven, most_words: int) -> None:
        """Note every rule that is broken, not the first alone."""
        today = clock.today()
        if words.body:
            self._attempt(lambda: rules.check_words(words.title, words.body, most_words=most_words))
        self._attempt(lambda: rules.check_told_on(words.told_on, today))
        self._attempt(lambda: rules.check_purposes(consent.purposes))
        self._attempt(lambda: rules.check_expiry(consent.expires_on, today))
        self._attempt(lambda: rules.check_giver(consent.given_by, consent.given_by_words))
        self._attempt(lambda: rules.check_witness(consent.method, consent.witness))

    def note(self, error: RuleBroken) -> None:
        """Note a broken rule at its column, once."""
        column = _COLUMNS.get(error.field or "", error.field or "")
        if column in self._refused and column:
            return
        self._refused.add(column)
        reason, _, remedy = str(error).partition(". ")
        at = f"{self.where}, column {column}" if self.where and column else self.where
        reason = f"{reason}." if remedy else reason
        self.problems.append(Problem(at, reason, remedy, column))

    def outcome(
        self, status: OutcomeStatus, *, reason: str = "", public_id: UUID | None = None
    ) -> Outcome:
        """What became of it."""
        return Outcome(
            self._read.name,
            self.where,
            self._story.title,
            status,
            reason or " ".join(problem.reason for problem in self.problems),
            " ".join(problem.remedy for problem in self.problems if problem.remedy),
            public_id,
            tuple(self.problems),
            self._story.row,
            self._story.cells if status is OutcomeStatus.FAILED else {},
        )

    def _attempt(self, find: Callable[[], Found]) -> Found | None:
        try:
            return find()
        except RuleBroken as error:
            self.note(error)
            return None
