from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from storybank import pipeline
from storybank.accounts.rules import Actor
from storybank.audit.queries import list_events_of
from storybank.codebook import queries, service
from storybank.codebook.models import Code
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, NotAllowed, RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Consent, Purpose, Submission
from storybank.safeguarding import service as safeguarding
from storybank.safeguarding.models import Concern
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.tagging.models import Coding, CodingStatus, Segment, SegmentVector
from storybank.tagging.queries import list_lapsed
from storybank.tagging.suggester import LOCAL_ORIGIN
from tests.factories.bank import Factory

THEME = {
    "name": "Animals",
    "definition": "Living with and looking after animals: pets, dogs, horses.",
    "examples": [
        "My dog gets me out of the house every morning.",
        "I had to give up the cat when I went into the hostel.",
        "Grooming the ponies calms me down.",
        "They looked after my two budgies while I was in hospital.",
    ],
    "group": "wellbeing",
}
BODY = (
    "I filled in the form about my rent. "
    "Then a volunteer began to walk my dog with me every morning. "
    "The council sent the form back twice."
)


@pytest.fixture
def manager(make: Factory):
    return make.user("contract_manager")


def add(make: Factory, **values: object) -> Code:
    with make.bank.database.transaction() as session:
        return service.add_theme(session, Actor.operator(), **{**THEME, **values})


def change(make: Factory, verb: str, slug: str, **values: object) -> None:
    with make.bank.database.transaction() as session:
        code = queries.get_code(session, slug)
        getattr(service, verb)(session, Actor.operator(), code=code, **values)


def suggested(make: Factory, slug: str) -> list[tuple[str, Coding]]:
    with make.session() as session:
        code = queries.get_code(session, slug)
        return list(
            session.exec(
                select(Segment.quote, Coding)
                .join(Coding, Coding.segment_id == Segment.id)
                .where(Coding.code_id == code.id)
                .order_by(Segment.position)
            )
        )


def test_a_theme_added_is_suggested_for_the_next_story(make: Factory, manager) -> None:
    code = add(make)
    make.story(manager, body=BODY)
    make.run_pipeline()

    [(quote, coding)] = suggested(make, code.slug)

    assert "walk my dog" in quote
    assert coding.status is CodingStatus.SUGGESTED
    assert coding.origin == LOCAL_ORIGIN
    assert coding.because == ["My dog gets me out of the house every morning."]


def test_a_theme_added_reaches_stories_already_there_once(make: Factory, manager) -> None:
    make.story(manager, body=BODY)
    make.run_pipeline()
    code = add(make)
    make.run_pipeline()
    [(_, first)] = suggested(make, code.slug)

    change(make, "change_theme", code.slug, **THEME)
    make.run_pipeline()

    assert [one.public_id for _, one in suggested(make, code.slug)] == [first.public_id]


def test_stories_read_before_meanings_were_kept_are_reached_too(make: Factory, manager) -> None:
    make.story(manager, body=BODY)
    make.run_pipeline()
    with make.bank.database.transaction() as session:
        for row in session.exec(select(SegmentVector)):
            session.delete(row)
        before = len(session.exec(select(Coding)).all())

    code = add(make)
    make.run_pipeline()

    assert len(suggested(make, code.slug)) == 1
    with make.session() as session:
        assert len(session.exec(select(Coding)).all()) == before + 1


def test_a_retired_theme_is_suggested_no_longer_and_decisions_stay(make: Factory, manager) -> None:
    code = add(make)
    story = make.story(manager, body=f"{BODY} Feeding her cat was the best of my week.")
    make.run_pipeline()
    make.coding(manager, story, 1, code.slug)

    change(make, "retire_theme", code.slug)
    make.run_pipeline()
    left = [coding.status for _, coding in suggested(make, code.slug)]
    assert left == [CodingStatus.CONFIRMED]

    change(make, "restore_theme", code.slug)
    make.run_pipeline()
    assert len(suggested(make, code.slug)) == 2


