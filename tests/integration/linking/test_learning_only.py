"""A story for learning only (N92): no door makes evidence of it, and what there was goes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlmodel import select

from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Commitment, Contract
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.linking import service
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.queries import count_suggested, count_tray, list_links
from storybank.linking.queries.tray import TrayAsked
from storybank.linking.rules import Telling
from storybank.reviews.ledger import contract_ledger
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.stories.rules import reading_scope
from storybank.verification.queries import list_population
from tests.factories.bank import BODY, Factory
from tests.web_client import words

REFUSED = "This story is for learning only"


@dataclass
class Scene:
    """A story with a claim and a suggestion, sent in by a charity."""

    sender: User
    manager: User
    contract: Contract
    promise: Commitment
    story: Story
    claim: EvidenceLink
    suggested: EvidenceLink

    @property
    def page(self) -> str:
        return f"/stories/{self.story.public_id}"


@pytest.fixture
def scene(make: Factory) -> Scene:
    manager, sender = make.user("contract_manager"), make.user("contributor")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection", text="Run a weekly lunch club for people.")
    story = make.story(manager, sender=sender, contract=contract, title="What went wrong")
    make.run_pipeline()
    claim = make.link(manager, story, promise)
    suggested = make.suggestion(story, promise, length=20)
    return Scene(sender, manager, contract, promise, story, claim, suggested)


def mark(make: Factory, scene: Scene) -> None:
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, scene.story.key)
        stories.mark_learning_only(session, make.actor(scene.sender), story=story)


def test_its_sender_marks_it_and_everything_that_counts_forgets_it_at_once(make, scene, sign_in):
    client = sign_in(scene.sender)
    assert client.submit(f"{scene.page}/learning", {"act": "mark"}).location.endswith(scene.page)
    scope = reading_scope(make.actor(scene.manager))
    number = scene.contract.key
    with make.session() as session:  # before any step has run
        (row,) = contract_ledger(session, scope, [number])[number]
        assert (row.passages, row.suggested, row.silent) == (0, 0, True)
        assert count_suggested(session, scope) == count_tray(session, scope, TrayAsked()) == 0
        assert not list_links(session, scope, contract_id=number)
        assert not list_population(session, number)

    make.run_pipeline()
    with make.session() as session:
        found = [session.get(EvidenceLink, one.key) for one in (scene.claim, scene.suggested)]
        assert found[0] is not None
        assert found[0].status is LinkStatus.VOID
        assert found[1] is None  # nobody had decided on it
        voided = session.exec(select(AuditEvent).where(AuditEvent.act == "void_links")).one()
        assert voided.detail["links"] >= 2
        (document,) = pipeline.documents_of(session, [scene.story.key])
        assert not document.commitments
    manager = sign_in(scene.manager)
    assert "For learning only" in words(manager.page(scene.page))
    assert "For learning only" in words(manager.page("/stories"))
    assert "Attach to a promise" not in words(manager.page(scene.page))


def test_no_door_and_no_verb_makes_evidence_of_it(make, scene, sign_in):
    mark(make, scene)
    client = sign_in(scene.manager)
    attach = f"/linking/stories/{scene.story.public_id}/attach"
    data = {"version": "1", "commitment": str(scene.promise.public_id), "stance": "contradicts"}
    answer = client.submit("/stories", {**data, "sentences": ["0"]}, to=attach)
    assert answer.status_code == 422
    assert REFUSED in answer.get_data(as_text=True)
    assert REFUSED in client.text(attach)
    for path in (
        f"/linking/{scene.suggested.public_id}/confirm",
        f"/linking/{scene.claim.public_id}",
    ):
        answer = client.submit("/stories", {"act": "judge"}, to=path)
        assert answer.status_code == 409
        assert REFUSED in answer.get_data(as_text=True)
    bulk = {"link": [str(scene.suggested.public_id)], "act": "accept"}
    assert client.submit("/linking", bulk, to="/linking/decide").status_code == 303
    assert "No suggested passages wait" in client.text("/linking")
    with make.session() as session:
        assert session.get_one(EvidenceLink, scene.suggested.key).status is LinkStatus.SUGGESTED
    no_verb_makes_evidence_of_it(make, scene)


def no_verb_makes_evidence_of_it(make: Factory, scene: Scene) -> None:
    actor = make.actor(scene.manager)
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, scene.story.key)
        version = get_version(session, story, 1)
        promise = session.get_one(Commitment, scene.promise.key)
        claim = session.get_one(EvidenceLink, scene.claim.key)
        at = {"story": story, "link": session.get_one(EvidenceLink, scene.suggested.key)}
        passage = {"start": 0, "end": 30, "stance": Stance.SUPPORTS}
        with pytest.raises(RuleBroken, match=REFUSED):
            service.attach_passage(
                session, actor, story=story, version=version, commitment=promise, **passage
            )
        with pytest.raises(RuleBroken, match=REFUSED):
            service.confirm_link(session, actor, **at)
        with pytest.raises(RuleBroken, match=REFUSED):
            service.judge_strength(session, actor, story=story, link=claim, strengths=[])
        with pytest.raises(RuleBroken, match=REFUSED):
            service.describe_link(
                session,
                actor,
                story=story,
                link=claim,
                telling=Telling(),
                note="",
                is_settled=False,
            )
        one = service.PassageSuggested(promise.key, 0, 30, Stance.SUPPORTS, 0.9, ())
        kept = service.keep_suggestions(
            session, Actor.pipeline(), story=story, version=version, suggested=[one], matcher="m"
        )
        assert kept == 0


def test_unmarked_it_is_read_for_suggestions_again(make, scene, sign_in):
    mark(make, scene)
    make.run_pipeline()
    sign_in(scene.manager).submit(f"{scene.page}/learning", {"act": "unmark"})
    make.run_pipeline()
    with make.session() as session:
        links = session.exec(select(EvidenceLink)).all()
        assert {link.status for link in links if link.key == scene.claim.key} == {LinkStatus.VOID}
        assert all(link.quote in BODY for link in links)
    assert "For learning only" not in words(sign_in(scene.manager).page(scene.page))
    text = words(sign_in(scene.manager).page(scene.page))
    assert "Attach to a promise" in text
    assert "No longer for learning only" in text


def test_strangers_may_not_mark_it_and_nobody_twice(make, scene, sign_in):
    stranger, other = make.user("contributor"), make.user("contract_manager")
    for user, status in ((stranger, 404), (other, 404), (make.user("verifier"), 403)):
        path = f"{scene.page}/learning"
        assert sign_in(user).submit("/", {}, to=path).status_code == status
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, scene.story.key)
        with pytest.raises(NotAllowed):
            stories.mark_learning_only(session, make.actor(stranger), story=story)
        stories.mark_learning_only(session, make.actor(scene.manager), story=story)
        with pytest.raises(RuleBroken):
            stories.mark_learning_only(session, make.actor(scene.manager), story=story)
