"""Migrations are numbered, in one line, and end at the schema the models describe."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError

from storybank.app import Bank
from storybank.core.errors import StorybankError
from storybank.core.paths import PROJECT_ROOT
from storybank.core.schema import BACKUPS_KEPT, back_up, migrate
from storybank.tables import metadata
from tests.factories.bank import Factory

MIGRATIONS = PROJECT_ROOT / "migrations"


def test_migrations_are_numbered_in_one_line() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]

    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    assert [p.name[:4] for p in sorted((MIGRATIONS / "versions").glob("0*.py"))] == revisions


def test_the_head_file_names_the_head() -> None:
    """Two migrations made side by side both change this file, so that git notices."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()

    assert (MIGRATIONS / ".current-head").read_text(encoding="utf-8").strip() == head


def test_the_migrated_schema_is_the_models(bank: Bank) -> None:
    with bank.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, metadata) == []


def test_every_constraint_has_a_name(bank: Bank) -> None:
    for table in metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_an_old_database_is_backed_up_before_it_is_upgraded(bank: Bank, tmp_path: Path) -> None:
    name = back_up(bank.database.path, tmp_path / "backups")

    with closing(sqlite3.connect(tmp_path / "backups" / name)) as copy:
        assert copy.execute("SELECT count(*) FROM code").fetchone() == (21,)


def test_old_backups_make_room_for_new_ones(bank: Bank, tmp_path: Path) -> None:
    for _ in range(BACKUPS_KEPT + 2):
        newest = back_up(bank.database.path, tmp_path / "backups")

    held = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert len(held) == BACKUPS_KEPT
    assert held[-1] == newest


def test_a_database_from_the_future_is_refused(bank: Bank, tmp_path: Path) -> None:
    with bank.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StorybankError, match="newer Storybank"):
        migrate(bank.database, MIGRATIONS, tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET act = 'x'",
        "DELETE FROM audit_event",
        "UPDATE story_version SET body = 'x'",
        "UPDATE submission SET body = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_never_changes(
    make: Factory, bank: Bank, statement: str
) -> None:
    make.story(make.user("contract_manager"))

    with (
        pytest.raises(IntegrityError, match=re.compile("append-only|never changes")),
        bank.database.engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)


def test_the_database_is_set_up_to_lose_nothing(bank: Bank) -> None:
    with bank.database.engine.connect() as connection:

        def pragma(name: str) -> object:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        assert pragma("journal_mode") == "wal"
        assert pragma("foreign_keys") == 1
        assert pragma("synchronous") == 2
        assert int(str(pragma("busy_timeout"))) >= 5000
