"""Taking a story back reaches every row that holds words of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import select

from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.cli import storybank
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import (
    Attachment,
    AttachmentKind,
    Purpose,
    Submission,
    SubmissionStatus,
)
from storybank.intake.queries import purposes_of, readable_submissions
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.nlp.reading import Reading
from storybank.rights.models import LegalHold, Withdrawal
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.tagging.models import Segment
from storybank.telling.models import Call, Telling
from storybank.telling.queries import is_file_held
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


# What may stay of a submission and a story once their words are gone: kinds, states, days of ours.
MAY_STAY = {
    "public_id",
    "status",
    "kind",
    "format",
    "teller",
    "door",
    "identifiability",
    "lawful_basis",
    "special_condition",
    "fingerprint",  # its own public id by then
    "title",  # says that it was taken back
}


def test_nothing_written_stays_of_a_story_taken_back(make: Factory, told: Story) -> None:
    """A column added later must be emptied too, or be named above."""
    take_back(make, Actor.teller(told.submission_id), told)
    make.run_pipeline()
    with make.session() as session:
        submission = session.get_one(Submission, told.submission_id)
        rows = [submission, session.get_one(Story, told.key)]
        left = {
            (type(row).__name__, name): value
            for row in rows
            for name, value in row.model_dump().items()
            if isinstance(value, str | list | dict) and value and name not in MAY_STAY
        }
        assert left == {}
        assert submission.fingerprint == str(submission.public_id)
        assert session.get_one(Story, told.key).told_on is None


def test_files_go_once_nothing_else_needs_them(make: Factory, manager: User) -> None:
    files = make.bank.files
    shared, voice = files.put(b"one file of two stories"), files.put(b"a voice")
    first, second = (
        make.story(manager, file_sha256=shared, file_name="a.txt", contract=None) for _ in "ab"
    )
    with make.bank.database.transaction() as session:
        session.add(
            Attachment(
                submission_id=first.submission_id,
                kind=AttachmentKind.VOICE,
                sha256=voice,
                media_type="audio/mp4",
                size=7,
                name="Zebedee.m4a",
            )
        )
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, first.submission_id)
        actor = Actor.teller(submission.key)
        withdraw_purpose(session, actor, submission=submission, purpose=Purpose.PHOTO_OR_VOICE)
    make.run_pipeline()
    assert (files.has(voice), files.has(shared)) == (False, True)
    with make.bank.database.transaction() as session:
        call = Call(
            slug="lunch",
            title="Lunch",
            ask="What changed?",
            organisation_id=manager.organisation_id,
            opens_on=clock.today(),
        )
        session.add(call)
        session.flush()
        session.add(Telling(call_id=call.key, token_hash="t", attachments=[{"sha256": shared}]))
    take_back(make, Actor.teller(first.submission_id), first)
    make.run_pipeline()
    assert files.has(shared), "the other story still needs it"
    take_back(make, Actor.teller(second.submission_id), second)
    make.run_pipeline()
    assert files.has(shared), "somebody is telling a story with the same file"


def test_a_hold_keeps_a_recording_until_it_is_lifted(make: Factory, manager: User) -> None:
    story = make.story(manager)
    voice = make.bank.files.put(b"a voice under a hold")
    with make.bank.database.transaction() as session:
        session.add(
            Attachment(
                submission_id=story.submission_id,
                kind=AttachmentKind.VOICE,
                sha256=voice,
                media_type="audio/mp4",
                size=20,
            )
        )
        session.add(LegalHold(submission_id=story.submission_id, why="A claim is expected."))
        submission = session.get_one(Submission, story.submission_id)
        actor = Actor.teller(submission.key)
        withdraw_purpose(session, actor, submission=submission, purpose=Purpose.PHOTO_OR_VOICE)
    pipeline.catch_up(make.bank.tools)
    assert make.bank.files.has(voice)
    with make.session() as session:  # whoever drops the same file from an unfinished story
        assert is_file_held(session, voice)
    with make.bank.database.transaction() as session:
        session.exec(select(LegalHold)).one().lifted_at = clock.now()
    pipeline.catch_up(make.bank.tools)
    assert not make.bank.files.has(voice)


def test_a_legal_hold_keeps_the_words_out_of_all_sight_until_it_is_lifted(
    make: Factory, told: Story, manager: User
) -> None:
    with make.bank.database.transaction() as session:
        session.add(LegalHold(submission_id=told.submission_id, why="A claim is expected."))
    take_back(make, Actor.teller(told.submission_id), told)
    make.run_pipeline()
    with make.session() as session:
        assert session.get_one(Submission, told.submission_id).body
        for role in ("contract_manager", "contributor", "board_reader", "analyst"):
            actor = make.actor(manager)
            actor = replace(actor, roles=frozenset({RoleName(role)}))
            assert list_with_words(session, reading_scope(actor)) == [], role
            readable = readable_submissions(actor)
            mine = select(Submission.id).where(Submission.id == told.submission_id, readable)
            assert session.exec(mine).all() == [], role
    with make.bank.database.transaction() as session:
        session.exec(select(LegalHold)).one().lifted_at = clock.now()
    pipeline.catch_up(make.bank.tools)
    with make.session() as session:
        assert session.get_one(Submission, told.submission_id).erased_at is not None
        assert session.get_one(Story, told.key).status is StoryStatus.WITHDRAWN


def test_what_was_read_before_a_story_was_taken_back_is_not_kept_after(
    make: Factory, manager: User
) -> None:
    """The machine reads for a while; a storyteller does not wait for it."""
    story = make.story(manager, contract=make.contract(manager.organisation))
    reader = make.bank.tools.reader

    class Slow:
        name = reader.name

        def read(self, body: str, kind: str) -> Reading:
            reading = reader.read(body, kind)
            take_back(make, Actor.teller(story.submission_id), story)
            return reading

    pipeline.suggest_codings(replace(make.bank.tools, reader=Slow()), story.key)  # type: ignore[arg-type]
    make.run_pipeline()
    with make.session() as session:
        assert session.get_one(Story, story.key).status is StoryStatus.WITHDRAWN
        assert session.exec(select(Segment)).all() == []
