"""No words are suggested for a promise that was taken out of its contract."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink, LinkStatus
from tests.factories.bank import Factory


def test_a_withdrawn_promise_is_suggested_nothing(make: Factory) -> None:
    manager = make.user("contract_manager")
    second = make.user("contract_manager", organisation=manager.organisation)
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection", text="Run a weekly lunch club for people.")
    make.story(manager, contract=contract)
    make.run_pipeline()
    assert waiting(make, promise)
    with make.bank.database.transaction() as session:
        held = session.get_one(Commitment, promise.key)
        change = commitments.withdraw_commitment(
            session, make.actor(manager), commitment=held, on=date(2026, 1, 5), reason="Closed."
        )
        assert waiting(make, promise), "until a second person agrees it stands"
        commitments.approve_change(session, make.actor(second), change=change)
    make.run_pipeline()
    assert not waiting(make, promise)


def waiting(make: Factory, promise: Commitment) -> bool:
    with make.session() as session:
        query = select(EvidenceLink.id).where(
            EvidenceLink.commitment_id == promise.key, EvidenceLink.status == LinkStatus.SUGGESTED
        )
        return session.exec(query).first() is not None
