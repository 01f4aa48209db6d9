"""The whole flow through the services: what each act sets off."""

from __future__ import annotations

from storybank import pipeline
from storybank.accounts.queries import actor_of
from storybank.search.service import find_stories
from storybank.stories.rules import reading_scope
from storybank.tagging.queries import find_reading, list_segments
from tests.factories.bank import Factory


def test_accepting_a_story_reads_and_indexes_it(make: Factory) -> None:
    manager = make.user("contract_manager")
    story = make.story(manager)

    make.run_pipeline()

    with make.session() as session:
        actor = actor_of(manager)
        assert list_segments(session, 1)
        assert find_reading(session, 1) is not None
        found = find_stories(session, make.bank.tools.engine, actor, text="lunch club")
        assert [one.story.story.id for one in found.found] == [story.id]
        assert reading_scope(actor)


def test_delivering_twice_changes_nothing(make: Factory) -> None:
    manager = make.user("contract_manager")
    make.story(manager)
    make.run_pipeline()
    with make.session() as session:
        before = len(list_segments(session, 1))

    pipeline.suggest_codings(make.bank.tools, 1)
    pipeline.catch_up(make.bank.tools)

    with make.session() as session:
        assert len(list_segments(session, 1)) == before
