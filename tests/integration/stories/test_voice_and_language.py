"""A story's page says whose words are coded, and when they are not in English."""

from __future__ import annotations

import pytest
from sqlmodel import select

from storybank import pipeline
from storybank.intake import service as intake
from storybank.intake.models import Purpose, StoryKind, Submission
from storybank.nlp.reading import Voice
from storybank.tagging.models import Coding, CodingStatus, Segment, StoryReading
from tests.web_client import words

WELSH = (
    "Roeddwn i'n teimlo'n unig iawn cyn dod yma bob wythnos.\n\n"
    "Mae'r gwasanaeth wedi bod yn wych i mi a fy nheulu. Ffoniwch fi ar 07700 900123."
)
STUDY = (
    "Maureen had not left the house since the funeral. "
    "“I have friends to ring every day now,” Maureen said. "
    "Our manager, Dave Hill, said: “We are delighted with her new friends.”"
)


@pytest.fixture
def manager(make):
    return make.user("contract_manager", organisation=make.organisation("authority", "Town"))


def test_a_story_in_welsh_is_said_to_be_so_and_nothing_is_suggested(sign_in, manager, make):
    story = make.story(manager, body=WELSH)
    make.run_pipeline()

    page = words(sign_in(manager).page(f"/stories/{story.public_id}"))

    assert "This story is in Welsh. Storybank suggests codes for English only" in page
    with make.session() as session:
        assert session.exec(select(StoryReading)).one().language == "Welsh"
        assert session.exec(select(Coding)).all() == []
    assert "07700 900123" in page, "personal details are noticed in any language"


def test_an_english_story_says_nothing_of_its_language(sign_in, manager, make):
    story = make.story(manager)
    make.run_pipeline()

    assert "English only" not in sign_in(manager).text(f"/stories/{story.public_id}")


def test_whose_words_stand_beside_a_code_for_coders_only(sign_in, manager, make):
    contract = make.contract(manager.organisation)
    story = make.story(manager, body=STUDY, kind=StoryKind.CASE_STUDY, contract=contract)
    make.run_pipeline()
    with make.session() as session:
        heard = [(one.voice, one.attributed_to) for one in session.exec(select(Segment))]
    assert heard[:2] == [(Voice.TOLD, ""), (Voice.QUOTED, "Maureen")]
    assert heard[2][0] is Voice.TOLD
    make.coding(manager, story, 0, "connection", "need")
    make.coding(manager, story, 1, "connection", "better")

    page = words(sign_in(manager).page(f"/stories/{story.public_id}"))

    assert "Told about them, so not quoted to boards" in page
    assert "Quoted: Maureen" in page
    board = make.user("board_reader", organisation=manager.organisation)
    assert "Quoted: Maureen" not in sign_in(board).text(f"/stories/{story.public_id}")


def test_who_reads_with_names_covered_is_told_none_beside_a_code(sign_in, manager, make):
    """A manager with a seat on the board, of a story that only boards may read."""
    both = make.user("contract_manager", "board_reader", organisation=manager.organisation)
    contract = make.contract(manager.organisation)
    story = make.story(
        manager,
        body=STUDY,
        kind=StoryKind.CASE_STUDY,
        contract=contract,
    )
    make.run_pipeline()
    make.coding(manager, story, 1, "connection", "better")
    with make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            make.actor(manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.CONTRACT_MANAGEMENT,
        )
    make.run_pipeline()
    client = sign_in(both)

    page = client.text(f"/stories/{story.public_id}")

    assert "I have friends to ring every day now" in page
    assert "Maureen" not in page
    assert "Dave Hill" not in page
    for kept_apart in ("edit", "versions"):
        assert client.get(f"/stories/{story.public_id}/{kept_apart}").status_code == 404
    assert client.get(f"/tagging/stories/{story.public_id}/add").status_code == 404


def test_a_newer_reader_hears_an_old_reading_again(make, manager):
    """Rows of before this was known say "told" of everything until the story is read again."""
    story = make.story(manager)
    make.run_pipeline()
    with make.bank.database.transaction() as session:
        for segment in session.exec(select(Segment)):
            segment.voice = Voice.TOLD
        session.exec(select(StoryReading)).one().reader = "older"

    pipeline.suggest_codings(make.bank.tools, story.key)

    with make.session() as session:
        assert {one.voice for one in session.exec(select(Segment))} == {Voice.OWN}
        assert session.exec(select(Coding).where(Coding.status == CodingStatus.SUGGESTED)).first()
