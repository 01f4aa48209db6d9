"""One of everything that reports are made with, each with words of its own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from storybank.accounts.queries import actor_of
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.reports import service as reports
from storybank.reports.models import (
    ChoiceMade,
    FileForm,
    FileStatus,
    LearningNote,
    MoneyFigure,
    Report,
    ReportChoice,
    ReportFile,
    ReportKind,
    ReportSchedule,
    ReportShare,
    ReportStatus,
)
from storybank.reports.rules import Asked
from storybank.reports.rules.budget import financial_year
from storybank.reports.service import bids, budget, schedules
from storybank.reports.service.sharing import share_report
from storybank.stories.models import Story, StoryVersion
from tests.factories.two_authorities import World, word

DEPARTMENT = "Public health"
_ANSWER = ReportKind.STORY_TO_ANSWER
# The ids in addresses, and what they are of: each side's, the first side's first.
TELLING: dict[str, tuple[type[SQLModel], tuple[ColumnElement[bool], ...]]] = {
    "choice_id": (ReportChoice, ()),
    "draft_id": (
        Report,
        (col(Report.status) == ReportStatus.DRAFT, col(Report.kind) != _ANSWER),
    ),
    "figure_id": (MoneyFigure, ()),
    "file_id": (ReportFile, ()),
    "note_id": (LearningNote, ()),
    "report_id": (Report, (col(Report.status) == ReportStatus.ISSUED,)),
    "schedule_id": (ReportSchedule, ()),
    "share_id": (ReportShare, ()),
}
BIDS = (col(Report.kind) == _ANSWER,)


def tell_boards(world: World) -> None:
    """Make reports on both sides, and note the ids of what that makes."""
    with world.bank.database.transaction() as session:
        for side in "ab":
            Office(session, world, side).make()
    with world.bank.database.reading() as session:
        for name, (kind, which) in TELLING.items():
            world.ids[name] = _first_and_last(session, kind, which)
        # An address of answers in bids is called as one of answers to stories is.
        world.ids["answer_id"] += _first_and_last(session, Report, BIDS)
    world.ids["year"] = [financial_year(clock.today())]


def _first_and_last(
    session: Session, kind: type[SQLModel], which: tuple[ColumnElement[bool], ...]
) -> list[object]:
    row: type[Report] = kind  # type: ignore[assignment]
    ids = session.exec(select(row.public_id).where(*which).order_by(col(row.id))).all()
    assert ids, kind
    return [ids[0], ids[-1]]


class Office:
    """Where one side's reports are made."""

    def __init__(self, session: Session, world: World, side: str) -> None:
        self.session, self.world, self.side = session, world, side
        self.manager = actor_of(world.people[side, "contract_manager"])
        self.contract = session.get_one(Contract, world.contracts[side].key)
        told = world.submissions[side, "accepted"].key
        self.story = session.exec(select(Story).where(Story.submission_id == told)).one()

    def says(self, what: str) -> str:
        """Words of this side's that are found nowhere else."""
        return f"About {word(self.side, what, 'record')} here."

    def make(self) -> None:
        """Everything, in the order in which it would happen."""
        self.draft()
        self.share()
        self.write_bid()
        self.keep_file()
        self.account()

    def draft(self) -> None:
        """A draft that somebody chose for, and a schedule of more."""
        asked = Asked(title=self.says("drafted"))
        draft = reports.keep_draft(self.session, self.manager, asked=asked)
        reports.choose(
            self.session,
            self.manager,
            draft=draft,
            choice=ChoiceMade.TELL_WHOLE,
            story=self.story.public_id,
            reason=self.says("picked"),
        )
        asked = Asked(title=self.says("scheduled"))
        schedules.start_schedule(self.session, self.manager, asked=asked)

    def share(self) -> None:
        """An address of the side's issued report."""
        issued = self.session.exec(
            select(Report).where(
                Report.organisation_id == self.manager.organisation_id,
                Report.status == ReportStatus.ISSUED,
            )
        ).one()
        _, token = share_report(
            self.session, self.manager, report=issued, told_to=self.says("shared")
        )
        self.world.ids.setdefault("token", []).append(token)

    def write_bid(self) -> None:
        """An answer in a bid with a passage of the side's own."""
        terms = bids.AnswerTerms(title=self.says("bid"), question="How do people meet?")
        answer = bids.begin_answer(self.session, self.manager, terms=terms)
        body = self.session.exec(
            select(StoryVersion.body).where(
                StoryVersion.story_id == self.story.key,
                StoryVersion.number == self.story.current_version,
            )
        ).one()
        bids.pick_passage(
            self.session,
            self.manager,
            draft=answer,
            story=self.story.public_id,
            start=0,
            end=body.index(".") + 1,
            reason=self.says("answering"),
        )

    def keep_file(self) -> None:
        """A file that was made of a preview."""
        self.session.add(
            ReportFile(
                form=FileForm.TEXT,
                status=FileStatus.DONE,
                asked_by_id=self.manager.user_id,
                done_at=clock.now(),
                content=self.says("filed").encode(),
            )
        )

    def account(self) -> None:
        """What was learnt, a department's own account of its year, and an amount of money."""
        today = clock.today()
        reports.write_learning_note(
            self.session,
            self.manager,
            contract=self.contract,
            taught=self.says("taught"),
            learnt_on=today,
        )
        self.contract.department = DEPARTMENT
        self.session.flush()
        year = financial_year(today)
        narrative = f"{self.says('narrative')} " + "More people came than we thought. " * 5
        budget.write_narrative(
            self.session, self.manager, department=DEPARTMENT, year=year, words=narrative
        )
        budget.enter_money(
            self.session,
            self.manager,
            department=DEPARTMENT,
            year=year,
            amount=Decimal(100),
            says=self.says("money"),
            method="We added up what was paid.",
            author="Ann",
            worked_out_on=today - timedelta(days=1),
            caveat="It leaves out what nobody wrote down.",
        )
