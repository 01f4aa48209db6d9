"""The only wiring: settings in, a working installation and its Flask app out."""

import logging
import os
import secrets
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask

from config import PROJECT_ROOT, Settings
from storybank import pipeline, tables
from storybank.accounts import service as accounts
from storybank.accounts.rules import Actor
from storybank.codebook import service as codebook
from storybank.core.db import Database
from storybank.core.errors import StorybankError
from storybank.core.files import FileStore
from storybank.core.jobs import outbox
from storybank.core.jobs.lease import WorkersLease
from storybank.core.jobs.queue import Queue
from storybank.core.jobs.seldom import Seldom
from storybank.core.schema import migrate
from storybank.frameworks import service as frameworks
from storybank.intake import service as intake
from storybank.linking.matcher import Matcher
from storybank.nlp.encoder import Encoder
from storybank.nlp.reader import Reader
from storybank.post.mailer import Mailer
from storybank.search.whoosh_engine import WhooshEngine
from storybank.telling import service as telling

assert tables.metadata.tables, "every table is known before the first session"
log = logging.getLogger(__name__)
HOURLY = 3600.0


@dataclass(frozen=True)
class Bank:
    """One open installation."""

    settings: Settings
    secret: str
    return_key: bytes
    database: Database
    files: FileStore
    tools: pipeline.Tools
    queue: Queue
    lease: WorkersLease

    def start_workers(self) -> None:
        """Start the threads that read and index stories, beginning with what was left undone.

        Raises:
            StorybankError: another server works on the same home folder.
        """
        if not self.lease.take():
            raise StorybankError(
                "Another Storybank server is running on this home folder. Stop that one first, or "
                "set STORYBANK_HOME to another folder."
            )
        with self.database.transaction() as session:
            outbox.release_claims(session)
        self.queue.start(self.settings.worker_threads)

    def close(self) -> None:
        """Stop the workers and let go of files."""
        self.queue.stop()
        self.lease.give_back()
        self.tools.engine.close()
        self.database.close()


def open_bank(settings: Settings) -> Bank:
    """Open the installation in ``settings.home``, making or upgrading it as needed."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = settings.secret_key or _kept_secret(settings.home / "secret")
    database = Database(settings.database_path)
    backup = migrate(database, PROJECT_ROOT / "migrations", settings.backups_path)
    if backup:
        log.warning("The database was upgraded. The copy made before it is %s.", backup)
    with database.transaction() as session:
        accounts.prepare(session)
        codebook.load_hub(session, Actor.operator(), settings.models / "themes" / "themes.csv")
        frameworks.load_shipped(session, Actor.operator())
        telling.load_help_numbers(session, Actor.operator())
        intake.load_statements(session, Actor.operator())
    tools = pipeline.Tools(
        database=database,
        engine=WhooshEngine(settings.index_path),
        reader=Reader(settings.models),
        matcher=Matcher(settings.models),
        encoder=Encoder(settings.models),
        models=settings.models,
        files=FileStore(settings.files_path),
        concern_hours=settings.concern_hours,
        answer_days=settings.answer_days,
        smallest_group=settings.smallest_group,
        public_url=settings.public_url,
        send=Mailer(settings.mail, settings.mail_from, settings.public_url).send,
        sends=settings.mail != "none",
    )
    queue = Queue(
        settings.jobs_path,
        secret,
        deliver=partial(pipeline.drain, tools),
        every_minute=partial(_every_minute, tools, Seldom(partial(pipeline.passes, tools), HOURLY)),
    )
    return Bank(
        settings=settings,
        secret=secret,
        return_key=_kept_secret(settings.return_key_path).encode("ascii"),
        database=database,
        files=FileStore(settings.files_path),
        tools=tools,
        queue=queue,
        lease=WorkersLease(settings.home / "workers.lock"),
    )


def create_app(settings: Settings, bank: Bank | None = None) -> Flask:
    """The web application over one installation."""
    from storybank import web  # the doors are only needed by those who open them

    return web.create_web(bank or open_bank(settings))


def _every_minute(tools: pipeline.Tools, passes: Seldom) -> None:
    pipeline.catch_up(tools)
    passes()
    tools.reader.prepare()  # in the worker, where nobody waits for it
    pipeline.tidy(tools)


def _kept_secret(path: Path) -> str:
    """The installation's own secret, made once and readable by its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
