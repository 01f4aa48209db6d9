"""The service itself refuses whoever has a part in the claim, whatever the door."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from storybank.accounts.models import User
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
    """A claim with everybody who has a part in it, all of them verifiers too."""

    link: EvidenceLink
    acceptor: User
    maker: User
    colleague_of_maker: User
    owner: User
    supplier: User
    sender: User
    outsider: User
    not_verifier: User


@pytest.fixture
def claim(make: Factory) -> Claim:
    """A story sent by one body, accepted by the owner's, claimed by somebody from a third."""
    owning = make.organisation("authority")
    supplying = make.organisation("supplier")
    sending = make.organisation("vcse")
    claiming = make.organisation("authority")
    supplier_user = make.user("verifier", organisation=supplying)
    contract = make.contract(owning, supplier=supplying.name)
    acceptor = make.user("contract_manager", "verifier")
    sender = make.user("contributor", "verifier", organisation=sending)
    story = make.story(acceptor, sender=sender, contract=contract)
    maker = make.user("analyst", "verifier", organisation=claiming)
    link = make.link(maker, story, make.commitment(contract, "connection"))
    return Claim(
        link=link,
        acceptor=acceptor,
        maker=maker,
        colleague_of_maker=make.user("verifier", organisation=claiming),
        owner=make.user("verifier", organisation=owning),
        supplier=supplier_user,
        sender=sender,
        outsider=make.user("verifier", organisation=make.organisation("verifier")),
        not_verifier=make.user("analyst", "contract_manager", "board_reader"),
    )


def verify(make: Factory, user: User, claim: Claim, reason: str = "I saw it.") -> Verification:
    with make.bank.database.transaction() as session:
        link = session.get_one(EvidenceLink, claim.link.key)
        return service.verify(
            session, make.actor(user), link=link, finding=Finding.UPHELD, reason=reason
        )


@pytest.mark.parametrize(
    "who",
    [
        *("acceptor", "maker", "colleague_of_maker", "owner", "supplier", "sender"),
        "not_verifier",
    ],
)
def test_verify_by_somebody_with_a_part_in_it_is_refused(
    make: Factory, claim: Claim, who: str
) -> None:
    with pytest.raises(NotAllowed):
        verify(make, getattr(claim, who), claim)

    with make.session() as session:
        assert find_verification(session, claim.link.key) is None


def test_verify_by_an_outsider_is_kept(make: Factory, claim: Claim) -> None:
    verify(make, claim.outsider, claim, "I saw it.  ")

    with make.session() as session:
        found = find_verification(session, claim.link.key)
    assert found is not None
    assert (found.finding, found.reason) == (Finding.UPHELD, "I saw it.")
    assert found.verified_by_id == claim.outsider.key
    assert found.verified_by_organisation_id == claim.outsider.organisation_id


def test_verify_twice_is_refused(make: Factory, claim: Claim) -> None:
    verify(make, claim.outsider, claim)
    another = make.user("verifier", organisation=make.organisation("verifier"))

    with pytest.raises(AlreadyHeld):
        verify(make, another, claim)


def test_verify_without_a_reason_is_refused(make: Factory, claim: Claim) -> None:
    with pytest.raises(RuleBroken):
        verify(make, claim.outsider, claim, " ")


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
        verify(make, claim.outsider, claim)


def test_list_waiting_offers_a_claim_to_outsiders_only(make: Factory, claim: Claim) -> None:
    def waiting(user: User) -> list[int]:
        actor = make.actor(user)
        with make.session() as session:
            return [link.key for link, *_ in list_waiting(session, reading_scope(actor), actor)]

    assert waiting(claim.outsider) == [claim.link.key]
    for who in ("maker", "colleague_of_maker", "owner", "supplier", "sender"):
        assert waiting(getattr(claim, who)) == [], who
