"""What storytellers are told: shipped, added to, retired, and never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake import queries, service
from storybank.intake.models import ConsentStatement
from storybank.intake.rules import hash_statement
from tests.factories.bank import Factory


def test_statements_ship_in_english_and_in_easy_words_and_load_once(
    bank: Bank, make: Factory
) -> None:
    with bank.database.transaction() as session:
        service.load_statements(session, Actor.operator())
    with bank.database.reading() as session:
        held = queries.list_statements(session, None)

    assert [(one.language, one.is_easy_read, one.number) for one in held] == [
        ("en", False, 1),
        ("en", True, 1),
    ]
    assert all(one.sha256 == hash_statement(one.title, one.body) for one in held)


def test_add_statement_takes_the_place_of_the_version_before(bank: Bank, make: Factory) -> None:
    admin = make.user("administrator")
    trust = make.organisation()
    with bank.database.transaction() as session:
        actor = make.actor(admin)
        welsh = service.add_statement(
            session, actor, language="cy", title="Cyn i chi adrodd eich stori", body="Darllenwch."
        )
        own = service.add_statement(
            session,
            actor,
            language="en",
            title="Before you tell us",
            body="Read this.",
            organisation_id=trust.key,
        )
        second = service.add_statement(
            session, actor, language="en", title="Before you tell anybody", body="Read it all."
        )
        choose = queries.choose_statement
        assert choose(session, None, language="cy").id == welsh.id
        assert choose(session, None, language="cy", is_easy_read=True).id == welsh.id
        assert choose(session, trust.key).id == own.id
        assert choose(session, None).id == second.id
        assert second.number == 2
        assert choose(session, trust.key, language="pl", is_easy_read=True).is_easy_read
        first = session.exec(
            select(ConsentStatement).where(
                ConsentStatement.number == 1,
                ConsentStatement.language == "en",
                ConsentStatement.organisation_id == None,  # noqa: E711
                ConsentStatement.is_easy_read == False,  # noqa: E712
            )
        ).one()
        assert first.retired_at is not None
        with pytest.raises(RuleBroken, match="just what"):
            service.add_statement(
                session, actor, language="cy", title=welsh.title, body="Darllenwch. "
            )
        with pytest.raises(RuleBroken, match="takes this one's place"):
            service.retire_statement(session, actor, statement=second)
        service.retire_statement(session, actor, statement=own)
        assert choose(session, trust.key).id == second.id


def test_a_shipped_text_that_changed_does_not_push_aside_what_people_here_wrote(
    bank: Bank, make: Factory, tmp_path
) -> None:
    (tmp_path / "en.md").write_text("# A title\n\nOther words.", encoding="utf-8")
    admin = make.user("administrator")
    with bank.database.transaction() as session:
        written = service.add_statement(
            session, make.actor(admin), language="en", title="Ours", body="Our words."
        )
        service.load_statements(session, Actor.operator(), tmp_path)
        service.load_statements(session, Actor.operator(), tmp_path)
        assert queries.choose_statement(session, None).id == written.id
        numbers = [
            one.number
            for one in queries.list_statements(session, None, retired=True)
            if not one.is_easy_read
        ]
        assert sorted(numbers) == [1, 2, 3]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_statement SET body = 'x'",
        "UPDATE consent_statement SET title = 'x'",
        "DELETE FROM consent_statement",
    ],
)
def test_the_database_refuses_to_change_what_storytellers_were_told(
    bank: Bank, statement: str
) -> None:
    with pytest.raises(IntegrityError), bank.database.transaction() as session:
        session.connection().execute(text(statement))


def test_only_an_administrator_writes_what_storytellers_are_told(bank: Bank, make: Factory) -> None:
    manager = make.user("contract_manager")
    with bank.database.transaction() as session, pytest.raises(NotAllowed):
        service.add_statement(session, make.actor(manager), language="en", title="A", body="B")
