"""Masked words are the only words downstream: before a story is accepted, and after."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import String, inspect, text
from sqlmodel import Session, col, select

from storybank import pipeline
from storybank.answering.models import Answer
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose, Submission
from storybank.linking.models import EvidenceLink
from storybank.publishing.models import IdentityCheck
from storybank.reports.models import (
    ChoiceMade,
    Report,
    ReportChoice,
    ReportQuotation,
    ReportRecall,
    ReportStatus,
)
from storybank.reviews.models import Effect, EffectCheck, EffectFinding, Pillar
from storybank.rights.service import mask_story
from storybank.stories import service as stories
from storybank.stories.masking import Decision
from storybank.stories.models import Detail, DetailStatus, Story, StoryVersion
from storybank.stories.queries import get_version, list_versions
from storybank.tagging.models import CodingStatus
from storybank.tagging.queries import codings_of, list_segments
from storybank.verification.models import AskedHow, MemberAnswer, MemberCheck
from storybank.verification.service import record_member_check
from tests.factories.bank import Factory

BODY = (
    "My name is Zebedee Quillfeather and I was on my own for years. "
    "Zebedee, they said, come along to the lunch club. "
    "Now Zebedee Quillfeather has friends he rings every day. "
    "Lydia runs it and she is kind."
)
# What was received keeps its words, under a permission of its own.
ORIGINALS = {("submission", "title"), ("submission", "body")}


def columns_with(session: Session, word: str) -> set[tuple[str, str]]:
    """Every column of the record that holds a word, JSON included."""
    found = set()
    tables = inspect(session.get_bind())
    for table in tables.get_table_names():
        for column in tables.get_columns(table):
            if not isinstance(column["type"], String) and "JSON" not in str(column["type"]):
                continue
            open_ones = " AND sealed_at IS NULL" if table == "story_version" else ""
            query = f'SELECT 1 FROM "{table}" WHERE "{column["name"]}" LIKE :word{open_ones}'
            if session.connection().execute(text(query), {"word": f"%{word}%"}).first():
                found.add((table, column["name"]))
    return found


def test_masking_an_accepted_story_leaves_the_words_nowhere(make: Factory) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection")
    story = make.story(
        manager, contract=contract, body=BODY, title="Zebedee on a Tuesday", place="Quillfeather"
    )
    make.run_pipeline()
    coding = make.coding(manager, story, 2, "connection")
    passage = "Now Zebedee Quillfeather has friends he rings every day."
    link = make.link(manager, story, promise, words=passage)
    verifier = make.user("verifier", organisation=make.organisation("verifier"))
    make.finding(verifier, link, reason="I rang Zebedee.")
    with make.bank.database.transaction() as session:
        record_member_check(
            session,
            make.actor(manager),
            link=session.get_one(EvidenceLink, link.key),
            answer=MemberAnswer.RIGHT,
            how=AskedHow.PHONE,
            asked_on=date.today(),
            note="Zebedee said so.",
        )
        stories.save_edit(
            session,
            make.actor(manager),
            story=session.get_one(Story, story.key),
            title="Zebedee again",
            body=BODY,
            note="for Quillfeather",
            based_on=1,
        )
        report = Report(
            organisation_id=manager.organisation_id, title="A report", status=ReportStatus.ISSUED
        )
        session.add(report)
        session.flush()
        facts = {"whose": "Zebedee"}
        issued = {"report_id": report.key, "story_id": story.key, "position": 0, "part": "voices"}
        session.add(ReportQuotation(words=passage, facts=facts, **issued))
        chosen = {"report_id": issued["report_id"], "story_id": story.key, "story_version_id": 1}
        session.add(ReportChoice(choice=ChoiceMade.QUOTE, reason="Zebedee says it best.", **chosen))
        said = {"words": "We wrote to Zebedee.", "dispute_words": "Not to Zebedee Quillfeather."}
        given = {"story_id": story.key, "organisation_id": manager.organisation_id}
        session.add(Answer(**given, **said, change_words="Zebedee", evidence="Zebedee"))
        version_id = get_version(session, session.get_one(Story, story.key), 1).key
        asked = {"story_version_id": version_id, "purpose": Purpose.PUBLIC, "may_share": True}
        session.add(IdentityCheck(story_id=story.key, note="Is Zebedee a rare name?", **asked))
        screen = {"contract_id": contract.key, "foreseen_on": date.today(), "is_positive": True}
        effect = Effect(**screen, group="Carers", pillar=Pillar.SOCIAL, text="Fewer visits")
        session.add(effect)
        session.flush()
        noted = {"finding": EffectFinding.HAPPENED, "checked_on": date.today()}
        session.add(EffectCheck(effect_id=effect.key, story_id=story.key, note="Zebedee", **noted))
    make.run_pipeline()
    with make.session() as session:
        assert ("segment", "quote") in columns_with(session, "Quillfeather")

    with make.bank.database.transaction() as session:
        mask_story(
            session,
            make.actor(manager),
            story=session.get_one(Story, story.key),
            decisions=[Decision("Zebedee Quillfeather", "PERSON"), Decision("Zebedee", "PERSON")],
            title="Zebedee on a Tuesday",
            based_on=1,
        )
    with make.session() as session:  # at once, and not only when the machine has read it again
        assert columns_with(session, "Zebedee") == ORIGINALS
        assert columns_with(session, "Quillfeather") == ORIGINALS - {("submission", "title")} | {
            ("submission", "place")
        }
    make.run_pipeline()

    index = [one for one in make.bank.settings.home.glob("index*/**/*") if one.is_file()]
    assert index
    assert not [one.name for one in index if b"quillf" in one.read_bytes().lower()]
    with make.session() as session:
        assert columns_with(session, "Zebedee") == ORIGINALS
        told = session.get_one(Story, story.key)
        version = get_version(session, told, 2)
        assert version.title == "[a name] on a Tuesday"
        assert "[a name], they said, come along" in version.body
        assert "Lydia" in version.body
        assert [one.sealed_at is not None for one in list_versions(session, told)] == [False, True]
        # the claim, what was found of it and what its teller said stand on the new words
        moved = session.get_one(EvidenceLink, link.key)
        assert moved.story_version_id == version.id
        assert moved.quote == version.body[moved.start : moved.end]
        assert moved.quote == "Now [a name] has friends he rings every day."
        check = session.exec(select(MemberCheck)).one()
        assert (check.story_version_id, check.note) == (version.id, "[a name] said so.")
        # what was issued with one of the words is to be called back
        assert session.exec(select(ReportRecall.because)).all() == ["covered"]
        # what a person decided of the sentence is carried over
        third = list_segments(session, version.key)[2]
        kept = codings_of(session, version.key)[third.key]
        assert (coding.code_id, CodingStatus.CONFIRMED) in {(c.code_id, c.status) for c in kept}


def test_claims_on_words_edited_away_are_covered_where_they_stand(make: Factory) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, "connection")
    story = make.story(manager, contract=contract, body=BODY)
    gone = make.link(manager, story, promise, words="Zebedee, they said, come along")
    stays = make.link(manager, story, promise, words="has friends he rings every day")
    with make.bank.database.transaction() as session:
        told = session.get_one(Story, story.key)
        words = {"title": "Friends", "note": "", "story": told}
        body = BODY.replace("Zebedee, they said, come along to the lunch club. ", "")
        stories.publish_version(session, make.actor(manager), body=body, based_on=1, **words)
        mask_story(
            session,
            make.actor(manager),
            story=told,
            decisions=[Decision("Zebedee", "PERSON", "Bertram")],
            title="Friends",
            based_on=2,
        )
    with make.session() as session:
        left, moved = (session.get_one(EvidenceLink, one.key) for one in (gone, stays))
        assert left.quote == "Bertram, they said, come along"
        versions = {one.id: one.number for one in session.exec(select(StoryVersion))}
        assert (versions[left.story_version_id], versions[moved.story_version_id]) == (1, 3)


def test_details_are_covered_at_acceptance_unless_a_person_says_they_may_stay(
    make: Factory,
) -> None:
    manager = make.user("contract_manager")
    analyst = make.user("analyst", organisation=manager.organisation)
    actor = make.actor(manager)
    sent = make.submission(manager, body=BODY, title="Zebedee Quillfeather's day")
    make.run_pipeline()
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, sent.key)
        found = session.exec(
            select(Detail).where(Detail.submission_id == sent.key).order_by(col(Detail.start))
        ).all()
        assert {BODY[one.start : one.end] for one in found} >= {"Zebedee Quillfeather", "Lydia"}
        assert {one.status for one in found} == {DetailStatus.SUGGESTED}
        stories.decide_details(
            session,
            actor,
            submission=submission,
            decisions=[
                Decision("Lydia", "PERSON", None),
                Decision("Zebedee Quillfeather", "PERSON", "Bertram Moss"),
                Decision("lunch club", "PLACE", ""),
            ],
        )
        stories.keep_details(
            session, pipeline.MACHINE, submission=submission, found=found, reader="another"
        )
        story = stories.accept_submission(session, actor, submission=submission)
        version = get_version(session, story, 1)
    assert version.title == "Bertram Moss's day"
    assert version.body == (
        "My name is Bertram Moss and I was on my own for years. "
        "[a name], they said, come along to the [a place]. "
        "Now Bertram Moss has friends he rings every day. "
        "Lydia runs it and she is kind."
    )
    assert version.note == "Personal details covered: 4"
    assert story.masked_by_id == manager.id
    with make.bank.database.transaction() as session:
        with pytest.raises(RuleBroken):
            stories.decide_details(
                session, actor, submission=session.get_one(Submission, sent.key), decisions=[]
            )
        with pytest.raises(NotAllowed):
            stories.note_look(
                session,
                make.actor(analyst),
                submission=session.get_one(Submission, sent.key),
            )


def test_a_place_its_teller_wants_hidden_is_kept_from_the_story(make: Factory) -> None:
    manager = make.user("contract_manager")
    story = make.story(manager, place="Moorside", hide_place=True, about_when="last spring")
    assert (story.place, story.shown_when) == ("", "last spring")
