"""Runs migrations: on a connection handed over by ``core.schema``, else on STORYBANK_HOME."""

from alembic import context
from sqlalchemy import Connection

from storybank.tables import metadata


def run(connection: Connection) -> None:
    """Run the wanted migrations on one connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    from config import Settings
    from storybank.core.db import Database

    settings = Settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Database(settings.database_path).engine.begin() as own_connection:
        run(own_connection)
