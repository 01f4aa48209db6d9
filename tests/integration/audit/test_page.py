"""The record of acts on screen."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import text

from storybank.app import Bank
from storybank.core.paths import PROJECT_ROOT
from storybank.web.audit import ACTS
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]


def test_audit_lists_acts_in_words_newest_first(make: Factory, client: CheckingClient) -> None:
    administrator = make.user("administrator")
    other = make.user("analyst")
    client.sign_in(administrator.email, make.password)  # through the page, which is an act
    page = client.text("/settings/audit")
    assert page.index("signed in") < page.index("opened an account")
    assert other.name in page
    assert administrator.name in page
    assert "The operator of the server" in page


def test_audit_shows_no_words_of_a_story(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    make.story(manager, title="A title of its own", body="Words told in confidence. " * 5)
    page = sign_in(make.user("administrator")).text("/settings/audit")
    assert "accepted a story" in page
    assert "A title of its own" not in page
    assert "confidence" not in page


def test_audit_pages_and_keeps_its_statements(make: Factory, bank: Bank, sign_in: SignIn) -> None:
    client = sign_in(make.user("administrator"))
    client.get("/settings/audit")
    with counted(bank.database) as few:
        client.get("/settings/audit")
    for _ in range(60):
        make.organisation()
    with counted(bank.database) as many:
        first = client.text("/settings/audit")
    assert len(many) == len(few)
    assert "Page 1 of 2" in first
    for number in ("2", "999999999999", "-1", "x", "0"):
        assert client.get(f"/settings/audit?page={number}").status_code == 200
    assert "loaded the themes" in client.text("/settings/audit?page=2")


def test_audit_check_says_whole_or_where_it_breaks(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    client = sign_in(make.user("administrator"))
    assert "The record is whole" in client.text("/settings/audit/check")
    with bank.database.transaction() as session:
        session.connection().execute(text("DROP TRIGGER audit_event_no_update"))
        session.connection().execute(text("UPDATE audit_event SET act = 'x' WHERE id = 2"))
    page = client.text("/settings/audit/check")
    assert "The record is broken" in page
    assert "Act number 2 has been changed" in page


def test_audit_others_refused(make: Factory, sign_in: SignIn, client: FlaskClient) -> None:
    manager = sign_in(make.user("contract_manager"))
    for url in ("/settings/audit", "/settings/audit/check"):
        assert manager.get(url).status_code == 403
        assert client.get(url).status_code == 302


def test_audit_every_act_recorded_has_words() -> None:
    named = re.compile(r"record\(\s*session,\s*[\w.()]+,\s*\"(\w+)\"")
    source = "".join(
        path.read_text(encoding="utf-8") for path in (PROJECT_ROOT / "storybank").rglob("*.py")
    )
    acts = set(named.findall(source))
    assert len(acts) > 20
    assert acts <= set(ACTS)
