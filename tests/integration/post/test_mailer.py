"""E-mail as it leaves: to a real mail server on this machine, once, and nothing of it in logs."""

from __future__ import annotations

import logging
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_string
from typing import Any

import pytest
from sqlmodel import select

from storybank import pipeline
from storybank.app import Bank
from storybank.core.jobs.outbox import OutboxEvent
from storybank.notices import service as notices
from storybank.notices.models import Notice, NoticeStatus
from storybank.notices.rules import MOST_ATTEMPTS
from storybank.post import mailer
from storybank.post.mailer import Mailer, NotSentYet
from tests.factories.bank import Factory

ADDRESS = "somebody@example.org"


class Letterbox(socketserver.StreamRequestHandler):
    """A mail server of few words; keeps what it is given, refuses what its server says."""

    server: Any

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                self.say("354 go on")
                self.keep()
            elif verb == "RCPT" and self.server.refuses:
                self.say(self.server.refuses)
            else:
                self.say("221 bye" if verb == "QUIT" else "250 fine")
            if verb == "QUIT":
                return

    def keep(self) -> None:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.kept.append("\n".join(lines))
        self.say("250 kept")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def server() -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Letterbox) as server:
        server.kept, server.refuses = [], ""  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def post_to(port: int) -> Mailer:
    return Mailer(f"smtp://127.0.0.1:{port}", "storybank@example.org", "https://here.example")


def tell(bank: Bank, email: str = ADDRESS) -> int:
    with bank.database.transaction() as session:
        notice = notices.tell_address(session, template="answered", email=email, path="/your-story")
        return notice.key


def read(bank: Bank, notice_id: int) -> Notice:
    with bank.database.reading() as session:
        return session.get_one(Notice, notice_id)


def test_a_notice_is_sent_once_and_its_address_wiped(bank: Bank, server: Any) -> None:
    notice_id, post = tell(bank), post_to(server.server_address[1])

    post.send(bank.database, notice_id)
    post.send(bank.database, notice_id)

    (letter,) = [message_from_string(text) for text in server.kept]
    notice = read(bank, notice_id)
    assert letter["To"] == ADDRESS
    assert letter["From"] == "storybank@example.org"
    assert letter["Subject"] == "Somebody answered you"
    assert letter["Message-ID"] == f"<{notice.public_id}@here.example>"
    assert letter.get_content_type() == "text/plain"
    assert "https://here.example/your-story" in str(letter.get_payload())
    assert (notice.status, notice.email, notice.attempts) == (NoticeStatus.SENT, "", 1)
    assert notice.sent_at is not None


