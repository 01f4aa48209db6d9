"""Attaching words, from a selection or a sentence, with the three things and a grade."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Commitment, Contract
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories.models import Story
from storybank.verification.models import Finding
from tests.factories.bank import Factory
from tests.web_client import words

BODY = (
    "Before this I had nobody to talk to. "
    "The lunch club at Bede Hall helped me on Tuesdays. "
    "Now I have friends I ring every day. "
    "They promised us a bus, and no bus has come since May."
)
CLUB = "The lunch club at Bede Hall helped me on Tuesdays."


@dataclass
class Scene:
    """A story of a contract with three promises, and the page for attaching its words."""

    manager: User
    contract: Contract
    club: Commitment
    bus: Commitment
    story: Story

    @property
    def path(self) -> str:
        return f"/linking/stories/{self.story.public_id}/attach"

    def at(self, quote: str) -> dict[str, str]:
        start = BODY.index(quote)
        return {"version": "1", "start": str(start), "end": str(start + len(quote))}

    def address(self, quote: str) -> str:
        return f"{self.path}?{'&'.join(f'{k}={v}' for k, v in self.at(quote).items())}"


@pytest.fixture
def scene(make: Factory) -> Scene:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    club = make.commitment(contract, "connection", text="Run a weekly lunch club for people.")
    bus = make.commitment(contract, text="Run a community bus every weekday.")
    make.commitment(contract, "climate", text="Cut the depot's carbon by half.")
    story = make.story(manager, contract=contract, body=BODY)
    make.run_pipeline()
    with make.bank.database.transaction() as session:
        for link in session.exec(select(EvidenceLink)):
            session.delete(link)
    return Scene(manager, contract, club, bus, story)


def value(page, name: str) -> str:
    (field,) = page.xpath(f"//*[@name='{name}' and not(@type='hidden')]")
    return (field.get("value") or field.text_content() or "").strip()


def checked(page, name: str) -> list[str]:
    return [str(v) for v in page.xpath(f"//input[@name='{name}' and @checked]/@value")]


def only_link(make: Factory) -> EvidenceLink:
    with make.session() as session:
        return session.exec(select(EvidenceLink)).one()


def test_sentences_lead_by_their_place_alone_to_the_promises_likeliest_first(sign_in, make, scene):
    client = sign_in(scene.manager)
    first = client.page(scene.path)
    assert not first.xpath("//input[@name='commitment']")
    answer = client.submit(scene.path, {"version": "1", "sentences": ["1"], "act": "open"})
    assert answer.location == scene.address(CLUB)
    nothing = client.submit(scene.path, {"version": "1", "act": "open"})
    assert nothing.status_code == 422

    page = client.page(answer.location)
    (first, *_) = page.xpath("//*[@data-pick-key]/ancestor::*[@data-pick]")
    assert "weekly lunch club" in words(first)
    assert "lunch" in words(first.xpath(".//*[@class='sb-pick__why']")[0])
    assert checked(page, "commitment") == checked(page, "stance") == []
    assert value(page, "who") == "The storyteller"
    assert value(page, "brought_about") == CLUB

    make.suggestion(scene.story, scene.bus, length=20, stance="contradicts")
    page = client.page(scene.address("Before this I had nobody to talk to."))
    assert checked(page, "commitment") == [str(scene.bus.public_id)]
    assert checked(page, "stance") == ["contradicts"]
    assert "Suggested: it contradicts" in words(page)


def test_finding_a_promise_loses_nothing_that_was_typed(sign_in, scene):
    client = sign_in(scene.manager)
    typed = {**scene.at(CLUB), "who": "Her neighbour", "stance": "contradicts"}
    for act in ({"act": "find"}, {"found": ""}):  # the button, or Enter in its field
        answer = client.submit(scene.path, {**typed, **act, "find": "bus weekday"})
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "Her neighbour" in text
        assert "community bus" in text
        assert "depot" not in text


def test_attach_keeps_the_three_things_and_drops_what_it_overlaps(sign_in, make, scene):
    make.suggestion(scene.story, scene.bus, length=12)
    three = {"who": " She ", "what_changed": "Stuck at home", "brought_about": "No bus"}
    data = {**scene.at("Before this I had nobody to talk to."), "stance": "contradicts", **three}
    answer = sign_in(scene.manager).submit(
        scene.path, {**data, "commitment": str(scene.bus.public_id)}
    )
    assert answer.status_code == 303
    link = only_link(make)
    assert (link.stance.value, link.status) == ("contradicts", LinkStatus.CONFIRMED)
    assert (link.who, link.what_changed, link.brought_about) == ("She", "Stuck at home", "No bus")
    assert link.strengths_by_id is None


def test_a_claim_says_more_later_its_grade_is_a_persons_and_boards_read_no_reasons(
    sign_in, make, scene
):
    link = make.link(scene.manager, scene.story, scene.club, words=CLUB)
    client, path = sign_in(scene.manager), f"/linking/{link.public_id}"
    promise = f"/contracts/commitments/{scene.club.public_id}"
    before = client.text(promise)
    assert "Not said yet: who, what changed and what brought it about." in before
    assert "(suggested, not counted)" in before

    page = client.page(path)
    assert {"first_hand", "specific", "attributed"} <= set(checked(page, "strengths"))
    assert value(page, "brought_about") == CLUB
    assert only_link(make).brought_about == ""  # offered, and nobody's word yet
    said = {"who": "She", "what_changed": "Friends", "brought_about": "The club"}
    client.submit(path, {**said, "strengths": ["specific"], "act": "say"})
    assert only_link(make).strengths_by_id is None
    client.submit(path, {**said, "strengths": ["specific", "attributed"], "act": "judge"})
    assert only_link(make).strengths == ["specific", "attributed"]
    after = client.text(promise)
    assert "Strength 2 of 5: specific, attributed" in after
    assert "Not said yet" not in after
    with make.session() as session:
        details = [str(e.detail) for e in session.exec(select(AuditEvent))]
    assert not any("Friends" in detail for detail in details)

    board = sign_in(make.user("board_reader", organisation=scene.manager.organisation))
    text = board.text(promise)
    assert "Strength 2 of 5: specific, attributed" in text
    assert "Friends" not in text
    assert "names “" not in text
    assert board.get(path).status_code == 403
    assert "How strong is the evidence?" in board.text("/linking/strength")


def test_what_a_verified_claim_says_stands(sign_in, make, scene):
    link = make.link(scene.manager, scene.story, scene.club, words=CLUB)
    make.finding(make.user("verifier"), link)
    client, path = sign_in(scene.manager), f"/linking/{link.public_id}"
    assert "rests on this claim" in client.text(path)
    client.submit(path, {"who": "Other", "strengths": ["specific"], "act": "judge"})
    assert (only_link(make).who, only_link(make).strengths) == ("", ["specific"])


def test_a_claim_that_was_verified_never_comes_back_as_another(sign_in, make, scene):
    link = make.link(scene.manager, scene.story, scene.club, words=CLUB, stance="contradicts")
    make.finding(make.user("verifier"), link, Finding.COULD_NOT_TELL)
    client, story = sign_in(scene.manager), f"/stories/{scene.story.public_id}"
    client.submit(story, {}, to=f"/linking/{link.public_id}/reject")
    again = {**scene.at(CLUB), "commitment": str(scene.club.public_id), "who": "Somebody else"}

    turned = client.submit(scene.path, {**again, "stance": "supports"})
    assert turned.status_code == 422
    assert "the other way round" in turned.text
    assert only_link(make).status is LinkStatus.REJECTED
    assert client.submit(scene.path, {**again, "stance": "contradicts"}).status_code == 303
    assert (only_link(make).status, only_link(make).who) == (LinkStatus.CONFIRMED, "")


def test_words_upheld_against_a_promise_are_not_taken_back_by_who_claimed_them(
    sign_in, make, scene
):
    link = make.link(scene.manager, scene.story, scene.club, words=CLUB, stance="contradicts")
    make.finding(make.user("verifier"), link, Finding.PARTLY_UPHELD)
    client, story = sign_in(scene.manager), f"/stories/{scene.story.public_id}"
    answer = client.submit(story, {}, to=f"/linking/{link.public_id}/reject")
    assert answer.status_code >= 400
    assert "hold against the promise" in answer.text
    assert only_link(make).status is LinkStatus.CONFIRMED


def test_another_person_saying_the_same_corroborates(sign_in, make, scene):
    other = make.story(scene.manager, contract=scene.contract, body=f"{BODY} And more.")
    make.run_pipeline()
    make.link(scene.manager, scene.story, scene.club, words=CLUB)
    make.link(scene.manager, other, scene.club, words=CLUB)
    make.link(scene.manager, other, scene.bus, words=CLUB, stance="contradicts")
    page = sign_in(scene.manager).page(f"/stories/{scene.story.public_id}")
    assert "1 other person says the same of this promise" in words(page)
    page = sign_in(scene.manager).page(f"/contracts/commitments/{scene.bus.public_id}")
    assert "nobody else has said the same" in words(page)
    assert Stance.CONTRADICTS.value in words(page).casefold()
