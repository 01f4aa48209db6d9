"""Choosing what a draft quotes, leaves out and tells whole, with reasons that are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from sqlmodel import Session, select

from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake.models import Purpose, Submission
from storybank.reports import queries
from storybank.reports.models import ChoiceMade, Report, ReportChoice, ReportQuotation
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.candidates import choices_shown, passages_to_choose, stories_to_tell
from storybank.reports.pack.kinds import build_of
from storybank.reports.pack.material import Material
from storybank.reports.pack.principles import hints_of
from storybank.reports.rules import Asked, Principle, Wanted
from storybank.reports.service import (
    answer_principles,
    choose,
    discard_draft,
    issue_report,
    keep_draft,
    take_choice_back,
)
from storybank.rights.service import withdraw_story
from tests.factories.bank import EVERY_PURPOSE, Factory
from tests.factories.issuing import ANSWERS
from tests.factories.planted import NEXT_NUMBER, Planted, copy_of, plant
from tests.sql_statements import counted

WHY = "The board asked how it was for somebody who lives alone."


def plant_world(make: Factory) -> SimpleNamespace:
    """Three people; the last lets nobody do more than quote them."""
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection")
    quoted_only = tuple(one for one in EVERY_PURPOSE if one is not Purpose.BOARD)
    stories = [
        make.story(manager, contract=contract, purposes=purposes)
        for purposes in (EVERY_PURPOSE, EVERY_PURPOSE, quoted_only)
    ]
    make.run_pipeline()
    for story in stories:
        make.coding(manager, story, 0, "connection")
        make.coding(manager, story, 1, "connection", "worse")
    link = make.link(manager, stories[0], promise)
    make.finding(make.user("verifier"), link)
    actor = make.actor(manager)
    with make.bank.database.transaction() as session:
        draft = keep_draft(session, actor, asked=Asked(title="Spring", contract=contract))
    return SimpleNamespace(
        manager=manager, actor=actor, stories=stories, draft=draft, contract=contract
    )


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted[SimpleNamespace]:
    return plant(empty_home, tmp_path_factory.mktemp("drafts"), plant_world)


@pytest.fixture
def home(planted: Planted[SimpleNamespace], tmp_path: Path) -> Path:
    return copy_of(planted, tmp_path)


@pytest.fixture
def make(bank: Bank) -> Factory:
    return Factory(bank, NEXT_NUMBER)


@pytest.fixture
def world(planted: Planted[SimpleNamespace]) -> SimpleNamespace:
    return planted.world


def pack_of(session: Session, world: SimpleNamespace) -> tuple[Pack, Material]:
    draft = session.get_one(Report, world.draft.key)
    choices = queries.list_choices(session, draft)
    asked = queries.asked_of(session, draft)
    material = Material(session, world.actor, asked, smallest=1, choices=choices)
    return build_of(material), material


def test_words_left_out_are_in_no_report_and_why_is_kept_with_what_was_issued(
    make: Factory, world: SimpleNamespace
) -> None:
    with make.bank.database.transaction() as session:
        draft = session.get_one(Report, world.draft.key)
        pack, _ = pack_of(session, world)
        one = next(told for told in pack.told if told.words and "start" in told.facts)
        place = {"start": one.facts["start"], "end": one.facts["end"]}
        asked = {"draft": draft, "story": UUID(one.story), **place}
        with pytest.raises(RuleBroken, match="Say why"):
            choose(session, world.actor, choice=ChoiceMade.LEAVE_OUT, reason=" ", **asked)
        choose(session, world.actor, choice=ChoiceMade.LEAVE_OUT, reason=WHY, **asked)
        after, material = pack_of(session, world)
        assert (one.story, one.words) not in [(told.story, told.words) for told in after.told]
        (shown,) = choices_shown(material)
        assert shown.told
        assert shown.told.words == one.words
        answer_principles(session, world.actor, draft=draft, answers=ANSWERS)
        issue_report(session, world.actor, draft=draft, issued_to="The board", smallest=1)
        kept = session.exec(select(ReportQuotation).where(ReportQuotation.part == "left_out")).one()
        assert kept.facts == {**place, "reason": WHY}
        assert WHY not in str(draft.frozen)
        with pytest.raises(RuleBroken, match="stays as it was"):
            choose(session, world.actor, choice=ChoiceMade.LEAVE_OUT, reason=WHY, **asked)


def test_words_chosen_are_quoted_with_the_reason_and_a_choice_can_be_undone(
    make: Factory, world: SimpleNamespace
) -> None:
    with make.bank.database.transaction() as session:
        draft = session.get_one(Report, world.draft.key)
        _, material = pack_of(session, world)
        offered, total = passages_to_choose(material, Wanted())
        assert total == len(offered) == 6
        one = offered[-1]
        asked = {
            "draft": draft,
            "story": UUID(one.story),
            "start": one.facts["start"],
            "end": one.facts["end"],
        }
        choose(session, world.actor, choice=ChoiceMade.LEAVE_OUT, reason="No.", **asked)
        kept = choose(session, world.actor, choice=ChoiceMade.QUOTE, reason=WHY, **asked)
        assert len(queries.list_choices(session, draft)) == 1, "the newest choice counts"
        pack, material = pack_of(session, world)
        assert (one.story, one.words) in [(told.story, told.words) for told in pack.told]
        assert passages_to_choose(material, Wanted())[1] == 5
        take_choice_back(session, world.actor, draft=draft, choice=kept.public_id)
        assert queries.list_choices(session, draft) == []
        with pytest.raises(NotFound):
            take_choice_back(session, world.actor, draft=draft, choice=kept.public_id)
        for wrong in ({"end": one.facts["end"] + 1}, {"story": UUID(int=7)}):
            with pytest.raises(NotFound):
                choose(
                    session,
                    world.actor,
                    choice=ChoiceMade.QUOTE,
                    reason=WHY,
                    **{**asked, **wrong},
                )


def test_a_story_is_told_whole_only_where_its_teller_lets_boards_read_all_of_it(
    make: Factory, world: SimpleNamespace
) -> None:
    first, second, quoted_only = (one.public_id for one in world.stories)
    with make.bank.database.transaction() as session:
        draft = session.get_one(Report, world.draft.key)
        _, material = pack_of(session, world)
        offered, total = stories_to_tell(material)
        assert {one.told.story for one in offered} == {str(first), str(second)}
        assert total == 2
        tell = {"draft": draft, "choice": ChoiceMade.TELL_WHOLE, "reason": WHY}
        with pytest.raises(NotFound, match="quoted in the report, and not be told whole"):
            choose(session, world.actor, story=quoted_only, **tell)
        choose(session, world.actor, story=first, **tell)
        choose(session, world.actor, story=second, **tell)
        (kept,) = queries.list_choices(session, draft)
        assert kept.story_id == world.stories[1].key, "one story is told whole at most"


def test_why_something_was_chosen_goes_with_the_story(
    make: Factory, world: SimpleNamespace
) -> None:
    story = world.stories[0]
    with make.bank.database.transaction() as session:
        draft = session.get_one(Report, world.draft.key)
        choose(
            session,
            world.actor,
            draft=draft,
            choice=ChoiceMade.TELL_WHOLE,
            story=story.public_id,
            reason=WHY,
        )
        submission = session.get_one(Submission, story.submission_id)
        withdraw_story(session, Actor.teller(submission.key), submission=submission)
        assert session.exec(select(ReportChoice.reason)).all() == [""]
        _, material = pack_of(session, world)
        assert [one.told for one in choices_shown(material)] == [None]
        answer_principles(session, world.actor, draft=draft, answers=ANSWERS)
        issue_report(session, world.actor, draft=draft, issued_to="The board", smallest=1)
        kept = set(session.exec(select(ReportQuotation.story_id)).all())
        assert kept
        assert story.key not in kept, "it is built anew with what is allowed at that moment"


def test_nobody_else_works_on_a_draft(make: Factory, world: SimpleNamespace) -> None:
    house = world.manager.organisation
    actors = [
        make.actor(make.user("contract_manager")),
        make.actor(make.user("board_reader", organisation=house)),
        make.actor(make.user("contributor", organisation=house)),
    ]
    with make.bank.database.transaction() as session:
        draft = session.get_one(Report, world.draft.key)
        for actor in actors:
            with pytest.raises(NotFound):
                queries.get_draft(session, actor, draft.public_id)
            with pytest.raises(NotAllowed):
                discard_draft(session, actor, draft=draft)
        discard_draft(session, world.actor, draft=draft)


def test_hints_say_what_the_reports_own_numbers_say(make: Factory, world: SimpleNamespace) -> None:
    with make.session() as session:
        _, material = pack_of(session, world)
        hints = hints_of(material)
        few = hints_of(Material(session, world.actor, material.asked, smallest=5))
    assert set(hints) == set(Principle)
    assert hints[Principle.VERIFY].startswith("1 of 1 claim was checked, by ")
    assert hints[Principle.UNDERSTAND].startswith("3 passages say that something got better, 3 say")
    assert few[Principle.VERIFY].startswith("A few of a few claims were checked")


def test_the_pages_of_a_draft_ask_no_more_as_the_bank_grows(
    make: Factory, world: SimpleNamespace, sign_in: Callable[..., object]
) -> None:
    client = sign_in(world.manager)
    page = f"/reports/drafts/{world.draft.public_id}"
    pages = (page, f"{page}/quotations", f"{page}/story", f"{page}/principles")

    def ask() -> list[int]:
        found = []
        for address in pages:
            with counted(make.bank.database) as sent:
                assert client.get(address).status_code == 200  # type: ignore[attr-defined]
            found.append(len(sent))
        return found

    ask()
    few = ask()
    for _ in range(4):
        story = make.story(world.manager, contract=world.contract)
        make.run_pipeline()
        make.coding(world.manager, story, 0, "connection")
    assert ask() == few