def test_a_refused_address_is_given_up_and_named_nowhere(
    bank: Bank, server: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    server.refuses = f"550 no such person {ADDRESS}"
    notice_id, other = tell(bank), tell(bank)
    post = post_to(server.server_address[1])

    with caplog.at_level(logging.DEBUG):
        post.send(bank.database, notice_id)
        server.refuses = ""
        post.send(bank.database, other)

    notice = read(bank, notice_id)
    assert read(bank, other).status is NoticeStatus.SENT, "a no to one keeps nobody else waiting"
    assert (notice.status, notice.email) == (NoticeStatus.FAILED, "")
    assert notice.error == "SMTPRecipientsRefused"
    out = capfd.readouterr()
    assert ADDRESS not in caplog.text + out.out + out.err


def test_a_server_that_is_away_is_tried_again_by_the_outbox_and_left_alone_meanwhile(
    bank: Bank, server: Any, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = post_to(1)  # nobody listens there
    tools = pipeline.Tools(**{**vars(bank.tools), "send": nowhere.send})
    first, second = tell(bank), tell(bank)

    with caplog.at_level(logging.DEBUG):
        pipeline.drain(tools)

    with bank.database.reading() as session:
        waiting = session.exec(select(OutboxEvent).where(OutboxEvent.event == "NoticeAdded")).all()
    assert {(row.done_at, row.error) for row in waiting} == {(None, "NotSentYet")}
    assert read(bank, first).attempts == 1
    assert read(bank, first).email == ADDRESS
    assert read(bank, second).attempts == 0, "the server that was away was not asked again at once"
    assert ADDRESS not in caplog.text


def test_what_cannot_be_sent_for_days_is_given_up(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailer, "SECONDS_OF_REST", 0.0)
    notice_id, post = tell(bank), post_to(1)

    with bank.database.transaction() as session:
        session.get_one(Notice, notice_id).attempts = MOST_ATTEMPTS - 2
    with pytest.raises(NotSentYet):
        post.send(bank.database, notice_id)
    post.send(bank.database, notice_id)

    assert read(bank, notice_id).status is NoticeStatus.FAILED
    assert read(bank, notice_id).email == ""


def test_without_post_a_notice_is_dropped_with_its_address(bank: Bank) -> None:
    notice_id = tell(bank)

    Mailer("none", "a@b", "http://x").send(bank.database, notice_id)

    assert (read(bank, notice_id).status, read(bank, notice_id).email) == (
        NoticeStatus.DROPPED,
        "",
    )


def test_what_waits_for_an_address_that_is_taken_back_is_not_sent(bank: Bank) -> None:
    mine, other = tell(bank), tell(bank, "other@example.org")

    with bank.database.transaction() as session:
        assert notices.forget_address(session, ADDRESS) == 1

    assert (read(bank, mine).status, read(bank, mine).email) == (NoticeStatus.DROPPED, "")
    assert read(bank, other).status is NoticeStatus.WAITING


def test_on_the_screen_the_text_is_shown_without_the_address(
    bank: Bank, capsys: pytest.CaptureFixture[str]
) -> None:
    notice_id = tell(bank)

    Mailer("console", "a@b", "http://x").send(bank.database, notice_id)

    shown = capsys.readouterr().err
    assert "Subject: Somebody answered you" in shown
    assert ADDRESS not in shown
    assert read(bank, notice_id).status is NoticeStatus.SENT


def test_an_address_with_a_line_end_in_it_sends_no_second_header(bank: Bank, server: Any) -> None:
    notice_id = tell(bank)
    with bank.database.transaction() as session:  # as if it had come past the rule
        session.get_one(Notice, notice_id).email = "a@b.org\nBcc: c@d.org"

    post_to(server.server_address[1]).send(bank.database, notice_id)

    assert server.kept == []
    assert read(bank, notice_id).status is NoticeStatus.FAILED


def test_only_this_same_machine_is_spoken_to_in_the_clear() -> None:
    read_route = mailer.Route.read

    assert not read_route("smtp://localhost:25").starts_tls
    assert read_route("smtp://u:p%40%2F@mail.example.org").starts_tls
    assert read_route("smtp://u:p%40%2F@mail.example.org").password == "p@/"
    assert read_route("smtps://mail.example.org").port == 465


def test_who_refused_a_kind_is_kept_out_of_the_post(bank: Bank, make: Factory) -> None:
    manager = make.user("contract_manager")
    with bank.database.transaction() as session:
        notices.choose_notices(session, make.actor(manager), user=manager, wanted=[])
        values: dict[str, Any] = {"overdue": 2, "days": 30, "path": "/answering"}
        notice = notices.tell_user(session, template="stories_unanswered", user=manager, **values)
        must = notices.tell_user(
            session, template="report_recalled", user=manager, path="/issued", quotations=1
        )

    assert (notice.status, notice.email) == (NoticeStatus.DROPPED, "")
    assert must.status is NoticeStatus.WAITING
    with bank.database.transaction() as session:
        notices.choose_notices(
            session, make.actor(manager), user=manager, wanted=["stories_unanswered"]
        )
        again = notices.tell_user(session, template="stories_unanswered", user=manager, **values)
    assert again.status is NoticeStatus.WAITING
