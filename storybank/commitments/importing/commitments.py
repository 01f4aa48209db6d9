"""The promises of a contract in a file: added, or held and compared, with what was delivered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments import queries, service
from storybank.commitments.importing.deliveries import Deliveries
from storybank.commitments.importing.differences import all_new, plain, remember_all, weigh
from storybank.commitments.importing.finding import Finder
from storybank.commitments.importing.lines import ImportLine, Outcome, outcome_of
from storybank.commitments.models import ChangeStatus, Commitment, Contract
from storybank.commitments.readers import ReadCommitment, ReadContract
from storybank.core.errors import AlreadyHeld, RuleBroken

REASON = "A file of the contract that was taken in says so."
NAMES = {
    "text": "words",
    "due_on": "due",
    "unit": "what is counted",
    "tender_quantity": "offered at tender",
    "beneficiaries": "who benefits",
    "story_question": "story question",
    "verifiable_by": "who could verify it",
    "verifiable_from": "from what",
    "descriptors": "points",
    "items": "framework items",
}
"""What a promise's fields are called in a difference, where it is not their own name."""
_SAID = (
    "text",
    "quantity",
    "unit",
    "due_on",
    "tender_quantity",
    "kind",
    "additionality",
    "beneficiaries",
    "baseline",
    "story_question",
    "verifiable_by",
    "verifiable_from",
    "descriptors",
)


class Promises:
    """The promises of one contract, for a run over a file."""

    def __init__(
        self, session: Session, actor: Actor, finder: Finder, contract: Contract, theirs: bool
    ) -> None:
        self.session = session
        self.actor = actor
        self.finder = finder
        self.contract = contract
        self.take_theirs = theirs
        held = queries.list_commitments(session, contract.key)
        self._by_ref = {one.ref.casefold(): one for one in held}
        self._by_ocds_id = {one.ocds_id: one for one in held if one.ocds_id}
        self._deliveries = Deliveries(session, actor, [one.key for one in held], theirs)

    def promise(self, told: ReadCommitment, where: str) -> ImportLine:
        """Take one promise in, with what was delivered of it."""
        unknown: list[str] = []
        held = self._held(told)
        values = self._values(told, held, unknown)
        ref = told.ref if held is None else held.ref
        line = ImportLine(where, f"{self.contract.reference}, {ref}", Outcome.ADDED)
        try:
            if held is None:
                held = self._add(told, values)
                line = replace(line, differences=all_new(values, NAMES))
            else:
                line = self._change(line, held, values)
        except RuleBroken as broken:
            return replace(line, outcome=Outcome.FAILED, reason=str(broken))
        reasons = [line.reason, *(f"{one}, so it was left out." for one in dict.fromkeys(unknown))]
        line = replace(line, reason=" ".join(one for one in reasons if one))
        return self._deliveries.take(told, held, line)

    def _held(self, told: ReadCommitment) -> Commitment | None:
        by_id = self._by_ocds_id.get(told.ocds_id) if told.ocds_id else None
        named = self._by_ref.get(told.ref.casefold())
        if by_id is None and named is not None and named.ocds_id and told.ocds_id:
            return None  # another metric's promise; the reference being taken is told
        return by_id or named

    def _values(
        self, told: ReadCommitment, held: Commitment | None, unknown: list[str]
    ) -> dict[str, Any]:
        """What the file says of a promise, by name; what it does not say is not there.

        What was only read in the words counts where these are new.
        """
        same_words = held is not None and plain(held.text) == plain(told.text)
        values: dict[str, Any] = {
            name: value
            for name in _SAID
            if (value := getattr(told, name)) not in (None, "", ())
            and not (same_words and name in told.guessed)
        }
        if themes := self.finder.themes(told.themes, unknown):
            values["themes"] = themes
        if items := self.finder.items(self.contract.framework_id, told.items, unknown):
            values["items"] = items
        return values

    def _add(self, told: ReadCommitment, values: Mapping[str, Any]) -> Commitment:
        terms = service.CommitmentTerms(
            **{"ref": told.ref, "text": told.text, "ocds_id": told.ocds_id, **values}
        )
        added = service.add_commitment(
            self.session, self.actor, contract=self.contract, terms=terms
        )
        self._by_ref[added.ref.casefold()] = added
        service.remember_import(self.session, added, remember_all(values))
        return added

    def _change(self, line: ImportLine, held: Commitment, values: Mapping[str, Any]) -> ImportLine:
        terms = service.terms_of(self.session, held)
        weighed = weigh(
            {name: getattr(terms, name) for name in terms.__dataclass_fields__},
            values,
            held.imported,
            names=NAMES,
            take_theirs=self.take_theirs,
        )
        line = replace(
            line, outcome=outcome_of(weighed.differences), differences=weighed.differences
        )
        if not weighed.taken:
            service.remember_import(self.session, held, weighed.remembered)
            return line
        line, done = self._propose(line, held, replace(terms, **weighed.taken))
        if done:
            service.remember_import(self.session, held, weighed.remembered)
        return line

    def _propose(
        self, line: ImportLine, held: Commitment, terms: service.CommitmentTerms
    ) -> tuple[ImportLine, bool]:
        """Change a promise by the one way there is; says what became of it, and whether it is."""
        if not self.take_theirs and self._was_refused(held, terms):
            return replace(
                line,
                outcome=Outcome.KEPT,
                reason="A second person has refused this change, so the promise stays as it is.",
                differences=[replace(one, taken=False) for one in line.differences],
            ), False
        owner = None if held.owner_id is None else self.session.get(User, held.owner_id)
        try:
            change = service.propose_change(
                self.session, self.actor, commitment=held, terms=terms, owner=owner, reason=REASON
            )
        except AlreadyHeld as waiting:
            return replace(line, outcome=Outcome.WAITING, reason=str(waiting)), False
        if change is not None and change.status is ChangeStatus.PROPOSED:
            reason = "This lowers the promise, so it stands as it was until a second person agrees."
            return replace(line, outcome=Outcome.WAITING, reason=reason), False
        return line, True

    def _was_refused(self, held: Commitment, terms: service.CommitmentTerms) -> bool:
        """Whether the newest decision on this promise was to refuse just this."""
        changes = queries.list_changes(self.session, held.key)
        newest = max(changes, key=lambda one: one.key, default=None)
        if newest is None or newest.status is not ChangeStatus.REFUSED:
            return False
        told = service.told_by(terms, held.owner_id)
        return all(told.get(name) == value for name, value in newest.after.items())


def missing_promises(session: Session, contract: Contract, told: ReadContract) -> list[ImportLine]:
    """A line for each promise that came from a file and is not in this one any more."""
    if not told.commitments:
        return []
    refs = {one.ref.casefold() for one in told.commitments}
    ids = {one.ocds_id for one in told.commitments if one.ocds_id}
    return [
        ImportLine(
            "",
            f"{contract.reference}, {one.ref}",
            Outcome.KEPT,
            "The file no longer has this promise. It stays; withdraw it by hand if it is gone.",
        )
        for one in queries.list_commitments(session, contract.key)
        if one.imported
        and one.withdrawn_on is None
        and one.ref.casefold() not in refs
        and one.ocds_id not in ids
    ]
