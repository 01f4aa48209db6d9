"""How long a story took, measured without a cookie, and shown to whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.core import clock
from storybank.intake.models import Door, Submission
from storybank.web.time_taken import LONGEST
from tests.factories.bank import Factory
from tests.integration.intake.test_lists import cells, table, upload
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
TYPED = {
    "title": "The bus",
    "body": "They cut the bus.",
    "kind": "beneficiary_story",
    "format": "plain",
    "teller": "self",
    "purposes": ["contract_management"],
    "method": "paper form",
    "given_by": "self",
}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets so many seconds go by."""
    real, gone = clock.now, [0]
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(seconds=gone[0]))

    def _wait(seconds: int) -> None:
        gone[0] += seconds

    return _wait


def opened(client: CheckingClient, url: str) -> dict[str, str]:
    page = client.page(url)
    return {
        name: str(page.xpath(f"//input[@name='{name}']/@value")[0])
        for name in ("opened", "csrf_token")
    }


def only(make: Factory) -> Submission:
    with make.session() as session:
        return session.exec(select(Submission)).one()


def test_time_of_a_story_adds_up_over_a_draft_and_a_page_left_open_counts_for_nothing(
    make: Factory, sign_in: SignIn, later: Callable[[int], None]
) -> None:
    client = sign_in(make.user("contributor"))
    form = opened(client, "/intake/new")
    later(120)
    draft = client.post("/intake/new", data={**TYPED, **form, "act": "draft"})
    assert draft.status_code == 303
    page = draft.headers["Location"]
    form = opened(client, page)
    later(60)
    assert client.post(page, data={**TYPED, **form, "act": "draft"}).status_code == 303
    assert 180 <= (only(make).seconds_taken or 0) <= 190
    form = opened(client, page)
    later(LONGEST + 60)
    sent = client.post(page, data={**TYPED, **form, "act": "send"})
    assert sent.status_code == 303
    kept = only(make)
    assert 180 <= (kept.seconds_taken or 0) <= 190
    assert kept.door is Door.STAFF


def test_mark_that_was_made_up_measures_nothing(make: Factory, sign_in: SignIn) -> None:
    client = sign_in(make.user("contributor"))
    form = {**opened(client, "/intake/new"), "opened": "made.up", "act": "send"}
    assert client.post("/intake/new", data={**TYPED, **form}).status_code == 303
    assert only(make).seconds_taken is None


def test_workspace_and_contract_show_the_middle_in_a_fixed_number_of_statements(
    make: Factory, sign_in: SignIn, later: Callable[[int], None]
) -> None:
    council = make.organisation()
    contract = make.contract(council)
    sender = make.user("contributor", organisation=make.organisation("vcse"))
    client = sign_in(sender)
    assert "Nothing is measured yet" in client.text("/intake/workspace")
    mark = opened(client, "/intake/upload")["opened"]
    later(240)
    rows = [cells(n, contract=contract.reference) for n in range(2)]
    upload(client, table("csv", rows), "list.csv", opened=mark)
    with counted(make.bank.database) as few:
        page = client.text("/intake/workspace")
    assert "that came one by one" not in page
    assert "Uploaded, several at once" in page
    for number, minutes in enumerate((4, 5, 7, 9)):
        make.submission(
            sender, contract=contract, seconds_taken=60 * minutes, title=f"Told {number}"
        )
    make.submission(sender)
    with counted(make.bank.database) as many:
        page = client.text("/intake/workspace")
    assert len(few) == len(many)
    assert "6 minutes a story, the middle of 4 stories that came one by one." in page
    assert "Nobody measured 1 other story" in page
    assert "7 Waiting to be accepted" in page
    manager = sign_in(make.user("contract_manager", organisation=council))
    assert (
        "The burden we put on people: 6 minutes to give a story, the middle of 4 stories sent one"
        in manager.text(f"/contracts/{contract.public_id}")
    )
