"""The database: engine, sessions, column types and naming of constraints.

SQLite runs in WAL mode with foreign keys on and ``synchronous=FULL``, so that what was
committed survives a power cut. A writing session begins with ``BEGIN IMMEDIATE``: a deferred
transaction that reads first and writes later fails at once (SQLITE_BUSY_SNAPSHOT) when
somebody else wrote in between, and no busy timeout helps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect, Engine, TypeDecorator, create_engine, event
from sqlmodel import Field, Session, SQLModel

from storybank.core import clock
from storybank.core.ids import new_public_id

BUSY_TIMEOUT_MS = 15_000
LOG_TIMEOUT_MS = 1_000  # nobody can write while the log is waited for

# Named constraints can be told apart in errors and dropped in migrations.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive time is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC for storage."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored time back with its zone."""
        return None if value is None else value.replace(tzinfo=UTC)


class Row(SQLModel):
    """What every kept thing has: a row number for joins, a public id for the world."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = Field(default_factory=new_public_id, unique=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        """The row number of a row that has been flushed."""
        if self.id is None:
            raise ValueError(f"{type(self).__name__} has not been flushed")
        return self.id


class Database:
    """One database and the two ways into it: :meth:`reading` and :meth:`writing`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = create_engine(
            f"sqlite:///{path}",
            connect_args={"timeout": 15},
            hide_parameters=True,  # an error must never print the words of a story
        )
        _tune_sqlite(self.engine)
        self._immediate = self.engine.execution_options(begin_immediate=True)

    def reading(self) -> Session:
        """A session for reads; it takes no write lock."""
        return Session(self.engine, expire_on_commit=False)

    def writing(self) -> Session:
        """A session that holds the write lock from its first statement."""
        return Session(self._immediate, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A writing session that commits at the end, or rolls back when anything is raised."""
        with self.writing() as session:
            yield session
            session.commit()

    def forget_log(self) -> bool:
        """Empty SQLite's log of changes into the database, so that no page of before stays in it.

        Says whether that was done: somebody who is reading just now can be in its way.
        """
        connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={LOG_TIMEOUT_MS}")
            (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            return not busy
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "temp_store=MEMORY",
            "secure_delete=ON",  # words that were taken back leave no trace in free pages
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        immediate = connection.get_execution_options().get("begin_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
