"""Any sequence of giving and taking back: what shows is what a slow recount of the record says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from config import Settings
from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.app import Bank, open_bank
from storybank.core.errors import RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import ConsentAct, ConsentEvent, Purpose, Submission
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.reports.models import ReportQuotation
from storybank.reports.pack.kinds import build_pack
from storybank.reports.rules import Asked
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.search.service import find_stories
from storybank.stories.models import Story
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from tests.factories.bank import EVERY_PURPOSE, Factory
from tests.factories.issuing import issue

STORIES = 3
PURPOSES = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD, Purpose.QUOTATION)
Step = tuple[int, str, Purpose]


class World:
    """A bank of a few stories that everybody may read, coded, linked and reported."""

    def __init__(self, home: Path) -> None:
        self.bank = open_bank(Settings(home=home, secret_key="only for tests"))
        make = Factory(self.bank)
        self.manager = make.user("contract_manager")
        self.board = make.user("board_reader", organisation=self.manager.organisation)
        contract = make.contract(self.manager.organisation)
        promise = make.commitment(contract, "connection")
        stories = [
            make.story(self.manager, contract=contract, purposes=EVERY_PURPOSE)
            for _ in range(STORIES)
        ]
        make.run_pipeline()
        for story in stories:
            make.coding(self.manager, story, 0, "connection")
            make.link(self.manager, story, promise)
        make.run_pipeline()
        with self.bank.database.transaction() as session:
            issue(session, actor_of(self.manager))
        self.stories = [story.key for story in stories]


@pytest.fixture(scope="module")
def world(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("recount") / "home"
    shutil.copytree(empty_home, home)
    return World(home)


def told(session: Session, submission_id: int) -> set[Purpose]:
    """What is allowed, added up from the record of what was said, one thing after the other."""
    allowed: set[Purpose] = set()
    events = select(ConsentEvent).where(ConsentEvent.submission_id == submission_id)
    for event in session.exec(events.order_by(ConsentEvent.id)):  # type: ignore[arg-type]
        named = {Purpose(one) for one in event.purposes}
        allowed = allowed - named if event.act is ConsentAct.WITHDRAWN else allowed | named
    return allowed


def do(bank: Bank, story_id: int, what: str, purpose: Purpose) -> None:
    """Give or take back; what cannot be done any more is refused and changes nothing."""
    try:
        with bank.database.transaction() as session:
            story = session.get_one(Story, story_id)
            submission = session.get_one(Submission, story.submission_id)
            teller = Actor.teller(submission.key)
            if what == "whole":
                withdraw_story(session, teller, submission=submission)
            elif what == "take back":
                withdraw_purpose(session, teller, submission=submission, purpose=purpose)
            elif submission.taken_back_at is None:
                given_again = intake.ConsentGiven((purpose,), method="paper form")
                intake.give_consent(session, teller, submission=submission, given=given_again)
    except RuleBroken:
        return


def check(world: World, session: Session) -> None:
    """Hold search, pages, links, the report and what was issued against the recount."""
    managers, boards, reported = set(), set(), set()
    for number in world.stories:
        story = session.get_one(Story, number)
        allowed = told(session, story.submission_id)
        managers |= {number} if Purpose.CONTRACT_MANAGEMENT in allowed else set()
        boards |= {number} if Purpose.BOARD in allowed else set()
        reported |= {number} if allowed & {Purpose.BOARD, Purpose.QUOTATION} else set()
        links = session.exec(select(EvidenceLink).where(EvidenceLink.story_id == number)).all()
        counts = {one.status is LinkStatus.CONFIRMED for one in links if one.made_at}
        assert number in managers or counts == {False}, "no claim without its people's permission"
        words = session.exec(
            select(ReportQuotation.words).where(ReportQuotation.story_id == number)
        ).all()
        assert number in reported or not any(words), "an issued report lost what it may not hold"
    for user, expected in ((world.manager, managers), (world.board, boards)):
        assert seen_by(world.bank, session, user) == (expected, expected)
    pack = build_pack(session, actor_of(world.manager), Asked())
    assert pack.stories == len(reported)


def seen_by(bank: Bank, session: Session, user: User) -> tuple[set[int], set[int]]:
    """The stories somebody reads, and those they find."""
    actor = actor_of(user)
    listed = {one.story.key for one in list_with_words(session, reading_scope(actor), per_page=50)}
    found = find_stories(session, bank.tools.engine, actor, text="friends", per_page=50).found
    return listed, {one.story.story.key for one in found}


steps = st.lists(
    st.tuples(
        st.integers(0, STORIES - 1),
        st.sampled_from(["give", "take back", "take back", "whole"]),
        st.sampled_from(PURPOSES),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(many=steps)
def test_what_shows_is_what_a_slow_recount_says(
    world: World, tmp_path_factory: pytest.TempPathFactory, many: list[Step]
) -> None:
    home = tmp_path_factory.mktemp("run") / "home"
    shutil.copytree(world.bank.settings.home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    copy = object.__new__(World)
    copy.__dict__ = {**world.__dict__, "bank": bank}
    try:
        for place, what, purpose in many:
            do(bank, world.stories[place], what, purpose)
            pipeline.drain(bank.tools)
            with bank.database.reading() as session:
                check(copy, session)
    finally:
        bank.close()
