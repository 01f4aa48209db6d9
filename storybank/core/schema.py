"""Bringing the database to the newest schema, with a copy made first."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storybank.core import clock
from storybank.core.db import Database
from storybank.core.errors import StorybankError

BACKUPS_KEPT = 10


def migrate(database: Database, migrations: Path, backups: Path) -> str | None:
    """Upgrade the schema to the newest revision, backing the database up first.

    Returns the name of the backup made, or None where nothing was to do or the database is new.

    Raises:
        StorybankError: the database was written by a newer Storybank than this one.
    """
    with database.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == _newest(migrations):
        return None
    config = _config(migrations)
    script = ScriptDirectory.from_config(config)
    if current is not None and current not in {r.revision for r in script.walk_revisions()}:
        raise StorybankError(
            "This database was written by a newer Storybank. Install that version, or point "
            "STORYBANK_HOME at another folder."
        )
    backup = None if current is None else back_up(database.path, backups)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return backup


def _config(migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    return config


@cache
def _newest(migrations: Path) -> str | None:
    """The newest revision of a folder, whose files are read once in a process."""
    return ScriptDirectory.from_config(_config(migrations)).get_current_head()


def back_up(database: Path, folder: Path) -> str:
    """Copy a live SQLite database into ``folder``; returns the file's name."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"storybank-{clock.now():%Y%m%dT%H%M%S%fZ}.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
    for old in sorted(folder.glob("storybank-*.db"))[:-BACKUPS_KEPT]:
        old.unlink()
    return target.name
