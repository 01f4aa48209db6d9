"""Whole files of stories taken in, each story on its own."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from storybank.accounts.models import User
from storybank.app import Bank
from storybank.core.errors import NotAllowed
from storybank.core.uploads import ReadLimits
from storybank.intake import importing
from storybank.intake.importing import ImportDefaults, Outcome, OutcomeStatus
from storybank.intake.models import (
    Contributor,
    Purpose,
    StoryKind,
    Submission,
    SubmissionStatus,
    Teller,
)
from storybank.intake.queries import purposes_of
from storybank.stories.models import Story
from storybank.stories.service import accept_submission
from tests.factories.bank import Factory

ALLOWED = frozenset({Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD})


class Importer:
    """Takes files in as one person."""

    def __init__(self, bank: Bank, session: Session, make: Factory, user: User) -> None:
        self.bank, self.session, self.user = bank, session, user
        self.actor = make.actor(user)

    def take(self, path: Path, **more: Any) -> list[Outcome]:
        defaults = more.pop("defaults", {})
        defaults = {"purposes": ALLOWED, **defaults}
        return importing.import_file(
            self.session,
            self.actor,
            self.bank.files,
            path=path,
            name=path.name,
            limits=ReadLimits(),
            defaults=ImportDefaults(organisation_id=self.user.organisation_id, **defaults),
            find_contract=importing.contract_finder(self.session, self.actor),
            **more,
        )


@pytest.fixture
def importer(bank: Bank, session: Session, make: Factory) -> Importer:
    return Importer(bank, session, make, make.user("contract_manager"))


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "stories.csv"
    path.write_text("title,words,told_by,told_for,kind,contract,consent\n" + "\n".join(rows))
    return path


def submissions(session: Session) -> list[Submission]:
    return list(session.exec(select(Submission).order_by(Submission.id)))  # type: ignore[arg-type]


def test_import_file_keeps_the_file_as_it_came(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "The bus.txt"
    data = b"\xef\xbb\xbfThey cut the bus.\r\n\r\nI cannot get out.  \r\n"
    path.write_bytes(data)
    (outcome,) = importer.take(path)
    assert (outcome.status, outcome.reason) == (OutcomeStatus.TAKEN_IN, "")
    (submission,) = submissions(importer.session)
    assert outcome.public_id == submission.public_id
    assert submission.file_name == "The bus.txt"
    assert submission.file_sha256 == hashlib.sha256(data).hexdigest()
    with importer.bank.files.open(submission.file_sha256) as file:
        assert file.read() == data
    assert submission.body == "They cut the bus.\n\nI cannot get out."


def test_import_file_takes_each_row_on_its_own(importer: Importer, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "One,I have friends now.,Rose,,,,",
        "Two,,,,,,",
        "Three,I have friends now.,,,,,",
        "Four,The lift is broken still.,,,poem,,",
        "Five,Nobody may read this one.,,,,,board",
        "Six,She sleeps better.,,her mother,case_study,,contract_management",
    )
    outcomes = {outcome.where: outcome for outcome in importer.take(path)}
    assert {where: outcome.status.value for where, outcome in outcomes.items()} == {
        "Row 2": "taken_in",
        "Row 3": "failed",
        "Row 4": "already_held",
        "Row 5": "failed",
        "Row 6": "failed",
        "Row 7": "taken_in",
    }
    assert "already in the bank" in outcomes["Row 4"].reason
    assert "nobody could read this story" in outcomes["Row 6"].reason
    assert outcomes["Row 3"].remedy
    assert outcomes["Row 5"].problems[0].column == "kind"
    first, last = submissions(importer.session)
    named = importer.session.get_one(Contributor, first.contributor_id)
    assert (named.display_name, first.teller) == ("Rose", Teller.SELF)
    assert purposes_of(importer.session, first.key) == ALLOWED
    assert (last.kind, last.teller) == (StoryKind.CASE_STUDY, Teller.ON_BEHALF)
    assert purposes_of(importer.session, last.key) == {Purpose.CONTRACT_MANAGEMENT}
    # A list holds other people's stories, and rows nobody allowed us to hold: it is not kept.
    assert (first.file_name, first.file_sha256, last.file_sha256) == ("stories.csv", None, None)


def test_import_file_finds_contracts_the_sender_may_choose(
    importer: Importer, make: Factory, tmp_path: Path
) -> None:
    importer.session.rollback()
    ours = make.contract(importer.user.organisation, reference="HW-1")
    make.contract(make.organisation(), reference="HW-2")
    path = table(tmp_path, "One,Words of one.,,,,hw-1,", "Two,Words of two.,,,,HW-2,")
    first, second = importer.take(path)
    assert first.status is OutcomeStatus.TAKEN_IN
    assert submissions(importer.session)[0].contract_id == ours.id
    assert second.status is OutcomeStatus.FAILED
    assert "no contract “HW-2”" in second.reason


def test_import_file_does_not_guess_between_two_contracts(
    bank: Bank, make: Factory, tmp_path: Path
) -> None:
    for _ in range(2):
        make.contract(make.organisation(), reference="SAME")
    sender = make.user("contributor")
    with bank.database.writing() as session:
        path = table(tmp_path, "One,Words of one.,,,,same,")
        (outcome,) = Importer(bank, session, make, sender).take(path)
    assert outcome.status is OutcomeStatus.FAILED
    assert "More than one contract" in outcome.reason


def test_import_file_accepts_at_once_when_asked(importer: Importer, tmp_path: Path) -> None:
    path = table(tmp_path, "One,Words of one.,,,,,")
    (outcome,) = importer.take(
        path,
        accept=lambda session, actor, submission: accept_submission(
            session, actor, submission=submission
        ),
    )
    assert outcome.status is OutcomeStatus.ACCEPTED
    assert submissions(importer.session)[0].status is SubmissionStatus.ACCEPTED
    assert len(importer.session.exec(select(Story)).all()) == 1


def test_import_file_leaves_nothing_of_a_story_that_fails(
    importer: Importer, tmp_path: Path
) -> None:
    path = table(tmp_path, "One,Words of one.,,,,,none")
    (outcome,) = importer.take(path)
    assert outcome.status is OutcomeStatus.FAILED
    assert submissions(importer.session) == []
    assert importer.session.exec(select(Contributor)).all() == []
    # Nor the file: nobody allowed us to hold its words.
    assert not importer.bank.files.has(hashlib.sha256(path.read_bytes()).hexdigest())


def test_import_file_twice_takes_nothing_in_twice(importer: Importer, tmp_path: Path) -> None:
    path = table(tmp_path, "One,Words of one.,,,,,")
    importer.take(path)
    (again,) = importer.take(path)
    assert again.status is OutcomeStatus.ALREADY_HELD
    assert len(submissions(importer.session)) == 1


def test_import_file_keeps_the_cues_of_captions(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>How are you?\n\n"
        "00:03.000 --> 00:04.000\n<v Rose>Better than I was.\n"
    )
    (outcome,) = importer.take(path)
    assert outcome.status is OutcomeStatus.TAKEN_IN
    (submission,) = submissions(importer.session)
    assert submission.kind is StoryKind.INTERVIEW_TRANSCRIPT
    cue = submission.cues[1]
    assert submission.body[cue["start"] : cue["end"]] == "Better than I was."
    assert cue["start_ms"] == 3000


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 64),
        ("odd.xyz", b"words"),
        ("broken.docx", b"PK\x03\x04 not a zip"),
        ("broken.pdf", b"%PDF-1.7 nothing"),
        ("broken.jsonl", b"{\n"),
        ("heads.csv", b"a,b\n1,2\n"),
    ],
)
def test_import_file_tells_what_is_wrong_with_a_bad_file(
    importer: Importer, tmp_path: Path, name: str, data: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (outcome,) = importer.take(path)
    assert outcome.status is OutcomeStatus.FAILED
    assert outcome.name == name
    assert outcome.reason
    assert outcome.remedy
    assert submissions(importer.session) == []


def test_import_file_tells_of_a_file_that_is_not_there(importer: Importer, tmp_path: Path) -> None:
    (outcome,) = importer.take(tmp_path / "gone.txt")
    assert outcome.status is OutcomeStatus.FAILED


def test_import_file_by_somebody_who_may_not_raises(
    bank: Bank, session: Session, make: Factory, tmp_path: Path
) -> None:
    session.rollback()
    importer = Importer(bank, session, make, make.user("board_reader"))
    with pytest.raises(NotAllowed):
        importer.take(table(tmp_path, "One,Words of one.,,,,,"))


def test_find_files_walks_folders_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.odd", "a/.hidden.txt", "a/x.docx", ".git/config", "top.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    missing = tmp_path / "missing.txt"
    found = importing.find_files([tmp_path, missing])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "top.txt",
        "a/x.docx",
        "b/1.odd",
        "b/2.txt",
        "missing.txt",
    ]
