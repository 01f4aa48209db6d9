"""One of everything that stories are looked after with, each with words of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.answering import service as answering
from storybank.answering.models import Answer, FollowUp
from storybank.answering.rules import AnswerGiven
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import (
    Attachment,
    AttachmentKind,
    ConsentEvent,
    ConsentStatement,
    Purpose,
    Submission,
)
from storybank.publishing import service as publishing
from storybank.publishing.models import Publication
from storybank.publishing.rules import QUESTIONS, Found
from storybank.reports.models import Report, ReportRecall
from storybank.rights import service as rights
from storybank.rights.models import Complaint, Disposal, LegalHold
from storybank.safeguarding import service as safeguarding
from storybank.safeguarding.models import Concern
from storybank.stories import service as stories
from storybank.stories.models import Story, TellerCheck
from storybank.stories.queries import get_version
from storybank.telling import service as telling
from storybank.telling.models import Call, HelpNumber
from tests.factories.issuing import issue
from tests.factories.two_authorities import World, word

# The ids in addresses, and what they are of: each side's, the first side's first.
CARING: dict[str, type[Any]] = {
    "answer_id": Answer,
    "attachment_id": Attachment,
    "call_id": Call,
    "complaint_id": Complaint,
    "disposal_id": Disposal,
    "event_id": ConsentEvent,
    "follow_up_id": FollowUp,
    "hold_id": LegalHold,
    "number_id": HelpNumber,
    "publication_id": Publication,
    "recall_id": ReportRecall,
    "report_id": Report,
    "statement_id": ConsentStatement,
    "teller_check_id": TellerCheck,
}
# Of these the first is every organisation's, and not the first side's.
EVERYBODYS = ("number_id", "statement_id", "publication_id")


def care_for_stories(world: World) -> None:
    """Look after both sides' stories, and note the ids of what that makes."""
    with world.bank.database.transaction() as session:
        for side in "ab":
            Care(session, world, side).make()
    with world.bank.database.reading() as session:
        for name, kind in CARING.items():
            ids = session.exec(select(kind.public_id).order_by(kind.id)).all()
            assert ids, name
            world.ids[name] = [ids[0], ids[-1]][: len(ids)]


class Care:
    """Where one side's stories are looked after."""

    def __init__(self, session: Session, world: World, side: str) -> None:
        self.session, self.world, self.side = session, world, side
        self.manager = actor_of(world.people[side, "contract_manager"])
        self.officer = actor_of(world.people[side, "data_protection_officer"])
        self.lead = actor_of(world.people[side, "safeguarding_lead"])
        self.submission = session.get_one(Submission, world.submissions[side, "accepted"].key)
        self.story = session.exec(
            select(Story).where(Story.submission_id == self.submission.key)
        ).one()

    def says(self, what: str) -> str:
        """Words of this side's that are found nowhere else."""
        return f"About {word(self.side, what, 'record')} here."

    def make(self) -> None:
        """Everything, in the order in which it would happen."""
        self.ask()
        self.answer()
        self.share()
        self.report()
        self.protect()

    def ask(self) -> None:
        """A call, and a recording that came with a story."""
        telling.open_call(
            self.session,
            self.manager,
            terms=telling.CallTerms(
                title=f"Call {self.side}",
                ask="What changed?",
                about="We ask.",
                readers="We read.",
                opens_on=clock.today(),
            ),
            organisation_id=self.manager.organisation_id or 0,
            slug=f"call-{self.side}",
        )
        data = f"recording of {self.side}".encode()
        intake.attach_kept(
            self.session,
            self.manager,
            submission=self.session.get_one(
                Submission, self.world.submissions[self.side, "waiting"].key
            ),
            kind=AttachmentKind.VOICE,
            sha256=self.world.bank.files.put(data),
            media_type="audio/wav",
            size=len(data),
        )

    def answer(self) -> None:
        """An answer, somebody to ask again, and a storyteller who wants a word changed."""
        given = AnswerGiven(words=self.says("answered"))
        answering.answer_story(self.session, self.manager, story=self.story, given=given)
        answering.agree_to_follow_up(
            self.session, self.manager, submission=self.submission, months=6
        )
        stories.record_teller_check(
            self.session,
            Actor.teller(self.submission.key),
            story=self.story,
            version=self.story.current_version,
            agrees=False,
            words=self.says("wish"),
        )

    def share(self) -> None:
        """A story checked, shown to the public, and taken down again."""
        version = get_version(self.session, self.story, self.story.current_version)
        # They ask for a change above; this is what it was before they did.
        self.story.wants_check, self.story.masked_by_id = False, self.manager.user_id
        publishing.record_identity_check(
            self.session,
            self.manager,
            story=self.story,
            version=version,
            purpose=Purpose.PUBLIC,
            answers=dict.fromkeys((one.key for one in QUESTIONS), Found.NO),
            note=self.says("checked"),
        )
        publishing.publish_story(self.session, self.manager, story=self.story, version=version)
        publishing.take_down(self.session, self.manager, story=self.story, because="")

    def report(self) -> None:
        """A report that was issued, and one of its stories to be called back."""
        issued = issue(
            self.session, self.manager, self.says("issued"), issued_to=self.says("readers")
        )
        self.session.add(
            ReportRecall(
                report_id=issued.key,
                story_id=self.story.key,
                because="withdrawn",
                quotations=1,
                recalled_at=clock.now(),
            )
        )
        self.session.flush()

    def protect(self) -> None:
        """A note on a concern, a complaint, a legal hold and a certificate."""
        held = self.world.submissions[self.side, "heldaccepted"]
        concern = self.session.exec(select(Concern).where(Concern.submission_id == held.key)).one()
        safeguarding.note(self.session, self.lead, concern=concern, words=self.says("log"))
        rights.log_complaint(
            self.session,
            self.officer,
            words=self.says("complained"),
            how="letter",
            received_on=clock.today() - timedelta(days=3),
            submission=self.submission,
        )
        rights.place_hold(
            self.session, self.officer, reference=held.public_id, why=self.says("lawsuit")
        )
        self.session.add(
            Disposal(
                organisation_id=self.officer.organisation_id or 0,
                items=[
                    {
                        "kind": "draft",
                        "id": "1",
                        "since": "2026-01-01",
                        "days": 90,
                        "because": "never sent",
                    }
                ],
                sha256="0" * 64,
            )
        )
