"""Near copies and unexplained claims: kept by the pipeline, shown to those who link."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from click.testing import CliRunner
from sqlmodel import select

from storybank import pipeline
from storybank.accounts.models import User
from storybank.cli import storybank
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, Contract
from storybank.intake.models import Purpose
from storybank.linking import queries
from storybank.linking.models import NearCopy, SignatureBand, StorySignature
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryStatus
from storybank.stories.rules import reading_scope
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import words

BODY = (
    "When I first came to the lunch club I would not say a word to anybody, and that is the truth. "
    "Maureen put me next to a man who had worked the same looms as my father, and we were still "
    "talking when they stacked the chairs. Now I go every week and I have learnt to make a curry "
    "that my grandson will eat. My daughter says that I sound like myself again."
)
SWAPPED = BODY.replace("Maureen", "Sunita").replace("curry", "stew")
GLOWING = "I am so much happier now. I feel confident again. My life is completely different."


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


def tell(make: Factory, manager: User, body: str, **values: object) -> Story:
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract, body=body, **values)
    make.run_pipeline()
    return story


def copies(make: Factory) -> list[NearCopy]:
    with make.session() as session:
        return list(session.exec(select(NearCopy).order_by(NearCopy.id)))  # type: ignore[arg-type]


def test_the_same_words_in_two_contracts_are_shown_on_both_stories(make, manager, sign_in):
    first = tell(make, manager, BODY, title="At the lunch club")
    second = tell(make, manager, SWAPPED, title="My Thursdays")
    client = sign_in(manager)

    for story, other in ((first, "My Thursdays"), (second, "At the lunch club")):
        page = words(client.page(f"/stories/{story.public_id}"))
        assert "Nearly the same words were sent in for" in page
        assert f"Read “{other}”" in page


def test_the_same_words_in_two_contracts_are_shown_on_the_contract(make, manager, sign_in):
    first = tell(make, manager, BODY, title="At the lunch club")
    tell(make, manager, SWAPPED)
    client = sign_in(manager)

    with make.session() as session:
        contract = session.get_one(Contract, first.contract_id)
    page = words(client.page(f"/contracts/{contract.public_id}"))
    assert "“At the lunch club” has nearly the same words as a story of" in page


def test_the_same_words_in_one_contract_are_not(make, manager, sign_in):
    first = tell(make, manager, BODY)
    with make.session() as session:
        contract = session.get_one(Contract, first.contract_id)
    make.story(manager, contract=contract, body=SWAPPED)
    make.run_pipeline()
    client = sign_in(manager)

    assert "Look twice" not in words(client.page(f"/stories/{first.public_id}"))


def test_words_that_are_not_yours_to_read_are_not_told_of(make, manager, sign_in):
    first = tell(make, manager, BODY)
    tell(make, make.user("contract_manager"), SWAPPED)
    client = sign_in(manager)

    assert len(copies(make)) == 2
    assert "Look twice" not in words(client.page(f"/stories/{first.public_id}"))


def test_copies_you_may_not_read_crowd_out_none_that_you_may(make, manager):
    first = tell(make, manager, BODY)
    other = make.user("contract_manager")
    for name in ("Agnes", "Beryl", "Cilla"):
        tell(make, other, BODY.replace("Maureen", name))
    own = tell(make, manager, BODY.replace("the chairs", "all those chairs"))
    scope = reading_scope(make.actor(manager))

    with make.session() as session:
        found = queries.list_near_copies(session, scope, story_id=first.key, most=2)

    assert [one.other.story.key for one in found] == [own.key]


def test_nothing_is_said_of_claims_where_the_teller_allows_no_suggestions(make, manager):
    story = tell(make, manager, GLOWING, purposes=(Purpose.CONTRACT_MANAGEMENT,))
    make.coding(manager, story, 0, "mental-wellbeing", "better")
    make.run_pipeline()

    with make.session() as session:
        assert not queries.is_unexplained(session, story.key)


def test_those_who_only_send_are_not_told(make, manager, sign_in):
    sender = make.user("contributor")
    first = tell(make, manager, BODY, sender=sender)
    tell(make, manager, SWAPPED, sender=sender)
    client = sign_in(sender)

    assert "Look twice" not in words(client.page(f"/stories/{first.public_id}"))


def test_doing_it_twice_keeps_it_once(make, manager):
    tell(make, manager, BODY)
    second = tell(make, manager, SWAPPED)
    before = copies(make)
    pipeline.check_story(make.bank.tools, second.key)

    assert [(c.story_id, c.other_id) for c in before] == [
        (c.story_id, c.other_id) for c in copies(make)
    ]


def test_a_story_withdrawn_leaves_nothing_of_its_wording(make, manager):
    tell(make, manager, BODY)
    second = tell(make, manager, SWAPPED)
    with make.bank.database.transaction() as session:
        session.get_one(Story, second.key).status = StoryStatus.WITHDRAWN
    pipeline.check_story(make.bank.tools, second.key)

    with make.session() as session:
        assert second.key not in session.exec(select(SignatureBand.story_id)).all()
        assert second.key not in session.exec(select(StorySignature.story_id)).all()
    assert copies(make) == []


def test_another_version_is_looked_at_anew(make, manager):
    first = tell(make, manager, BODY)
    tell(make, manager, SWAPPED)
    assert len(copies(make)) == 2
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, first.key)
        stories.publish_version(
            session, make.actor(manager), story=story, title="Another", body=GLOWING * 3,
            note="", based_on=1, most_words=1000,
        )  # fmt: skip
    make.run_pipeline()
    assert copies(make) == []


def test_stories_kept_before_there_were_checks_are_caught_up(make, manager):
    story = tell(make, manager, BODY)
    with make.bank.database.transaction() as session:
        session.delete(session.exec(select(StorySignature)).one())
    pipeline.catch_up(make.bank.tools)

    with make.session() as session:
        assert queries.find_signature(session, story.key) is not None
        assert queries.list_unchecked(session, 10) == []


def test_change_claimed_out_of_nothing_is_shown_until_it_is_coded_otherwise(make, manager, sign_in):
    story = tell(make, manager, GLOWING)
    make.coding(manager, story, 0, "mental-wellbeing", "better")
    make.run_pipeline()
    client = sign_in(manager)
    said = "It says that life got better, and not what brought it about."
    assert said in words(client.page(f"/stories/{story.public_id}"))

    with make.session() as session:
        contract = session.get_one(Contract, story.contract_id)
    page = words(client.page(f"/contracts/{contract.public_id}"))
    assert "says that life got better, and not what brought it about." in page

    make.coding(manager, story, 1, "confidence", "activity")
    make.run_pipeline()
    assert said not in words(client.page(f"/stories/{story.public_id}"))


def test_a_large_figure_nobody_speaks_of_is_shown_until_somebody_does(make, manager, sign_in):
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection", unit="visits")
    with make.bank.database.transaction() as session:
        commitments.record_delivery(
            session,
            make.actor(manager),
            commitment=session.get_one(Commitment, promise.key),
            from_on=date(2025, 4, 1),
            to_on=date(2025, 6, 30),
            quantity=Decimal(60),
            source="Quarterly return",
        )
    client = sign_in(manager)
    said = "The supplier reports 60 visits"
    pages = (f"/contracts/{contract.public_id}", f"/contracts/commitments/{promise.public_id}")
    assert all(said in words(client.page(page)) for page in pages)
    assert "large figure has next to nobody behind it" in words(client.page("/"))

    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.link(manager, story, promise)
    assert not any(said in words(client.page(page)) for page in pages)
    assert "next to nobody behind it" not in words(client.page("/"))


def test_near_copies_are_read_in_a_fixed_number_of_statements(make, manager):
    tell(make, manager, BODY)
    second = tell(make, manager, SWAPPED)
    scope = reading_scope(make.actor(manager))
    with make.session() as session, counted(make.bank.database) as few:
        assert len(queries.list_near_copies(session, scope, story_id=second.key)) == 1
    tell(make, manager, BODY.replace("Maureen", "Agnes"))
    with make.session() as session, counted(make.bank.database) as many:
        assert len(queries.list_near_copies(session, scope, story_id=second.key)) == 2
    assert len(few) == len(many)


def test_the_command_names_stories_by_id_and_never_by_their_words(make, manager, home, monkeypatch):
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")
    first = tell(make, manager, BODY, title="At the lunch club")
    second = tell(make, manager, SWAPPED)
    with make.session() as session:
        contracts = {c.key: c.reference for c in session.exec(select(Contract))}
    make.bank.close()

    said = CliRunner().invoke(
        storybank, ["linking", "checks", "--contract", contracts[first.contract_id or 0]]
    )
    nothing = CliRunner().invoke(storybank, ["linking", "checks", "--contract", "K0"])

    assert said.exit_code == 0
    assert str(first.public_id) in said.output
    assert str(second.public_id) in said.output
    assert contracts[second.contract_id or 0] in said.output
    assert "lunch club" not in said.output
    assert nothing.exit_code == 1
