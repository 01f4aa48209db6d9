"""The service itself refuses whoever has a part in the claim, whatever the door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from sqlmodel import desc, select

from storybank.accounts.models import User
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.audit.models import AuditEvent
from storybank.commitments import service as commitments
from storybank.commitments.models import Contract
from storybank.core.errors import AlreadyHeld, NotAllowed, RuleBroken
from storybank.linking import service as linking
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from storybank.verification import service
from storybank.verification.models import Finding, Verification
from storybank.verification.queries import find_verification, list_waiting
from tests.factories.bank import Factory


@dataclass(frozen=True)
class Claim:
    """A claim with everybody who has a part in it, any of whom may become a verifier."""

    link: EvidenceLink
    contract: Contract
    acceptor: User
    maker: User
    colleague_of_maker: User
    owner: User
    supplier: User
    sender: User
    outsider: User


@pytest.fixture
def claim(make: Factory) -> Claim:
    """A story sent by one body, accepted by the owner's, claimed by somebody from a third."""
    owning = make.organisation("authority")
    supplying = make.organisation("supplier")
    sending = make.organisation("vcse")
    claiming = make.organisation("authority")
    supplier_user = make.user("verifier", organisation=supplying)
    contract = make.contract(owning, supplier=supplying.name)
    acceptor = make.user("contract_manager")
    sender = make.user("contributor", organisation=sending)
    story = make.story(acceptor, sender=sender, contract=contract)
    maker = make.user("analyst", organisation=claiming)
    link = make.link(maker, story, make.commitment(contract, "connection"))
    return Claim(
        link=link,
        contract=contract,
        acceptor=acceptor,
        maker=maker,
        colleague_of_maker=make.user("verifier", organisation=claiming),
        owner=make.user("verifier", organisation=owning),
        supplier=supplier_user,
        sender=sender,
        outsider=make.user("verifier", organisation=make.organisation("verifier")),
    )


def as_verifier(make: Factory, user: User) -> Actor:
    """The person after their role has changed to verifier: what they did stays theirs."""
    return replace(make.actor(user), roles=frozenset({RoleName.VERIFIER}))


def verify(make: Factory, actor: Actor, claim: Claim, reason: str = "I saw it.") -> Verification:
    with make.bank.database.transaction() as session:
        link = session.get_one(EvidenceLink, claim.link.key)
        return service.verify(session, actor, link=link, finding=Finding.UPHELD, reason=reason)


@pytest.mark.parametrize(
    "who",
    ["acceptor", "maker", "colleague_of_maker", "owner", "supplier", "sender"],
)
def test_verify_by_somebody_with_a_part_in_it_is_refused(
    make: Factory, claim: Claim, who: str
) -> None:
    with pytest.raises(NotAllowed, match=r"part in this claim|organisation claims"):
        verify(make, as_verifier(make, getattr(claim, who)), claim)

    with make.session() as session:
        assert find_verification(session, claim.link.key) is None


def test_verify_by_whoever_supplied_before_is_refused_after_the_contract_says_otherwise(
    make: Factory, claim: Claim
) -> None:
    with make.bank.database.transaction() as session:
        contract = session.get_one(Contract, claim.contract.key)
        terms = commitments.contract_terms_of(session, contract)
        commitments.change_contract(
            session,
            Actor.operator(),
            contract=contract,
            terms=replace(terms, supplier="Another Ltd", ends_on=date(2030, 3, 31)),
            owner=None,
        )
        event = session.exec(select(AuditEvent).order_by(desc("id"))).first()
        assert event is not None
        ends = [event.detail[name]["ends_on"] for name in ("was", "becomes")]
        assert ends == ["2028-03-31", "2030-03-31"]
    with pytest.raises(NotAllowed, match="organisation claims"):
        verify(make, as_verifier(make, claim.supplier), claim)
    with make.session() as session:
        supplier = as_verifier(make, claim.supplier)
        assert not list_waiting(session, reading_scope(supplier), supplier)


@pytest.mark.parametrize("role", [one for one in RoleName if one is not RoleName.VERIFIER])
def test_verify_in_another_role_is_refused(make: Factory, claim: Claim, role: RoleName) -> None:
    actor = replace(make.actor(claim.outsider), roles=frozenset({role}))

    with pytest.raises(NotAllowed, match="role"):
        verify(make, actor, claim)


def test_verify_by_an_outsider_is_kept(make: Factory, claim: Claim) -> None:
    verify(make, make.actor(claim.outsider), claim, "I saw it.  ")

    with make.session() as session:
        found = find_verification(session, claim.link.key)
    assert found is not None
    assert (found.finding, found.reason) == (Finding.UPHELD, "I saw it.")
    assert found.verified_by_id == claim.outsider.key
    assert found.verified_by_organisation_id == claim.outsider.organisation_id


def test_verify_twice_is_refused(make: Factory, claim: Claim) -> None:
    verify(make, make.actor(claim.outsider), claim)
    another = make.user("verifier", organisation=make.organisation("verifier"))

    with pytest.raises(AlreadyHeld):
        verify(make, make.actor(another), claim)


def test_verify_without_a_reason_is_refused(make: Factory, claim: Claim) -> None:
    with pytest.raises(RuleBroken):
        verify(make, make.actor(claim.outsider), claim, " ")


def test_verify_what_was_taken_back_is_refused(make: Factory, claim: Claim) -> None:
    with make.bank.database.transaction() as session:
        link = session.get_one(EvidenceLink, claim.link.key)
        linking.reject_link(
            session,
            make.actor(claim.maker),
            story=session.get_one(Story, link.story_id),
            link=link,
        )

    with pytest.raises(RuleBroken):
        verify(make, make.actor(claim.outsider), claim)


def test_list_waiting_offers_a_claim_to_outsiders_only(make: Factory, claim: Claim) -> None:
    def waiting(user: User) -> list[int]:
        actor = as_verifier(make, user)
        with make.session() as session:
            return [link.key for link, *_ in list_waiting(session, reading_scope(actor), actor)]

    assert waiting(claim.outsider) == [claim.link.key]
    for who in ("maker", "colleague_of_maker", "owner", "supplier", "sender"):
        assert waiting(getattr(claim, who)) == [], who
