"""Who has a part in a claim, so that they cannot verify it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation, User
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Commitment, CommitmentChange, Contract, Delivery
from storybank.intake.models import Contributor, Submission
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story, StoryVersion
from storybank.verification.rules import shares_name


@dataclass(frozen=True)
class Parts:
    """The people and organisations with a part in a claim, and their names as they are spelt."""

    people: frozenset[int]
    organisations: frozenset[int]
    names: frozenset[str]


def handlers_of(session: Session, story: Story) -> Sequence[tuple[int | None, int]]:
    """Who accepted or edited a story, each with their organisation.

    Whoever accepted it made its first version.
    """
    return session.exec(
        select(User.id, User.organisation_id)
        .join(StoryVersion, col(StoryVersion.edited_by_id) == User.id)
        .where(StoryVersion.story_id == story.id)
        .distinct()
    ).all()


def parts_in_contract(session: Session, contract: Contract) -> Parts:
    """Who has a part in a contract: buyer, supplier, whoever looks after it or wrote it down."""
    people = {contract.owner_id, contract.deputy_id, *_acted_on(session, contract)}
    names, before = _former_parties(session, contract).get(str(contract.public_id), _NOBODY)
    bodies = {contract.organisation_id, contract.supplier_organisation_id, *before}
    return _parts(session, people, bodies, named_in(contract) | names)


def parts_in_claim(session: Session, link: EvidenceLink) -> Parts:
    """Who has a part in a claim: in the contract, the promise, the story or the link itself.

    Whoever once made or took back the link is found in the record of acts, also where
    somebody else has decided on it since.
    """
    story = session.get_one(Story, link.story_id)
    submission = session.get_one(Submission, story.submission_id)
    promise = session.get_one(Commitment, link.commitment_id)
    contract = session.get_one(Contract, promise.contract_id)
    in_contract = parts_in_contract(session, contract)
    people = {
        *in_contract.people,
        *_acted_on(session, link, promise),
        *_promise_keepers(session, promise),
        *(person for person, _ in handlers_of(session, story)),
        *(link.made_by_id, link.strengths_by_id, story.accepted_by_id),
        *(submission.submitted_by_id, submission.decided_by_id, promise.owner_id),
    }
    bodies = {
        *in_contract.organisations,
        *(link.made_by_organisation_id, story.organisation_id, submission.organisation_id),
        session.get_one(Contributor, story.contributor_id).organisation_id,
    }
    return _parts(session, people, bodies, in_contract.names)


def named_in(contract: Contract) -> frozenset[str]:
    """The buyer and the suppliers as a contract and its lots spell them."""
    names = {contract.buyer, contract.supplier}
    for lot in contract.lots:
        for key in ("supplier", "suppliers", "buyer"):
            told = lot.get(key) or []
            for one in told if isinstance(told, list) else [told]:
                names.add(str(one.get("name", "")) if isinstance(one, dict) else str(one))
    return frozenset(names - {""})


def contracts_barred(session: Session, organisation_id: int | None) -> frozenset[int]:
    """Contracts whose buyer or supplier is or was this organisation, by number or by name."""
    if organisation_id is None:
        return frozenset()
    own = session.get_one(Organisation, organisation_id)
    former = _former_parties(session)
    rows: Any = session.exec(
        select(Contract, Organisation.name).join(
            Organisation, col(Organisation.id) == Contract.organisation_id
        )
    )
    barred = set()
    for contract, owner in rows:
        named, before = former.get(str(contract.public_id), _NOBODY)
        bodies = {contract.organisation_id, contract.supplier_organisation_id, *before}
        names = {*named_in(contract), *named, owner}
        if organisation_id in bodies or shares_name(own.name, names):
            barred.add(contract.key)
    return frozenset(barred)


_NOBODY: tuple[frozenset[str], frozenset[int | None]] = (frozenset(), frozenset())


def _former_parties(
    session: Session, contract: Contract | None = None
) -> dict[str, tuple[frozenset[str], frozenset[int | None]]]:
    """Who bought or supplied before a contract was changed, by its id: names and row numbers.

    It is found in the record of acts: what they did under it stays their own work.
    """
    query = select(AuditEvent.subject_id, AuditEvent.detail).where(
        AuditEvent.subject_type == "Contract", AuditEvent.act == "change_contract"
    )
    if contract is not None:
        query = query.where(AuditEvent.subject_id == str(contract.public_id))
    found: dict[str, tuple[frozenset[str], frozenset[int | None]]] = {}
    for number, detail in session.exec(query):
        was = detail.get("was") or {}
        names, bodies = found.get(number, _NOBODY)
        names |= {was[name] for name in ("buyer", "supplier") if was.get(name)}
        found[number] = names, bodies | {was.get("supplier_organisation_id")}
    return found


def _promise_keepers(session: Session, promise: Commitment) -> set[int | None]:
    """Who recorded deliveries of a promise, or asked for or decided a change of it."""
    people: set[int | None] = set(
        session.exec(
            select(Delivery.recorded_by_id).where(Delivery.commitment_id == promise.id).distinct()
        )
    )
    changes = session.exec(
        select(CommitmentChange.proposed_by_id, CommitmentChange.decided_by_id).where(
            CommitmentChange.commitment_id == promise.id
        )
    )
    return people.union(*changes)


def _acted_on(session: Session, *subjects: EvidenceLink | Commitment | Contract) -> set[int | None]:
    """Whoever is on record as having acted on one of these."""
    return set(
        session.exec(
            select(AuditEvent.actor_id)
            .where(
                col(AuditEvent.subject_type).in_({type(one).__name__ for one in subjects}),
                col(AuditEvent.subject_id).in_([str(one.public_id) for one in subjects]),
            )
            .distinct()
        )
    )


def _parts(
    session: Session,
    people: Collection[int | None],
    bodies: Collection[int | None],
    names: Collection[str],
) -> Parts:
    persons = frozenset(one for one in people if one is not None)
    known = {one for one in bodies if one is not None}
    known |= set(
        session.exec(select(User.organisation_id).where(col(User.id).in_(persons)).distinct())
    )
    named = session.exec(select(Organisation.name).where(col(Organisation.id).in_(known)))
    return Parts(persons, frozenset(known), frozenset({*names, *named}))