def test_whoever_allows_no_suggestions_gets_none_and_no_meaning_is_kept(
    make: Factory, manager
) -> None:
    code = add(make)
    make.story(manager, body=BODY, purposes=(Purpose.CONTRACT_MANAGEMENT,))
    make.run_pipeline()
    change(make, "change_theme", code.slug, **THEME)
    make.run_pipeline()

    assert suggested(make, code.slug) == []
    with make.session() as session:
        assert session.exec(select(SegmentVector)).all() == []


def test_a_suggestion_permission_taken_back_leaves_none_of_any_version(
    make: Factory, manager
) -> None:
    story = make.story(manager, body=f"{BODY} I lost my flat and was given another.")
    make.run_pipeline()
    with make.bank.database.transaction() as session:
        stories.publish_version(
            session, make.actor(manager), story=session.get_one(Story, story.key), title="Another",
            body=f"{BODY} I have a garden now.", note="", based_on=1, most_words=1000,
        )  # fmt: skip
    make.run_pipeline()
    with make.session() as session:
        of_versions = select(Segment.story_version_id).join(
            SegmentVector, SegmentVector.segment_id == Segment.id
        )
        kept = set(session.exec(of_versions))
        assert len(kept) == 1, "no use is made of what older versions mean"

    with make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.MACHINE_SUGGESTIONS,
        )
    make.run_pipeline()

    with make.session() as session:
        assert session.exec(select(SegmentVector)).all() == []
        suggested_still = select(Coding).where(Coding.status == CodingStatus.SUGGESTED)
        assert session.exec(suggested_still).all() == []


def test_a_suggestion_permission_that_ran_out_leaves_none_either(make: Factory, manager) -> None:
    make.story(manager, body=BODY)
    make.run_pipeline()
    with make.bank.database.transaction() as session:
        for consent in session.exec(
            select(Consent).where(Consent.purpose == Purpose.MACHINE_SUGGESTIONS)
        ):
            consent.expires_on = clock.today() - timedelta(days=1)

    pipeline.catch_up(make.bank.tools)

    with make.session() as session:
        assert session.exec(select(SegmentVector)).all() == []
        assert session.exec(select(Coding)).all() == []
        assert list_lapsed(session, 10) == []


def test_a_story_held_back_hears_of_a_new_theme_once_it_is_given_back(
    make: Factory, manager
) -> None:
    story = make.story(manager, body=BODY)
    make.run_pipeline()
    lead = make.actor(make.user("safeguarding_lead"))
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        concern = safeguarding.raise_concern(
            session, lead, submission=submission, because="Her son."
        )
    code = add(make)
    make.run_pipeline()
    assert suggested(make, code.slug) == []

    with make.bank.database.transaction() as session:
        safeguarding.clear(
            session, lead, concern=session.get_one(Concern, concern.key), reason="All is well."
        )
    make.run_pipeline()
    assert len(suggested(make, code.slug)) == 1


def test_two_themes_never_share_a_name_nor_a_short_name(make: Factory) -> None:
    add(make)
    with pytest.raises(AlreadyHeld):
        add(make, name="ANIMALS")
    with pytest.raises(AlreadyHeld):
        add(make, name="A secure and decent home")

    assert add(make, name="Animals!").slug == "animals-2"
    assert add(make, name="New").slug == "new-2"
    assert add(make, name="Home").slug == "home-2"


def test_the_hubs_themes_are_not_changed(make: Factory) -> None:
    with pytest.raises(RuleBroken, match="the same everywhere"):
        change(make, "retire_theme", "home")
    with pytest.raises(RuleBroken, match="the same everywhere"):
        change(make, "change_theme", "home", **THEME)


def test_only_who_manages_the_codebook_adds_a_theme(make: Factory) -> None:
    for role in ("board_reader", "verifier", "contributor", "administrator"):
        actor = make.actor(make.user(role))
        with make.bank.database.writing() as session, pytest.raises(NotAllowed):
            service.add_theme(session, actor, **THEME)


def test_adding_is_on_record_without_the_examples(make: Factory) -> None:
    code = add(make)

    with make.session() as session:
        [event] = list_events_of(session, "Code", str(code.public_id))
    assert (event.act, event.detail) == ("add_theme", {"theme": "animals"})
