from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.commitments.models import Commitment, Contract
from storybank.linking import service
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.verification.models import Finding
from tests.factories.bank import Factory
from tests.web_client import words

WORDS = "Now I have friends I ring every day."


@dataclass
class Scene:
    """A story of a contract with one promise, read by the machine."""

    manager: User
    contract: Contract
    promise: Commitment
    story: Story

    @property
    def url(self) -> str:
        return f"/stories/{self.story.public_id}"

    @property
    def attach(self) -> str:
        return f"/linking/stories/{self.story.public_id}/attach"


@pytest.fixture
def scene(make: Factory) -> Scene:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection", text="Run a weekly lunch club for people.")
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    return Scene(manager, contract, promise, story)


def suggest(make: Factory, scene: Scene, stance: Stance = Stance.SUPPORTS) -> EvidenceLink:
    """One suggested link, whatever the matcher thinks today."""
    from storybank.accounts.rules import Actor

    with make.bank.database.transaction() as session:
        story = session.get_one(Story, scene.story.key)
        version = get_version(session, story, 1)
        start = version.body.index(WORDS)
        service.keep_suggestions(
            session,
            Actor.pipeline(),
            story=story,
            version=version,
            suggested=[
                service.PassageSuggested(
                    commitment_id=scene.promise.key,
                    start=start,
                    end=start + len(WORDS),
                    stance=stance,
                    score=0.7,
                    because=("uses its words: lunch, club",),
                )
            ],
            matcher="matcher test",
        )
        return session.exec(
            select(EvidenceLink).where(EvidenceLink.status == LinkStatus.SUGGESTED)
        ).one()


def links(make: Factory) -> list[EvidenceLink]:
    with make.session() as session:
        return list(session.exec(select(EvidenceLink)))


def confirmed(make: Factory) -> list[EvidenceLink]:
    return [one for one in links(make) if one.status is LinkStatus.CONFIRMED]


def filled(scene: Scene, **data: object) -> dict[str, object]:
    return {
        "version": "1",
        "commitment": str(scene.promise.public_id),
        "stance": "supports",
        "note": "She says so herself",
        **data,
    }


def test_attach_selected_words_keeps_exactly_them(sign_in, make, scene):
    with make.session() as session:
        body = get_version(session, scene.story, 1).body
    start = body.index(WORDS)
    answer = sign_in(scene.manager).submit(
        scene.url, filled(scene, start=str(start), end=str(start + len(WORDS))), to=scene.attach
    )
    assert answer.status_code == 303
    (link,) = confirmed(make)
    assert (link.quote, link.stance, link.note) == (WORDS, Stance.SUPPORTS, "She says so herself")
    assert answer.location.endswith(f"#link-{link.public_id}")
    page = sign_in(scene.manager).page(scene.url)
    shown = words(page.xpath(f"//*[@id='link-{link.public_id}']")[0])
    assert WORDS in shown
    assert "Waiting for a verifier" in shown
    assert f"Confirmed by {scene.manager.name}" in shown


def test_attach_neighbouring_sentences_makes_one_passage(sign_in, make, scene):
    answer = sign_in(scene.manager).submit(scene.attach, filled(scene, sentences=["1", "2"]))
    assert answer.status_code == 303
    assert confirmed(make)[0].quote == f"I started at the Tuesday lunch club in March. {WORDS}"


def test_attach_sentences_that_lie_apart_is_422(sign_in, make, scene):
    answer = sign_in(scene.manager).submit(scene.attach, filled(scene, sentences=["0", "2"]))
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "do not stand next to each other" in text
    assert "She says so herself" in text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"commitment": ""}, "Choose the promise"),
        ({"commitment": str(uuid4())}, "promise"),
        ({"stance": ""}, "support or contradict"),
        ({"stance": "maybe"}, "error"),
        ({"sentences": []}, "Choose the words"),
        ({"version": "8"}, "has changed since"),
        ({"note": "x" * 2001}, "2,000 characters"),
    ],
)
def test_attach_with_something_missing_is_422_and_keeps_the_rest(
    sign_in, make, scene, data, message
):
    answer = sign_in(scene.manager).submit(
        scene.attach, filled(scene, **{"sentences": ["2"], **data})
    )
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)
    assert not confirmed(make)


