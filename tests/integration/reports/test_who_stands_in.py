"""Whose words stand in a report, whatever its story's permissions and state.

What is expected is written down here by hand, and knows no scope and no query of ours.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlmodel import Session, delete

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.app import open_bank
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake.models import Consent, Purpose
from storybank.publishing.models import Publication
from storybank.reports.models import ChoiceMade, ReportChoice, ReportKind
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.pack.whole import story_of_meeting
from storybank.reports.rules import Asked
from storybank.stories.models import Story, StoryStatus
from storybank.stories.queries import get_version
from tests.factories.bank import Factory

ASKED = {
    Purpose.BOARD: ReportKind.BOARD_PACK,
    Purpose.PUBLIC: ReportKind.BOARD_PACK,
    Purpose.CONTRACT_MANAGEMENT: ReportKind.EVIDENCE_PACK,
    Purpose.OTHER_BODIES: ReportKind.STORY_TO_ANSWER,
}
# How a permission can stand, and whether it does.
STANDING = {
    "never": False,
    "open": True,
    "to the end of today": True,
    "to the end of yesterday": False,
    "withdrawn": False,
}


@dataclass(frozen=True)
class State:
    """Everything that could matter of one story."""

    permissions: dict[Purpose, str]
    status: StoryStatus = StoryStatus.ACCEPTED
    place: str = "own contract"
    sent_by: str = "own"
    is_prepared: bool = True
    asks_to_see: str = "no"
    is_published: bool = True

    def allows(self, *purposes: Purpose) -> bool:
        return any(STANDING[self.permissions[one]] for one in purposes)

    @property
    def is_ready(self) -> bool:
        """Nobody holds it, its details were looked for, and its teller has nothing against it."""
        accepted = self.status is StoryStatus.ACCEPTED
        return accepted and self.is_prepared and self.asks_to_see in ("no", "agreed")

    def is_quoted(self, purpose: Purpose) -> bool:
        if purpose is Purpose.OTHER_BODIES:
            return self.is_ready and self.allows(purpose) and self.sent_by == "own"
        allowed = (purpose, Purpose.QUOTATION) if purpose is Purpose.BOARD else (purpose,)
        shown = purpose is not Purpose.PUBLIC or self.is_published
        return self.is_ready and self.place == "own contract" and shown and self.allows(*allowed)

    def is_told_whole(self, purpose: Purpose) -> bool:
        return self.is_quoted(purpose) and self.allows(purpose)


STATES = some.builds(
    State,
    permissions=some.fixed_dictionaries(
        {one: some.sampled_from(sorted(STANDING)) for one in Purpose}
    ),
    # Mostly as it should be, so that permissions decide most often.
    status=some.sampled_from([*[StoryStatus.ACCEPTED] * 4, *StoryStatus]),
    place=some.sampled_from(["own contract", "own contract", "another's contract", "none"]),
    sent_by=some.sampled_from(["own", "own", "another"]),
    is_prepared=some.sampled_from([True, True, True, False]),
    asks_to_see=some.sampled_from(["no", "no", "agreed", "waits"]),
    is_published=some.booleans(),
)


class Bench:
    """One story that is put into every state, and whoever makes reports of it."""

    def __init__(self, session: Session, user: User, story: Story, others: Contract) -> None:
        assert story.contract_id is not None
        self.session, self.actor = session, actor_of(user)
        self.user, self.story = user, session.get_one(Story, story.key)
        self.version = get_version(session, self.story, 1)
        self.contract = session.get_one(Contract, story.contract_id)
        self.contracts = {
            "own contract": self.contract.key,
            "another's contract": others.key,
            "none": None,
        }
        self.senders = {
            "own": self.contract.organisation_id,
            "another": others.organisation_id,
        }

    @staticmethod
    def of(make: Factory) -> tuple[User, Story, Contract]:
        """A manager with a story, and a contract of somebody else's."""
        manager = make.user("contract_manager")
        others = make.contract(make.organisation("authority"))
        story = make.story(manager, contract=make.contract(manager.organisation))
        return manager, story, others

    def put_into(self, state: State) -> None:
        """Write the state into the rows themselves: rows can be so, however they came to be."""
        session, story = self.session, self.story
        story.status = state.status
        story.contract_id = self.contracts[state.place]
        story.organisation_id = self.senders[state.sent_by]
        story.prepared_version = story.current_version if state.is_prepared else 0
        story.wants_check = state.asks_to_see != "no"
        story.checked_version = story.current_version if state.asks_to_see == "agreed" else 0
        session.exec(delete(Consent))
        today = clock.today()
        ends = {"to the end of today": today, "to the end of yesterday": today - timedelta(days=1)}
        for purpose, how in state.permissions.items():
            if how != "never":
                consent = Consent(submission_id=story.submission_id, purpose=purpose, method="x")
                consent.expires_on = ends.get(how)
                consent.withdrawn_at = clock.now() if how == "withdrawn" else None
                session.add(consent)
        session.exec(delete(Publication))
        if state.is_published:
            page = Publication(story_id=story.key, story_version_id=self.version.key)
            page.published_by_id = self.user.key
            session.add(page)
        session.flush()

    def material(self, purpose: Purpose, choices: tuple[ReportChoice, ...] = ()) -> Material:
        kind = ASKED[purpose]
        contract = self.contract if kind is ReportKind.EVIDENCE_PACK else None
        asked = Asked(kind=kind, purpose=purpose, contract=contract)
        return Material(self.session, self.actor, asked, choices=choices)


@pytest.fixture(scope="module")
def bench(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    home = tmp_path_factory.mktemp("standing") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make = Factory(bank)
    made = Bench.of(make)
    with bank.database.writing() as session:  # what the examples write is never committed
        yield Bench(session, *made)
        session.rollback()
    bank.close()


@settings(max_examples=50)
@given(state=STATES, purpose=some.sampled_from(sorted(ASKED)))
def test_a_story_stands_in_a_report_exactly_when_its_permission_and_state_let_it(
    bench: Bench, state: State, purpose: Purpose
) -> None:
    bench.put_into(state)
    counted = bench.material(purpose)
    assert (counted.heard.story.tolist() == [bench.story.key]) is state.is_quoted(purpose)
    # The words are asked for again when they are quoted, whatever was counted a moment ago.
    bench.put_into(State(dict.fromkeys(Purpose, "open")))
    before = bench.material(purpose)
    assert before.heard.story.tolist() == [bench.story.key]
    bench.put_into(state)
    assert bool(tell(before, [Passage(0, 0, 10)])) is state.is_quoted(purpose)


@settings(max_examples=25)
@given(state=STATES, purpose=some.sampled_from([Purpose.BOARD, Purpose.PUBLIC]))
def test_being_quoted_lets_nobody_tell_a_story_whole(
    bench: Bench, state: State, purpose: Purpose
) -> None:
    bench.put_into(state)
    chosen = ReportChoice(
        report_id=0,
        story_id=bench.story.key,
        story_version_id=bench.version.key,
        choice=ChoiceMade.TELL_WHOLE,
        reason="It says what others do not.",
    )
    told = story_of_meeting(bench.material(purpose, (chosen,)))
    assert (told is not None) is state.is_told_whole(purpose)
