"""Promises worded like those of other contracts."""

import pytest
from sqlmodel import delete, select

from storybank import pipeline
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.commitments import queries, service
from storybank.commitments.models import Commitment, CommitmentBand, CommitmentSignature

OFFER = "Provide {} apprenticeships each year for young people who live in {}."


@pytest.fixture
def offers(make):
    """The same offer in two contracts of one council and one of another, and one of its own."""
    mine, theirs = make.user("contract_manager"), make.user("contract_manager")
    contracts = [
        make.contract(mine.organisation),
        make.contract(mine.organisation),
        make.contract(make.organisation("authority", "Elsewhere Council")),
    ]
    promises = [
        make.commitment(contract, text=OFFER.format(number, town))
        for contract, number, town in zip(
            contracts, (4, 12, 40), ("Hull", "Leeds", "York"), strict=True
        )
    ]
    make.commitment(contracts[0], text=OFFER.format(5, "Goole"))  # in the same contract
    make.commitment(contracts[1], text="Keep the library warm and open every winter evening.")
    return mine, theirs, promises


def test_list_alike_names_those_one_may_read_and_counts_the_others(bank, offers):
    mine, _, promises = offers
    with bank.database.reading() as session:
        alike = queries.list_alike(session, actor_of(mine), promises[0])
        everything = queries.list_alike(session, Actor.operator(), promises[0])
    assert [(one.commitment.ref, one.share) for one in alike.readable] == [(promises[1].ref, 1)]
    assert alike.elsewhere == 1
    assert len(everything.readable) == 2


def test_list_alike_follows_a_change_of_words(bank, make, offers):
    mine, _, promises = offers
    second = make.user("contract_manager", organisation=mine.organisation)
    with bank.database.transaction() as session:
        promise = session.get_one(Commitment, promises[0].key)
        terms = service.terms_of(session, promise)
        new = service.CommitmentTerms(
            ref=terms.ref,
            text="Plant a tree for each child born in the town that year.",
            quantity=terms.quantity,
            unit=terms.unit,
            additionality=terms.additionality,
        )
        change = service.propose_change(
            session, actor_of(mine), commitment=promise, terms=new, owner=None, reason="Variation"
        )
        assert change is not None
        service.approve_change(session, actor_of(second), change=change)
        assert not queries.list_alike(session, actor_of(mine), promise)


def test_catch_up_signs_what_was_kept_before_wordings_were_compared(bank, offers):
    mine, _, promises = offers
    with bank.database.transaction() as session:
        for table in (CommitmentBand, CommitmentSignature):
            session.exec(delete(table))
    pipeline.catch_up(bank.tools)
    with bank.database.reading() as session:
        assert len(session.exec(select(CommitmentSignature)).all()) == 5
        assert queries.list_alike(session, actor_of(mine), promises[0])
