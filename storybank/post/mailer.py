"""Sending notices by e-mail: the only module that knows Flask-Mailman.

Nothing said here, on paper or in a log, names an address: what failed is told by number and kind.
"""

import logging
import smtplib
import ssl
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask_mailman import EmailMessage, Mail
from flask_mailman.backends.console import EmailBackend as ConsoleBackend
from flask_mailman.backends.smtp import EmailBackend as SmtpBackend
from jinja2 import TemplateError

from storybank.core.db import Database
from storybank.notices import service as notices
from storybank.notices.models import Notice, NoticeStatus
from storybank.post.wording import Message, write_message

log = logging.getLogger(__name__)
SECONDS_TO_ANSWER = 10
# Where a mail server does not answer, the workers have better to do than to wait for it again.
SECONDS_OF_REST = 60.0
PORTS = {"smtp": 587, "smtps": 465}
OURSELVES = frozenset({"localhost", "127.0.0.1", "::1"})
# Asked again, a server that says these says the same.
FOR_GOOD = (smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, ValueError)


class NotSentYet(Exception):
    """A notice could not be sent; the outbox tries it again later. Says nothing of whose it is."""


@dataclass(frozen=True)
class Route:
    """How e-mail goes out, read from the setting: ``kind`` is none, console, smtp or smtps."""

    kind: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""

    @classmethod
    def read(cls, setting: str) -> "Route":
        """Read the setting, which ``config`` has checked."""
        if setting in ("none", "console"):
            return cls(setting)
        parts = urlsplit(setting)
        return cls(
            parts.scheme,
            parts.hostname or "",
            parts.port or PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    @property
    def starts_tls(self) -> bool:
        """Whether the line is encrypted after the greeting: always, but to this same machine."""
        return self.kind == "smtp" and self.host not in OURSELVES


class _OnScreen(ConsoleBackend):  # type: ignore[misc]
    """Shows a message on the error output, without the address it would go to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"stream": sys.stderr, **kwargs})

    def write_message(self, message: EmailMessage) -> None:
        """Print subject and text."""
        line = "-" * 72
        self.stream.write(
            f"{line}\nE-mail (shown here, sent to nobody)\nSubject: {message.subject}\n\n"
            f"{message.body}{line}\n"
        )


class _ByPost(SmtpBackend):  # type: ignore[misc]
    """Sends over a line whose other end has shown who it is, and tells it no name of ours."""

    connection: Any

    def open(self) -> bool:
        """Open the line, unless it is open."""
        if self.connection:
            return False
        given: dict[str, Any] = {"local_hostname": "localhost", "timeout": self.timeout}
        if self.use_ssl:
            given["context"] = ssl.create_default_context()
        self.connection = self.connection_class(self.host, self.port, **given)
        if self.use_tls:
            self.connection.starttls(context=ssl.create_default_context())
        if self.username:
            self.connection.login(self.username, self.password)
        return True


class Mailer:
    """Sends notices one by one."""

    def __init__(self, setting: str, sender: str, public_url: str) -> None:
        self.route = Route.read(setting)
        self._public_url = public_url
        self._sender = sender
        self._app = Flask("storybank.post")
        self._app.config.update(
            MAIL_BACKEND=_ByPost if self.route.host else _OnScreen,
            MAIL_SERVER=self.route.host,
            MAIL_PORT=self.route.port,
            MAIL_USERNAME=self.route.user,
            MAIL_PASSWORD=self.route.password,
            MAIL_USE_TLS=self.route.starts_tls,
            MAIL_USE_SSL=self.route.kind == "smtps",
            MAIL_DEFAULT_SENDER=sender,
            MAIL_TIMEOUT=SECONDS_TO_ANSWER,
        )
        self._mail = Mail(self._app)
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def send(self, database: Database, notice_id: int) -> None:
        """Send one notice that waits, once; done twice, it is sent once.

        Raises:
            NotSentYet: it could not be sent now, and is to be tried again.
        """
        with database.reading() as session:
            notice = session.get(Notice, notice_id)
        if notice is None or notice.status is not NoticeStatus.WAITING:
            return
        if self.route.kind == "none":
            with database.transaction() as session:
                notices.drop_notice(session, notice_id)
            return
        try:
            self._post(notice)
        except (OSError, smtplib.SMTPException, TemplateError, ValueError) as error:
            for_good = isinstance(error, (TemplateError, *FOR_GOOD)) or _is_refused(error)
            self._give_back(database, notice_id, error, for_good=for_good)
            return
        with database.transaction() as session:
            notices.mark_sent(session, notice_id)

    def _post(self, notice: Notice) -> None:
        message = write_message(notice, self._public_url)
        if time.monotonic() < self._rests_until:
            raise NotSentYet
        with self._lock, self._app.app_context():
            line = self._mail.get_connection()
            try:
                self._letter(notice, message, line).send()
            except OSError as error:  # what a mail server says is one of these too
                if _is_away(error):
                    self._rests_until = time.monotonic() + SECONDS_OF_REST
                raise
            finally:
                with suppress(OSError, smtplib.SMTPException):
                    line.close()

    def _letter(self, notice: Notice, message: Message, line: Any) -> EmailMessage:
        host = (urlsplit(self._public_url).hostname or "localhost").strip(".")
        return EmailMessage(
            message.subject,
            message.body,
            self._sender,
            [notice.email],
            connection=line,
            # The same notice sent twice is the same message: readers of mail show it once.
            headers={
                "Message-ID": f"<{notice.public_id}@{host}>",
                "Auto-Submitted": "auto-generated",
            },
        )

    def _give_back(
        self, database: Database, notice_id: int, error: Exception, *, for_good: bool
    ) -> None:
        kind = type(error).__name__
        with database.transaction() as session:
            again = notices.note_failure(session, notice_id, kind, for_good=for_good)
        if again:
            raise NotSentYet from None
        log.error("notice %d was given up: %s", notice_id, kind)


def _is_away(error: OSError) -> bool:
    """Whether nobody answered, rather than answered no."""
    away = (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)
    return isinstance(error, away) or not isinstance(error, smtplib.SMTPException)


def _is_refused(error: Exception) -> bool:
    """Whether the server said no, and would say it again; refused passwords are for us to mend."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600