def test_attach_twice_is_422(sign_in, make, scene):
    client = sign_in(scene.manager)
    client.submit(scene.attach, filled(scene, sentences=["2"]))
    answer = client.submit(scene.attach, filled(scene, sentences=["2"]))
    assert answer.status_code == 422
    assert "attached to that promise already" in answer.get_data(as_text=True)


def test_attach_without_contract_tells_the_way(sign_in, make, scene):
    story = make.story(scene.manager)
    make.run_pipeline()
    client = sign_in(scene.manager)
    path = f"/linking/stories/{story.public_id}/attach"
    assert "belongs to no contract yet" in client.text(path)
    answer = client.submit("/stories", filled(scene, sentences=["2"]), to=path)
    assert answer.status_code == 422


def test_confirm_as_suggested_and_the_other_way_round(sign_in, make, scene):
    client = sign_in(scene.manager)
    link = suggest(make, scene)
    page = client.page(scene.url)
    assert "Quite sure: uses its words" in words(page)
    answer = client.submit(
        scene.url, {"stance": "contradicts"}, to=f"/linking/{link.public_id}/confirm"
    )
    assert answer.status_code == 303
    assert [one.stance for one in confirmed(make)] == [Stance.CONTRADICTS]


def test_confirm_twice_is_told_plainly(sign_in, make, scene):
    client = sign_in(scene.manager)
    link = suggest(make, scene)
    path = f"/linking/{link.public_id}/confirm"
    assert client.submit(scene.url, {}, to=path).status_code == 303
    again = client.submit(scene.url, {}, to=path)
    assert again.status_code == 409
    assert "decided on this suggestion already" in again.get_data(as_text=True)


def test_reject_and_take_back(sign_in, make, scene):
    client = sign_in(scene.manager)
    link = suggest(make, scene)
    client.submit(scene.url, {}, to=f"/linking/{link.public_id}/confirm")
    answer = client.submit(scene.url, {}, to=f"/linking/{link.public_id}/reject")
    assert answer.status_code == 303
    assert "The claim is taken back." in client.text(scene.url)
    assert not confirmed(make)


def test_tray_lists_suggestions_and_comes_back_to_itself(sign_in, make, scene):
    client = sign_in(scene.manager)
    link = suggest(make, scene)
    text = client.text("/linking")
    assert WORDS in text
    assert scene.contract.title in text
    narrow = f"/linking?contract={scene.contract.public_id}"
    assert WORDS in client.text(narrow)
    answer = client.submit(
        narrow,
        {"back": "tray", "contract": str(scene.contract.public_id)},
        to=f"/linking/{link.public_id}/confirm",
    )
    assert answer.location.endswith(narrow)
    assert "No suggested passages wait" in client.text("/linking")


def test_tray_of_somebody_elses_contract_is_404(sign_in, make, scene):
    other = sign_in(make.user("contract_manager"))
    assert other.get(f"/linking?contract={scene.contract.public_id}").status_code == 404
    assert other.get("/linking?contract=nonsense").status_code == 404
    suggest(make, scene)
    assert WORDS not in other.text("/linking")


def test_strangers_get_404_and_other_roles_403(sign_in, make, scene):
    link = suggest(make, scene)
    stranger = sign_in(make.user("contract_manager"))
    board = sign_in(make.user("board_reader", organisation=scene.manager.organisation))
    for client, status in ((stranger, 404), (board, 403)):
        for path in (f"/linking/{link.public_id}/confirm", scene.attach):
            assert client.submit("/stories", {}, to=path).status_code == status
    assert board.get("/linking").status_code == 403


def test_finding_stands_beside_its_link_for_the_board_without_names(sign_in, make, scene):
    link = make.link(scene.manager, scene.story, scene.promise)
    verifier = make.user("verifier")
    make.finding(verifier, link, Finding.UPHELD, reason="I asked at the club.")
    board = make.user("board_reader", organisation=scene.manager.organisation)
    text = words(sign_in(board).page(scene.url).xpath("//section[@id='promises']")[0])
    assert "Upheld" in text
    assert "I asked at the club." in text
    assert scene.manager.name not in text
