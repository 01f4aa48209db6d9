"""What people decide teaches a theme, if it proves better; and it can be switched back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select

from storybank.accounts.models import Organisation, OrganisationKind
from storybank.accounts.rules import Actor
from storybank.codebook import queries, service
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound
from storybank.intake.models import Consent, Purpose
from storybank.tagging import service as tagging
from storybank.tagging.learning import learn_from_decisions, list_active_layers
from storybank.tagging.models import Coding, Segment, ThemeLayer
from storybank.tagging.suggester import LOCAL_ORIGIN, load_known
from tests.factories.bank import Factory

TEA = (
    "They put the kettle on and we had a cup of tea.",
    "There is always a pot of tea on the table there.",
    "She made me a brew and sat down with me.",
    "We drank tea out of the good cups.",
    "I had two mugs of tea and a biscuit.",
    "A hot cup of tea was waiting when I came in.",
    "He brews up for everybody at ten.",
    "The teapot goes round twice on a Thursday.",
    "I stopped for a cuppa with the others.",
    "They asked me if I took sugar in my tea.",
)
UNSEEN = "Somebody handed me a mug of tea at the door."


@pytest.fixture
def manager(make: Factory):
    return make.user("contract_manager")


@pytest.fixture
def decided(make: Factory, manager) -> None:
    """A theme whose examples say nothing of tea, confirmed for tea and nothing else."""
    with make.bank.database.transaction() as session:
        service.add_theme(
            session,
            Actor.operator(),
            name="Hospitality",
            definition="A welcome.",
            examples=["The tram was full of people.", "We waited for the tram in the rain."],
            group="community",
        )
    for number, words in enumerate(TEA):
        body = f"The rent on my flat went up by {number + 5} pounds. {words}"
        story = make.story(manager, body=body)
        make.run_pipeline()
        make.coding(manager, story, 0, "money", "worse")
        make.coding(manager, story, 1, "hospitality", "activity")
    make.run_pipeline()


def learn(make: Factory) -> dict[str, str]:
    with make.bank.database.transaction() as session:
        known = load_known(session, make.bank.settings.models)
        told = learn_from_decisions(session, known)
        tagging.keep_learnt(session, Actor.operator(), told=told)
        return {
            one.code.slug: "few" if one.learnt is None else str(one.learnt.is_gain) for one in told
        }


def suggestions(make: Factory, slug: str) -> list[Coding]:
    with make.session() as session:
        code = queries.get_code(session, slug)
        query = select(Coding).join(Segment, Segment.id == Coding.segment_id)
        found = session.exec(query.where(Coding.code_id == code.id, Segment.quote == UNSEEN))
        return list(found)


def test_what_was_learnt_is_suggested_until_it_is_switched_off(
    make: Factory, manager, decided: None
) -> None:
    make.story(manager, body=f"I moved house in May. {UNSEEN}")
    make.run_pipeline()
    assert suggestions(make, "hospitality") == []

    told = learn(make)
    make.run_pipeline()

    assert told["hospitality"] == "True"
    assert told["climate"] == "few"
    [coding] = suggestions(make, "hospitality")
    assert coding.origin == f"{LOCAL_ORIGIN}, learnt"
    with make.bank.database.transaction() as session:
        off = tagging.switch_off_layers(session, Actor.operator(), theme="hospitality")
        assert len(off) == 1
    make.run_pipeline()
    assert suggestions(make, "hospitality") == []
    with make.session() as session:
        [kept] = session.exec(select(ThemeLayer).where(ThemeLayer.code_id == off[0].code_id))
        assert not kept.is_active
        assert kept.score_after > kept.score_before


def test_learning_again_leaves_one_layer_on_and_the_old_one_kept(
    make: Factory, decided: None
) -> None:
    learn(make)
    learn(make)

    with make.session() as session:
        hospitality = queries.get_code(session, "hospitality")
        layers = session.exec(select(ThemeLayer).where(ThemeLayer.code_id == hospitality.id)).all()
        assert [layer.is_active for layer in layers] == [False, True]


def test_nothing_decided_teaches_nothing(make: Factory, manager) -> None:
    make.story(manager)
    make.run_pipeline()

    assert set(learn(make).values()) == {"few"}
    with make.session() as session:
        assert list_active_layers(session) == []


def test_whoever_takes_the_permission_back_teaches_nothing_from_that_day(
    make: Factory, decided: None
) -> None:
    with make.bank.database.transaction() as session:
        for consent in session.exec(
            select(Consent).where(Consent.purpose == Purpose.MACHINE_SUGGESTIONS)
        ):
            consent.expires_on = clock.today() - timedelta(days=1)

    assert set(learn(make).values()) == {"few"}


def test_learning_holds_up_nobody_who_writes(
    make: Factory, manager, decided: None, sign_in
) -> None:
    """Fitting takes seconds with many decisions, and only one may write at a time."""
    client = sign_in(manager)
    written = []

    def write_meanwhile(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM segment JOIN" in statement and "vector" in statement and not written:
            written.append(statement)
            with make.bank.database.transaction() as other:
                other.add(Organisation(name="Meanwhile", kind=OrganisationKind.AUTHORITY))

    event.listen(make.bank.database.engine, "before_cursor_execute", write_meanwhile)
    answer = client.submit("/codebook", {}, to="/codebook/learn")
    event.remove(make.bank.database.engine, "before_cursor_execute", write_meanwhile)

    assert answer.status_code == 303
    assert written
    with make.session() as session:
        assert list_active_layers(session, "hospitality")


def test_only_who_manages_the_codebook_switches_off(make: Factory) -> None:
    actor = make.actor(make.user("board_reader"))
    with make.bank.database.writing() as session, pytest.raises(NotAllowed):
        tagging.switch_off_layers(session, actor)


def test_switching_off_a_theme_there_is_not_says_so(make: Factory) -> None:
    with make.bank.database.writing() as session, pytest.raises(NotFound, match="no theme"):
        tagging.switch_off_layers(session, Actor.operator(), theme="sea-bathing")
