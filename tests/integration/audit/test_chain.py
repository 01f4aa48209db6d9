"""The record cannot be changed unseen, by whatever way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from storybank.app import Bank
from storybank.audit.models import AuditEvent
from storybank.audit.queries import ChainCheck, check_chain, count_events
from storybank.audit.rules import hash_event
from tests.factories.bank import Factory


@pytest.fixture
def chain(make: Factory) -> Factory:
    """A record of some length."""
    for _ in range(4):
        make.organisation()
    return make


@pytest.fixture
def go_around(bank: Bank) -> Callable[..., None]:
    """Change the record as somebody with the file in their hands would."""

    def _go_around(*statements: str, **values: object) -> None:
        with bank.database.transaction() as session:
            for name in ("audit_event_no_update", "audit_event_no_delete"):
                session.connection().execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            for statement in statements:
                session.connection().execute(text(statement), values)

    return _go_around


def check(make: Factory) -> ChainCheck:
    with make.session() as session:
        return check_chain(session)


def last_id(make: Factory) -> int:
    with make.session() as session:
        return max(event.id or 0 for event in session.exec(select(AuditEvent)))


def test_check_chain_untouched_is_whole(chain: Factory) -> None:
    found = check(chain)
    with chain.session() as session:
        assert found.events == count_events(session) >= 4
    assert found.whole
    assert found.broken_at is None


@pytest.mark.parametrize(
    "change",
    [
        "act = 'other'",
        "actor = 'somebody else'",
        "actor_id = 77",
        "subject_id = 'other'",
        "subject_type = 'Other'",
        'detail = \'{"kind": "supplier"}\'',
        "at = '2020-01-01 00:00:00.000000'",
    ],
)
def test_check_chain_changed_event_is_noticed(
    chain: Factory, go_around: Callable[..., None], change: str
) -> None:
    number = last_id(chain) - 2
    go_around(f"UPDATE audit_event SET {change} WHERE id = {number}")
    found = check(chain)
    assert found.broken_at == number
    assert "changed" in (found.reason or "")


def test_check_chain_changed_and_sealed_anew_breaks_at_the_next(
    chain: Factory, go_around: Callable[..., None]
) -> None:
    number = last_id(chain) - 2
    with chain.session() as session:
        content = session.get_one(AuditEvent, number).model_dump(exclude={"id", "hash"})
    sealed = hash_event(**{**content, "act": "other"})
    go_around(f"UPDATE audit_event SET act = 'other', hash = '{sealed}' WHERE id = {number}")
    assert check(chain).broken_at == number + 1


def test_check_chain_removed_in_the_middle_is_noticed(
    chain: Factory, go_around: Callable[..., None]
) -> None:
    number = last_id(chain) - 2
    go_around(f"DELETE FROM audit_event WHERE id = {number}")
    assert check(chain).broken_at == number + 1


def test_check_chain_removed_at_the_beginning_is_noticed(
    chain: Factory, go_around: Callable[..., None]
) -> None:
    go_around("DELETE FROM audit_event WHERE id = 1")
    assert not check(chain).whole


@pytest.mark.parametrize("many", [1, 3])
def test_check_chain_removed_at_the_end_is_noticed(
    chain: Factory, go_around: Callable[..., None], many: int
) -> None:
    last = last_id(chain)
    go_around(f"DELETE FROM audit_event WHERE id > {last - many}")
    found = check(chain)
    assert found.broken_at == last
    assert "missing" in (found.reason or "")


def test_check_chain_all_removed_is_noticed(chain: Factory, go_around: Callable[..., None]) -> None:
    go_around("DELETE FROM audit_event")
    assert not check(chain).whole


def test_check_chain_inserted_in_the_middle_is_noticed(
    chain: Factory, go_around: Callable[..., None]
) -> None:
    number = last_id(chain) - 1
    columns = "at, actor_id, actor, act, subject_type, subject_id, detail, previous_hash"
    go_around(
        f"DELETE FROM audit_event WHERE id = {number}",
        f"INSERT INTO audit_event (id, {columns}, hash) SELECT {number}, {columns}, 'x' "
        f"FROM audit_event WHERE id = {number - 1}",
    )
    assert check(chain).broken_at == number


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET act = 'x'", "DELETE FROM audit_event"]
)
def test_audit_event_triggers_refuse(chain: Factory, session: Session, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        session.connection().execute(text(statement))
