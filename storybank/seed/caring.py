"""How stories are asked for, looked after and answered in the demonstration."""

import io
import wave
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from storybank import pipeline
from storybank.accounts.rules import Actor
from storybank.answering import service as answering
from storybank.answering.models import Answer, AnswerChange, Lasted
from storybank.answering.queries import list_follow_ups
from storybank.answering.rules import AnswerGiven
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.stripping import strip
from storybank.intake.models import LawfulBasis, Purpose, Submission
from storybank.intake.queries import choose_statement
from storybank.publishing import service as publishing
from storybank.publishing.models import Publication
from storybank.publishing.queries import list_shareable
from storybank.publishing.rules import QUESTIONS, Found
from storybank.reports.models import Report, ReportQuotation
from storybank.rights import service as rights
from storybank.stories import pseudonymise
from storybank.stories import service as stories
from storybank.stories.masking import MASKS, Cover, Covering, Decision, cover_body
from storybank.stories.models import DetailStatus, Story
from storybank.stories.queries import instead_of, list_details, list_with_words
from storybank.stories.rules import board_scope
from storybank.telling import service as telling
from storybank.telling.models import Call
from storybank.telling.return_codes import new_code, new_token

RETURN_CODE = "2468135797538642"  # of a made-up story; printed with the sign-ins
SHOWN_TO_THE_PUBLIC = 3
GIVEN_TO_RESEARCHERS = 4


@dataclass(frozen=True)
class Told:
    """What somebody tells in the demonstration, page by page."""

    before: str
    changed: str
    cause: str
    mattered: str = ""
    more: tuple[tuple[str, object], ...] = ()


CANTEEN = Told(
    before="I had not cooked a hot meal since my wife died. I lived on toast, and most days I "
    "spoke to nobody at all.",
    changed="Now I cook for two on Fridays, because the lad from the cooking class comes round. I "
    "look forward to it all week. But the class has moved and the bus does not go there.",
    cause="The cooking class at the hall. It was on the poster at the doctor's, and the woman who "
    "runs it rang me twice when I did not come.",
    mattered="That somebody rang.",
    more=(
        ("place", "Headland"),
        ("about_when", "since this spring"),
        ("themes", ["connection"]),
        ("own_words", "being missed when you are not there"),
        ("purposes", ["contract_management", "machine_suggestions", "board", "public"]),
        ("identifiability", "chosen_name"),
        ("name", "Walter"),
        ("check_first", "yes"),
        ("counts_may_stay", "yes"),
        ("email", "walter@demo.example.org"),
        ("may_tell_answers", True),
        ("may_remind", True),
        ("ask_6", True),
    ),
)
MOTHER = Told(
    before="Mum could not get up the stairs and would not have a stranger in the house.",
    changed="Nothing has changed for her. They came once to measure for the rail and nobody has "
    "been back since, and she sleeps in her chair.",
    cause="",
    mattered="She wants her own bed.",
    more=(
        ("teller", "on_behalf"),
        ("told_for", "my mother"),
        ("relation", "her daughter"),
        ("reason", "She does not use a phone, and she asked me to."),
        ("place", "Hartlepool"),
        ("hide_place", True),
        ("purposes", ["contract_management", "machine_suggestions", "quotation"]),
    ),
)
BOTH_WAYS = Told(
    before="I came out of the army with nothing lined up and slept on my sister's sofa.",
    changed="The work placement got me up in the mornings and I liked the lads. It ended after "
    "six weeks and they did not say why. I was worse in the month after than before.",
    cause="The placement scheme at the yard.",
    mattered="Tell people when it ends, and what comes next.",
    more=(
        ("themes", ["employment"]),
        ("purposes", ["contract_management", "machine_suggestions", "board", "research_export"]),
    ),
)


def covering_of(session: Session, submission: Submission) -> Covering:
    """The words as received, and what stands for their details: places of one in the other."""
    details = list_details(session, submission.key)
    return cover_body(
        submission.body,
        [
            Cover(one.start, one.end, instead_of(one), one.type)
            for one in details
            if one.status is not DetailStatus.REJECTED
        ],
    )


def accept(
    tools: pipeline.Tools,
    session: Session,
    manager: Actor,
    submission: Submission,
    *,
    looked: bool,
) -> tuple[Story, Covering]:
    """Accept a story with its details covered; ``looked``: a person chose what stands for them."""
    pipeline.find_details(tools, session, submission)
    if looked:
        details = [
            pseudonymise.Detail(one.start, one.end, one.type)
            for one in list_details(session, submission.key)
        ]
        proposals = pseudonymise.propose(submission.body, details, MASKS)
        stories.decide_details(
            session,
            manager,
            submission=submission,
            decisions=[Decision(one.words, one.type, one.replacement) for one in proposals],
        )
    covering = covering_of(session, submission)
    story = stories.accept_submission(session, manager, submission=submission, looked=looked)
    return story, covering


