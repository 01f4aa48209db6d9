"""No way round: what lowers a promise takes two different persons, by whatever door."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.audit.queries import check_chain, list_events_of
from storybank.commitments import queries, service
from storybank.commitments.models import ChangeStatus, Commitment, CommitmentChange, Contract
from storybank.commitments.readers.returns import ReadReturn
from storybank.core.errors import AlreadyHeld, NotAllowed, RuleBroken
from storybank.reports.pack.material import Material
from storybank.reports.rules import Asked

DAY = date(2026, 5, 1)
START = {
    "quantity": Decimal(40),
    "unit": "apprentices",
    "due_on": date(2027, 3, 31),
    "tender_quantity": Decimal(40),
}
STEP = st.tuples(
    st.sampled_from(["propose", "approve", "refuse", "withdraw", "restore"]),
    st.integers(0, 4),  # who
    st.sampled_from([None, 10, 25, 40, 60]),
    st.sampled_from(["apprentices", "Apprentice", "hours"]),
    st.sampled_from([None, date(2027, 3, 31), date(2026, 1, 1), date(2029, 1, 1)]),
    st.booleans(),
)


@pytest.fixture
def council(make):
    return make.organisation("authority", "Town Council")


@pytest.fixture
def people(make, council) -> list[Actor]:
    """Two managers of the council, one of another, an analyst, and the operator."""
    elsewhere = make.organisation("authority", "Elsewhere")
    manager = "contract_manager"
    users = [
        make.user(manager, organisation=council),
        make.user(manager, organisation=council),
        make.user(manager, organisation=elsewhere),
        make.user("analyst", organisation=council),
    ]
    return [*map(actor_of, users), Actor.operator()]


@pytest.fixture
def promise(make, council) -> Commitment:
    return make.commitment(make.contract(council), "money", **START)


def test_no_verb_reaches_into_another_organisations_contract(make, council, people, promise):
    stranger = people[2]
    with make.session() as session:
        held = session.get_one(Commitment, promise.key)
        contract = session.get_one(Contract, held.contract_id)
        terms, days = service.terms_of(session, held), {"from_on": DAY, "to_on": DAY}
        figure = {**days, "source": "a sheet", "quantity": Decimal(1)}
        delivery = service.record_delivery(session, people[0], commitment=held, **figure)
        on = {"session": session, "actor": stranger}
        told = replace(service.contract_terms_of(session, contract), reference="X/1")
        verbs = (
            lambda: service.add_contract(**on, terms=told, organisation=council),
            lambda: service.change_contract(**on, contract=contract, terms=told, owner=None),
            lambda: service.add_commitment(**on, contract=contract, terms=replace(terms, ref="N")),
            lambda: service.propose_change(
                **on, commitment=held, terms=terms, owner=None, reason="why"
            ),
            lambda: service.withdraw_commitment(**on, commitment=held, on=DAY, reason="why"),
            lambda: service.restore_commitment(**on, commitment=held, reason="why"),
            lambda: service.record_delivery(**on, commitment=held, **figure),
            lambda: service.correct_delivery(**on, delivery=delivery, **figure, reason="why"),
            lambda: service.take_return(
                **on,
                contract=contract,
                read=ReadReturn(()),
                cover=service.ReturnCover(DAY, DAY, "a sheet"),
            ),
        )
        for verb in verbs:
            with pytest.raises(NotAllowed, match="organisation"):
                verb()


def state(promise: Commitment) -> tuple:
    return (promise.quantity, promise.unit, promise.due_on, promise.withdrawn_on)


def act(session, who: Actor, promise: Commitment, step: tuple) -> None:
    kind, _, quantity, unit, due_on, flag = step
    change = queries.find_waiting_change(session, promise.key)
    try:
        if kind == "propose":
            terms = replace(
                service.terms_of(session, promise),
                quantity=None if quantity is None else Decimal(quantity),
                unit=unit,
                due_on=due_on,
            )
            service.propose_change(
                session, who, commitment=promise, terms=terms, owner=None, reason="a reason"
            )
        elif kind == "withdraw":
            service.withdraw_commitment(
                session, who, commitment=promise, on=date(2026, 5, 1), reason="a reason"
            )
        elif kind == "restore":
            service.restore_commitment(session, who, commitment=promise, reason="a reason")
        elif change is not None and kind == "approve":
            service.approve_change(session, who, change=change, note="so", is_no_lowering=flag)
        elif change is not None:
            service.refuse_change(session, who, change=change, note="no")
    except (NotAllowed, RuleBroken, AlreadyHeld):
        pass


def is_lower(before: tuple, after: tuple) -> bool:
    """Whether less, later, otherwise or no longer is promised; told apart from the rule itself."""
    quantity, unit, due_on, withdrawn = before
    then_quantity, then_unit, then_due, then_withdrawn = after
    same_unit = unit.strip().lower().rstrip("s") == then_unit.strip().lower().rstrip("s")
    return (
        (withdrawn is None and then_withdrawn is not None)
        or (quantity is not None and (then_quantity is None or not same_unit))
        or (quantity is not None and then_quantity is not None and then_quantity < quantity)
        or (due_on is not None and (then_due is None or then_due > due_on))
    )


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=st.lists(STEP, max_size=12))
def test_a_promise_never_falls_without_two_different_persons(bank, people, promise, steps):
    with bank.database.writing() as session:  # never committed: every example begins anew
        kept = session.get_one(Commitment, promise.key)
        for step in steps:
            before = state(kept)
            act(session, people[step[1]], kept, step)
            if not is_lower(before, state(kept)):
                continue
            approved = [
                one
                for one in queries.list_changes(session, kept.key)
                if one.status is ChangeStatus.APPROVED
            ]
            change = max(approved, key=lambda one: one.decided_at)
            own = {people[0].user_id, people[1].user_id}
            assert change.decided_by_id in own
            assert change.proposed_by_id != change.decided_by_id
            assert change.reason
        session.rollback()


def propose(session, who, promise, **changed) -> CommitmentChange:
    kept = session.get_one(Commitment, promise.key)
    change = service.propose_change(
        session,
        who,
        commitment=kept,
        terms=replace(service.terms_of(session, kept), **changed),
        owner=None,
        reason="Fewer starters",
    )
    assert change is not None
    return change


def test_approve_change_is_refused_to_the_proposer_the_nameless_and_strangers(
    bank, people, promise
):
    first, second, stranger, analyst, operator = people
    with bank.database.transaction() as session:
        change = propose(session, operator, promise, quantity=Decimal(25))
        for who in (operator, stranger, analyst):
            with pytest.raises(NotAllowed):
                service.approve_change(session, who, change=change)
        service.refuse_change(session, first, change=change, note="Ask by name")
        change = propose(session, first, promise, quantity=Decimal(25))
        for who in (first, operator):
            with pytest.raises(NotAllowed):
                service.approve_change(session, who, change=change)
        service.approve_change(session, second, change=change)
        assert session.get_one(Commitment, promise.key).quantity == 25


def test_approve_change_does_all_that_was_proposed_and_nothing_else(bank, people, promise):
    first, second, *_ = people
    with bank.database.transaction() as session:
        change = propose(
            session, first, promise, due_on=date(2028, 1, 1), baseline="None in 2024", themes=[]
        )
        propose(session, second, promise, themes=[], text="Run a local weekly lunch club.")
        with pytest.raises(RuleBroken, match="has changed since"):
            service.approve_change(session, second, change=change)
        service.refuse_change(session, second, change=change, note="Anew, please")
        change = propose(session, first, promise, due_on=date(2028, 1, 1), baseline="None in 2024")
        kept = session.get_one(Commitment, promise.key)
        assert (kept.due_on, kept.baseline) == (START["due_on"], "")
        service.approve_change(session, second, change=change)
        assert (kept.due_on, kept.baseline) == (date(2028, 1, 1), "None in 2024")
        assert (kept.quantity, kept.text) == (40, "Run a local weekly lunch club.")


def test_a_second_lowering_waits_for_the_first_and_nothing_different_is_no_change(
    bank, people, promise
):
    first = people[0]
    with bank.database.transaction() as session:
        kept = session.get_one(Commitment, promise.key)
        terms = service.terms_of(session, kept)
        same = service.propose_change(
            session, first, commitment=kept, terms=terms, owner=None, reason="Tidying"
        )
        assert same is None
        propose(session, first, promise, quantity=Decimal(30))
        with pytest.raises(AlreadyHeld):
            propose(session, first, promise, quantity=Decimal(20))


def test_changes_are_on_the_chained_record_without_words(bank, people, promise):
    first, second, *_ = people
    with bank.database.transaction() as session:
        service.approve_change(
            session, second, change=propose(session, first, promise, quantity=Decimal(25))
        )
        propose(session, first, promise, text="Run a local weekly lunch club.")
        events = list_events_of(session, "Commitment", str(promise.public_id))[1:]
        assert [one.act for one in events] == [
            "propose_change",
            "approve_change",
            "change_commitment",
        ]
        assert events[1].detail["was"] == {"quantity": "40.00"}
        assert events[1].detail["becomes"] == {"quantity": "25.00"}
        assert "local" not in str(events[2].detail)
        assert check_chain(session).whole


def test_a_lowering_stands_in_every_board_report_from_then_on(
    bank, make, council, people, promise, sign_in
):
    first, second, *_ = people
    with bank.database.transaction() as session:
        change = propose(session, first, promise, quantity=Decimal(25))
        assert not Material(session, first, Asked()).lowered
        service.approve_change(session, second, change=change)
    with bank.database.reading() as session:
        ((lowered,),) = Material(session, first, Asked()).lowered.values()
        assert lowered.id == change.id
    board = sign_in(make.user("board_reader", organisation=council))
    assert "Lowered from 40 to 25 on" in board.text("/reports/preview")
