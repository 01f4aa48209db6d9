"""A copy of everything held: whole, about nobody else, and for whoever may have it."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.answering.models import Answer
from storybank.app import Bank
from storybank.audit.models import AuditEvent
from storybank.core.errors import NotAllowed, NotFound
from storybank.intake.models import Submission
from storybank.notices.service import tell_address
from storybank.rights import service
from storybank.rights.copying import DATA, READ_ME, write_copy
from storybank.rights.rules.copies import PARTS
from storybank.safeguarding.service import raise_concern
from storybank.stories.models import Story
from storybank.tables import metadata
from storybank.telling.models import Contact
from tests.factories.bank import Factory

WORRY = "Her brother frightens her."


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager", organisation=make.organisation(name="Town Council"))


@pytest.fixture
def story(make: Factory, bank: Bank, manager: User) -> Story:
    """A story that was coded, linked, checked, answered and worried about."""
    contract = make.contract(manager.organisation, title="Lunch clubs")
    promise = make.commitment(contract, "connection", text="Run a weekly lunch club.")
    story = make.story(manager, contract=contract, place="Bruntcliffe", file_sha256=None)
    make.run_pipeline()
    make.coding(manager, story, 2, "connection")
    link = make.link(manager, story, promise)
    make.finding(make.user("verifier"), link, reason="I saw the register myself.")
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        sha256 = bank.files.put(b"the letter as it came")
        submission.file_sha256, submission.file_name = sha256, "=letter.txt"
        session.add(Contact(submission_id=submission.key, email="teller@example.org"))
        tell_address(session, template="answered", email="teller@example.org", path="/your-story")
        tell_address(session, template="answered", email="else@example.org", path="/your-story")
        session.add(
            Answer(
                story_id=story.key,
                organisation_id=manager.organisation_id,
                words="We have put the bus back.",
                dispute_words="No bus ever came.",
                answered_by_id=manager.id,
            )
        )
        raise_concern(session, make.actor(manager), submission=submission, because=WORRY)
    return story


def copied(bank: Bank, actor: Actor, story: Story) -> zipfile.ZipFile:
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        copy = service.gather_copy(session, actor, submission=submission)
    target = io.BytesIO()
    write_copy(copy, bank.files, target)
    return zipfile.ZipFile(target)


def test_a_copy_holds_everything_and_nothing_of_others(
    make: Factory, bank: Bank, manager: User, story: Story
) -> None:
    archive = copied(bank, Actor.teller(story.submission_id), story)

    page, data = archive.read(READ_ME).decode(), json.loads(archive.read(DATA))
    assert archive.namelist() == ["files/1-=letter.txt", READ_ME, DATA]
    for told in (
        "nobody to talk to from one week to the next",
        "Bruntcliffe",
        "Run a weekly lunch club.",
        "I saw the register myself.",
        "We have put the bus back.",
        "No bus ever came.",
        "teller@example.org",
        "contract manager (Town Council)",
    ):
        assert told in page, told
        assert told in json.dumps(data, ensure_ascii=False), told
    both = page + json.dumps(data)
    assert WORRY not in both
    assert "raise concern" not in both
    assert manager.name not in both
    assert manager.email not in both
    assert not re.search(r'"(id|\w+_id)":', json.dumps(data))
    assert set(data["held"]) == set(PARTS)
    assert [c["finding"] for c in data["held"]["claims"] if c["status"] == "confirmed"] == [
        "upheld"
    ]
    assert [row["about"] for row in data["held"]["notices"]] == ["answered"]
    assert {"act", "at"} == set(data["held"]["acts"][0])


def test_a_copy_is_for_the_teller_and_the_officer_alone(
    make: Factory, bank: Bank, manager: User, story: Story
) -> None:
    officer = make.user("data_protection_officer", organisation=manager.organisation)
    other = make.user("data_protection_officer")

    assert copied(bank, make.actor(officer), story).testzip() is None
    for actor, error in (
        (Actor.teller(story.submission_id + 1), NotFound),
        (make.actor(other), NotFound),
        (make.actor(manager), NotAllowed),
    ):
        with pytest.raises(error):
            copied(bank, actor, story)
    with make.session() as session:
        acts = session.exec(select(AuditEvent).where(AuditEvent.act == "copy_story")).all()
    assert [act.actor for act in acts] == [str(officer.public_id)]


def test_words_in_a_copy_are_no_markup(make: Factory, bank: Bank, manager: User) -> None:
    story = make.story(manager, body="<script>alert('hello')</script> I like the club a lot now.")

    page = copied(bank, Actor.teller(story.submission_id), story).read(READ_ME).decode()

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_every_table_that_hangs_on_a_story_is_in_the_copy_or_left_out_for_a_reason() -> None:
    copied = """answer attachment coding complaint consent consent_event contact detail effect_check
        evidence_link follow_up identity_check legal_hold member_check own_theme publication
        report_choice report_quotation segment selection story story_draft story_version submission
        teller_check telling verification withdrawal"""
    left_out = {
        "concern": "what keeps people safe: the officer weighs whether it may be given",
        "identifier": "where a mask stands in the words; the details themselves are copied",
        "near_copy": "another's story",
        "rating_footnote": "that a claim is cited; the claim is copied",
        "report_file_story": "that a file of a day holds them; the words are copied",
        "report_recall": "that a quotation was called back; the quotation is copied",
        "return_code": "a hash of their code",
        "round_item": "that a claim was on a list; what was found of it is copied",
        "segment_vector": "numbers made of a sentence; the sentence is copied",
        "signature_band": "numbers made of the words",
        "story_reading": "that a version was read by the computer; what it said is copied",
        "story_signature": "that a version's wording was compared",
    }
    hang_on = {"submission", "story", "story_version", "evidence_link", "segment", "contributor"}
    tables = {
        table.name
        for table in metadata.tables.values()
        if {key.column.table.name for key in table.foreign_keys} & hang_on
    }

    assert tables == set(copied.split()) | set(left_out)