class Cared:
    """Calls and what was told there, answers, what the public reads, and what was taken back."""

    def __init__(
        self,
        tools: pipeline.Tools,
        session: Session,
        people: dict[str, Actor],
        contracts: dict[str, int],
        key: bytes,
    ) -> None:
        self.tools = tools
        self.session = session
        self.people = people
        self.contracts = contracts
        self.key = key

    def ask(self) -> None:
        """Two calls: of the trust for one contract, and of the authority for anybody."""
        contributor, manager = self.people["contributor"], self.people["manager"]
        first = next(iter(self.contracts.values()))
        town = telling.open_call(
            self.session,
            contributor,
            terms=telling.CallTerms(
                title="What changed for you?",
                ask="Has anything in your life changed because of our classes and visits?",
                about="Open Door Community Trust runs classes and visits with public money. We "
                "want to know what came of them, good or bad.",
                readers="Two people at Open Door read it first. If you allow it, the council that "
                "pays for the classes reads it too.",
                opens_on=clock.today() - timedelta(days=120),
                contract=self.session.get_one(Contract, first),
                lawful_basis=LawfulBasis.LEGITIMATE_INTERESTS,
            ),
            organisation_id=contributor.organisation_id or 0,
            slug="open-door",
        )
        telling.open_call(
            self.session,
            manager,
            terms=telling.CallTerms(
                title="Tell us what changed",
                ask="Did something that we paid for change your life, for better or worse?",
                about="Northern Anchor Partnership buys services for people in the North East. "
                "You know best whether they help.",
                readers="The people who run our contracts.",
                opens_on=clock.today() - timedelta(days=30),
                lawful_basis=LawfulBasis.PUBLIC_TASK,
            ),
            organisation_id=manager.organisation_id or 0,
            slug="tell-us",
        )
        walter = self._tell(town, CANTEEN, code=RETURN_CODE)
        self._tell(town, MOTHER)
        self._tell(town, BOTH_WAYS)
        self._send_recording(town)
        story, _ = accept(self.tools, self.session, manager, walter, looked=True)
        answering.answer_story(
            self.session,
            manager,
            story=story,
            given=AnswerGiven(
                words="Thank you, Walter. You are right about the bus. We have asked the bus "
                "company for a stop at the new hall, and we will tell you what they say.",
                change=AnswerChange.PLANNED,
                change_words="A bus stop at the new hall",
                due_on=clock.today() + timedelta(days=60),
            ),
        )

    def answer(self) -> None:
        """Some stories are answered: with thanks, with a plan, and with a change that was made."""
        manager, contributor = self.people["manager"], self.people["contributor"]
        told = self._stories()
        for number, story in enumerate(told[2:26:4]):
            actor = manager if number % 2 else contributor
            answering.answer_story(self.session, actor, story=story, given=_ANSWERS[number % 3])
        planned = self.session.exec(
            select(Answer).where(Answer.change == AnswerChange.PLANNED).order_by(col(Answer.id))
        ).first()
        if planned is not None:
            answering.answer_story(
                self.session,
                manager if planned.organisation_id == manager.organisation_id else contributor,
                story=self.session.get_one(Story, planned.story_id),
                given=AnswerGiven(
                    words="We said that we would, and it is done.",
                    change=AnswerChange.MADE,
                    change_words=planned.change_words,
                    evidence="On the timetable since the first of October; we went and looked.",
                ),
                follows=planned,
            )
        self._ask_again(told[1:3])

    def share(self) -> None:
        """A person checks some stories, and shows them to the public or gives them away."""
        manager = self.people["manager"]
        for purpose, most in (
            (Purpose.PUBLIC, SHOWN_TO_THE_PUBLIC),
            (Purpose.RESEARCH_EXPORT, GIVEN_TO_RESEARCHERS),
        ):
            ready = [
                one
                for one in list_shareable(self.session, manager, purpose, per_page=100)
                if one.story.masked_by_id is not None
            ]
            for number, one in enumerate(ready[: most + 1]):
                answers = dict.fromkeys((question.key for question in QUESTIONS), Found.NO)
                if number == most:  # one is left as it is: something can still be found
                    answers["neighbour"] = Found.YES
                publishing.record_identity_check(
                    self.session,
                    manager,
                    story=one.story,
                    version=one.version,
                    purpose=purpose,
                    answers=dict(answers),
                )
                if purpose is Purpose.PUBLIC and number < most:
                    publishing.publish_story(
                        self.session, manager, story=one.story, version=one.version
                    )

    def take_back(self) -> None:
        """Somebody whom reports have quoted takes their story back."""
        quoted = self.session.exec(
            select(ReportQuotation.story_id)
            .join(Report, col(Report.id) == ReportQuotation.report_id)
            .join(Story, col(Story.id) == ReportQuotation.story_id)
            .where(
                col(Report.contract_id).is_not(None),
                col(Story.id).not_in(select(Publication.story_id)),
            )
            .order_by(col(ReportQuotation.id))
        ).first()
        story = self.session.get_one(Story, quoted)
        submission = self.session.get_one(Submission, story.submission_id)
        rights.withdraw_story(
            self.session, self.people["contributor"], submission=submission, method="by phone"
        )

    def protect(self) -> None:
        """A legal hold, and a complaint that came by letter."""
        officer = self.people["protection"]
        held = self._stories()[0]
        submission = self.session.get_one(Submission, held.submission_id)
        rights.place_hold(
            self.session,
            officer,
            reference=submission.public_id,
            why="The ombudsman has asked for the papers of this contract.",
        )
        rights.log_complaint(
            self.session,
            officer,
            words="I was told I would hear what came of my story, and I have not.",
            how="letter",
            received_on=clock.today() - timedelta(days=12),
        )

    def _stories(self) -> list[Story]:
        """Stories boards may read, the oldest first: the same ones each time."""
        found = list_with_words(self.session, board_scope(self.people["manager"]), per_page=10_000)
        return sorted((one.story for one in found), key=lambda story: story.key)

    def _tell(self, call: Call, told: Told, code: str | None = None) -> Submission:
        teller = Actor.teller()
        one = telling.begin_telling(self.session, teller, call=call, token=new_token())
        answers: dict[str, object] = {
            "before": told.before,
            "changed": told.changed,
            "cause": told.cause,
            "mattered": told.mattered,
            **dict(told.more),
        }
        telling.save_answers(self.session, teller, telling=one, answers=answers)
        one.seconds = 7 * 60
        statement = choose_statement(self.session, call.organisation_id)
        sent = telling.send_telling(
            self.session,
            teller,
            telling=one,
            statement=statement,
            key=self.key,
            code=code or new_code(),
        )
        own = Actor.teller(sent.submission.key)
        for months in sent.told.months:
            answering.agree_to_follow_up(
                self.session, own, submission=sent.submission, months=months
            )
        return sent.submission

    def _send_recording(self, call: Call) -> None:
        """Somebody sends a recording and types nothing: it waits for a person to type it."""
        recording = strip(_silence(), "what changed.wav")
        sha256 = self.tools.files.put(recording.data)
        teller = Actor.teller()
        one = telling.begin_telling(self.session, teller, call=call, token=new_token())
        telling.save_answers(
            self.session,
            teller,
            telling=one,
            answers={"purposes": ["contract_management", "photo_or_voice"]},
        )
        telling.add_file(
            self.session,
            teller,
            telling=one,
            file={
                "kind": recording.kind,
                "sha256": sha256,
                "media_type": recording.media_type,
                "size": len(recording.data),
            },
        )
        telling.send_telling(
            self.session,
            teller,
            telling=one,
            statement=choose_statement(self.session, call.organisation_id),
            key=self.key,
            code=new_code(),
        )

    def _ask_again(self, told: list[Story]) -> None:
        """Two people were asked again after six months: for one it lasted, for one in part."""
        contributor = self.people["contributor"]
        for story, lasted in zip(told, (Lasted.YES, Lasted.PARTLY), strict=True):
            submission = self.session.get_one(Submission, story.submission_id)
            answering.agree_to_follow_up(self.session, contributor, submission=submission, months=6)
            (due, *_) = list_follow_ups(self.session, submission.key)
            due.due_on = clock.today()  # six months have passed in the demonstration
            answering.say_how_it_is(
                self.session,
                contributor,
                first=submission,
                follow_up=due,
                lasted=lasted,
                method="by phone",
            )


_ANSWERS = (
    AnswerGiven(
        words="Thank you for telling us. We read your story at our team meeting, and your words "
        "about being listened to are on the wall of our office now."
    ),
    AnswerGiven(
        words="You are right, and you are not the only one who says so.",
        change=AnswerChange.PLANNED,
        change_words="An evening group for people who work",
        due_on=clock.today() + timedelta(days=45),
    ),
    AnswerGiven(
        words="We did not know this before you told us. It is different now.",
        change=AnswerChange.MADE,
        change_words="Somebody rings each person who misses two weeks",
        evidence="In the supplier's handbook since 1 September 2026, page 12.",
    ),
)


def _silence() -> bytes:
    """Two seconds of nothing, as a recording."""
    made = io.BytesIO()
    with wave.open(made, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(b"\0\0" * 16_000)
    return made.getvalue()
