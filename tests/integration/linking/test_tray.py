"""The tray: suggestions by promise, narrowed, decided on in bulk, and undone exactly."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from sqlmodel import col, select

from storybank.accounts.models import User
from storybank.audit.models import AuditEvent
from storybank.cli import storybank
from storybank.commitments.models import Commitment, Contract
from storybank.linking import service
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import words

ACCEPT, REJECT = {"act": "accept"}, {"act": "reject"}


@dataclass
class Scene:
    """A contract with two promises, and three suggestions."""

    manager: User
    contract: Contract
    promises: list[Commitment]
    links: list[EvidenceLink]

    @property
    def tray(self) -> str:
        return f"/linking?contract={self.contract.public_id}"

    def ticked(self, *numbers: int) -> dict[str, object]:
        ids = [str(self.links[number].public_id) for number in numbers]
        return {"contract": str(self.contract.public_id), "link": ids}


@pytest.fixture
def scene(make: Factory) -> Scene:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    promises = [
        make.commitment(contract, text="Run a weekly lunch club."),
        make.commitment(contract, text="Keep the bus running."),
    ]
    one, other = make.story(manager, contract=contract), make.story(manager, contract=contract)
    links = [
        make.suggestion(one, promises[0], length=10),
        make.suggestion(other, promises[0], length=20),
        make.suggestion(one, promises[1], length=30, stance="contradicts"),
    ]
    with make.bank.database.transaction() as session:
        for link, score in zip(links, (0.2, 0.7, 0.4), strict=True):
            session.get_one(EvidenceLink, link.key).score = score
    return Scene(manager, contract, promises, links)


def states(make: Factory) -> list[str]:
    with make.session() as session:
        links = session.exec(select(EvidenceLink).order_by(col(EvidenceLink.id))).all()
        return [link.status.value for link in links]


def shown(client, address: str) -> list[int]:
    return [len(quote) for quote in client.page(address).xpath("//article//blockquote/p/text()")]


def test_tray_goes_promise_by_promise_and_narrows(sign_in, scene):
    client = sign_in(scene.manager)
    assert shown(client, scene.tray) == [20, 10, 30]
    assert shown(client, f"{scene.tray}&promise={scene.promises[1].public_id}") == [30]
    assert shown(client, f"{scene.tray}&stance=supports") == [20, 10]
    assert shown(client, f"{scene.tray}&sure=quite") == [20]
    assert shown(client, f"{scene.tray}&sure=not_very") == [10]
    assert shown(client, f"{scene.tray}&sure=nonsense&stance=maybe") == [20, 10, 30]
    assert shown(client, f"/linking/contracts/{scene.contract.public_id}") == [20, 10, 30]
    assert "No suggestion is like that" in client.text(f"{scene.tray}&stance=supports&sure=fairly")


def test_both_ways_of_deciding_weigh_the_same_and_ticking_all_needs_no_script(sign_in, scene):
    page = sign_in(scene.manager).page(f"{scene.tray}&tick=all")
    assert len(page.xpath("//input[@data-tick and @checked]")) == 3
    article = page.xpath("//article")[0]
    supports, contradicts, neither = article.xpath(".//button[@type='submit']")
    assert [words(one).split()[0] for one in (supports, contradicts, neither)] == [
        "Supports",
        "Contradicts",
        "Neither",
    ]
    assert supports.get("class") == contradicts.get("class")


def test_accept_in_bulk_and_undo_brings_back_exactly_those(sign_in, make, scene):
    client = sign_in(scene.manager)
    client.submit(scene.tray, {**scene.ticked(2), **REJECT}, to="/linking/decide")
    answer = client.submit(scene.tray, {**scene.ticked(0, 1), **ACCEPT}, to="/linking/decide")
    assert answer.location.endswith(scene.tray)
    assert states(make) == ["confirmed", "confirmed", "rejected"]
    page = client.page(scene.tray)
    assert "2 passages accepted." in words(page)

    client.submit(scene.tray, scene.ticked(), to="/linking/undo")
    assert states(make) == ["suggested", "suggested", "rejected"]
    assert "1 passage rejected." in client.text(scene.tray)
    client.submit(scene.tray, scene.ticked(), to="/linking/undo")
    assert states(make) == ["suggested"] * 3
    with make.session() as session:
        for link in session.exec(select(EvidenceLink)):
            assert (link.made_by_id, link.made_at, link.made_by_organisation_id) == (None,) * 3
        acts = [event.act for event in session.exec(select(AuditEvent))]
    assert [acts.count(act) for act in ("confirm_link", "accept_links", "reject_links")] == [
        2,
        1,
        1,
    ]
    assert [acts.count(act) for act in ("reopen_link", "undo_batch")] == [3, 2]
    again = client.submit(scene.tray, scene.ticked(), to="/linking/undo")
    assert again.status_code == 303
    assert "nothing left to undo" in client.text(scene.tray)


def test_undo_of_one_decision_turns_its_stance_back(sign_in, make, scene):
    client = sign_in(scene.manager)
    path = f"/linking/{scene.links[2].public_id}/confirm"
    client.submit(scene.tray, {"stance": "supports", "back": "tray"}, to=path)
    client.submit(scene.tray, scene.ticked(), to="/linking/undo")
    with make.session() as session:
        link = session.get_one(EvidenceLink, scene.links[2].key)
    assert (link.status, link.stance) == (LinkStatus.SUGGESTED, Stance.CONTRADICTS)


def test_undo_leaves_what_was_verified_and_says_so(sign_in, make, scene):
    client = sign_in(scene.manager)
    client.submit(scene.tray, {**scene.ticked(0, 1, 2), **ACCEPT}, to="/linking/decide")
    make.finding(make.user("verifier"), scene.links[0])
    with make.bank.database.transaction() as session:
        link = session.get_one(EvidenceLink, scene.links[1].key)
        link.what_changed = "She has friends."
    answer = client.submit("/linking", scene.ticked(), to="/linking/undo")
    assert states(make) == ["confirmed", "confirmed", "suggested"]
    text = client.text(answer.location)
    assert "Undone: 1 passage waits for you again." in text
    assert "2 passages stay decided" in text


def test_nobody_undoes_what_somebody_else_decided(make, scene):
    other = make.user("contract_manager", organisation=scene.manager.organisation)
    with make.bank.database.transaction() as session:
        link = session.get_one(EvidenceLink, scene.links[0].key)
        story = session.get_one(Story, link.story_id)
        batch = service.accept_links(
            session, make.actor(scene.manager), contract=None, suggested=[(story, link)]
        )
        assert service.undo_batch(session, make.actor(other), batch=batch) == (0, 1)


def test_what_somebody_was_faster_with_is_skipped_and_told(sign_in, make, scene):
    client = sign_in(scene.manager)
    token = client.token(scene.tray)
    make_up = {"csrf_token": token, **scene.ticked(0, 1)}
    client.post(f"/linking/{scene.links[0].public_id}/reject", data={"csrf_token": token})
    answer = client.post("/linking/decide", data={**make_up, **ACCEPT})
    assert states(make)[:2] == ["rejected", "confirmed"]
    assert "1 passage had been decided on already" in client.text(answer.location)


def test_nothing_ticked_and_what_is_not_yours_decide_nothing(sign_in, make, scene):
    client = sign_in(scene.manager)
    answer = client.submit(scene.tray, {**scene.ticked(), **ACCEPT}, to="/linking/decide")
    assert answer.status_code == 422
    assert "Tick the passages" in answer.get_data(as_text=True)
    stranger = sign_in(make.user("contract_manager"))
    foreign = {"link": scene.ticked(0)["link"], **ACCEPT}
    assert stranger.submit("/linking", foreign, to="/linking/decide").status_code == 422
    board = sign_in(make.user("board_reader", organisation=scene.manager.organisation))
    assert board.submit("/reports", foreign, to="/linking/decide").status_code == 403
    assert states(make) == ["suggested"] * 3


def test_the_tray_asks_no_more_of_the_database_for_more_passages(sign_in, make, scene):
    client = sign_in(scene.manager)
    client.page(scene.tray)
    with counted(make.bank.database) as few:
        client.page(scene.tray)
    story = make.story(scene.manager, contract=scene.contract)
    for length in range(5, 12):
        make.suggestion(story, scene.promises[length % 2], length=length)
    with counted(make.bank.database) as many:
        assert len(shown(client, scene.tray)) == 10
    assert len(few) == len(many)


def test_the_command_counts_what_waits_and_shows_no_words(make, scene, home, monkeypatch):
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")
    make.link(scene.manager, make.story(scene.manager, contract=scene.contract), scene.promises[1])
    make.bank.close()
    said = CliRunner().invoke(
        storybank, ["linking", "waiting", "--contract", scene.contract.reference]
    )
    assert said.exit_code == 0, said.output
    first, second = said.output.splitlines()
    assert first == f"{scene.promises[0].ref}: 2 suggested, 0 claims lack words."
    assert second == f"{scene.promises[1].ref}: 1 suggested, 1 claims lack words."
    nothing = CliRunner().invoke(storybank, ["linking", "waiting", "--contract", "K0"])
    assert nothing.exit_code == 1
