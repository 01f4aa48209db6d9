"""Taking a story back reaches every row that holds words of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.cli import storybank
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries import purposes_of
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.rights.models import Withdrawal
from storybank.rights.service import withdraw_story
from storybank.stories.models import Story, StoryStatus, StoryVersion
from tests.factories.bank import Factory


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def told(make: Factory, manager: User) -> Story:
    """A story that was coded and linked."""
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection")
    story = make.story(
        manager, contract=contract, place="Leigh", display_name="Zebedee", counts_may_stay=True
    )
    make.run_pipeline()
    make.coding(manager, story, 0, "connection")
    make.link(manager, story, promise)
    return story


def take_back(make: Factory, actor: Actor, story: Story, **how: object) -> Withdrawal:
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        return withdraw_story(session, actor, submission=submission, **how)  # type: ignore[arg-type]


def test_a_story_taken_back_leaves_no_words(make: Factory, told: Story) -> None:
    withdrawal = take_back(make, Actor.teller(told.submission_id), told)
    make.run_pipeline()
    with make.session() as session:
        submission = session.get_one(Submission, told.submission_id)
        story = session.get_one(Story, told.key)
        assert (submission.status, submission.title, submission.body, submission.place) == (
            SubmissionStatus.ERASED,
            "Taken back",
            "",
            "",
        )
        assert (story.status, story.place) == (StoryStatus.WITHDRAWN, "")
        assert {one.body for one in session.exec(select(StoryVersion))} == {""}
        (link,) = session.exec(select(EvidenceLink).where(EvidenceLink.made_at != None))  # noqa: E711
        assert (link.status, link.void_because, link.quote) == (LinkStatus.VOID, "withdrawn", "")
        assert purposes_of(session, submission.key) == frozenset()
    assert withdrawal.reached["claims"] == 1


def test_a_story_is_taken_back_once(make: Factory, told: Story, manager: User) -> None:
    take_back(make, make.actor(manager), told, method="phone")
    with pytest.raises(RuleBroken, match="taken back already"):
        take_back(make, Actor.teller(told.submission_id), told)
    with pytest.raises(NotFound):
        take_back(make, make.actor(make.user("contract_manager")), told)


def test_many_are_taken_back_from_a_table(
    make: Factory, told: Story, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")
    with make.session() as session:
        public_id = session.get_one(Submission, told.submission_id).public_id
    table = tmp_path / "asked.csv"
    table.write_text(f"name,submission\nZ,{public_id}\nNobody,not an id\nZ,{public_id}\n", "utf-8")
    result = CliRunner().invoke(
        storybank, ["rights", "take-back", str(table), "--how", "letter", "--yes"]
    )
    assert result.exit_code == 1
    assert "line 3: There is nothing" in result.stderr
    assert "line 4: This story was taken back already" in result.stderr
    assert "taken back" in result.stdout
    with make.session() as session:
        assert session.get_one(Submission, told.submission_id).erased_at is not None
