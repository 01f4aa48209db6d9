"""Reports that are issued: frozen, with a hash, and called back when words are taken back."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose, Submission
from storybank.notices.models import Notice
from storybank.reports import queries, rules
from storybank.reports.models import Report, ReportQuotation
from storybank.reports.rules import IssuedAs
from storybank.reports.service import ReportAsked, issue_report, settle_recall
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.safeguarding.service import raise_concern
from storybank.stories.models import Story
from tests.factories.bank import Factory

WORDS = "Now I have friends I ring every day."


class Told:
    """A contract of which two people told us."""

    def __init__(self, make: Factory) -> None:
        self.manager = make.user("contract_manager")
        self.contract = make.contract(self.manager.organisation)
        promise = make.commitment(self.contract, "connection")
        self.stories = [
            make.story(self.manager, contract=self.contract, display_name=name, place="Leigh")
            for name in ("Zebedee", "Florence")
        ]
        make.run_pipeline()
        for story in self.stories:
            make.coding(self.manager, story, 0, "connection")
            make.link(self.manager, story, promise)


@pytest.fixture
def told(make: Factory) -> Told:
    return Told(make)


def issue(make: Factory, user: User, contract: Contract, title: str = "To the board") -> Report:
    with make.bank.database.transaction() as session:
        return issue_report(
            session,
            make.actor(user),
            asked=ReportAsked(title, session.get_one(Contract, contract.key)),
            issued_to="Children's trust board",
            say_lowered=lambda _: "lowered",
        )


def take_back(make: Factory, story: Story, purpose: Purpose | None = None) -> None:
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        actor = Actor.teller(submission.key)
        if purpose is None:
            withdraw_story(session, actor, submission=submission)
        else:
            withdraw_purpose(session, actor, submission=submission, purpose=purpose)


def standing(make: Factory, report: Report) -> IssuedAs:
    with make.session() as session:
        report = session.get_one(Report, report.key)
        return rules.compare_issued(report, queries.quotations_for_hash(session, report))


def test_an_issued_report_stays_as_it_was_and_its_figures_hold_no_words(
    make: Factory, told: Told
) -> None:
    report = issue(make, told.manager, told.contract)
    make.link(told.manager, told.stories[0], make.commitment(told.contract, "connection"))
    with make.session() as session:
        report = session.get_one(Report, report.key)
        quotations = queries.list_quotations(session, make.actor(told.manager), report)
    assert (report.frozen["stories"], report.frozen["links"]) == (2, 2)
    assert all(one.is_shown and one.words for one in quotations)
    figures = json.dumps(report.frozen)
    assert not any(word in figures for word in (WORDS, "Zebedee", "Leigh"))
    assert standing(make, report) is IssuedAs.ISSUED
    with make.bank.database.transaction() as session:
        session.get_one(Report, report.key).issued_to = "Somebody else"
    assert standing(make, report) is IssuedAs.CHANGED


def test_words_taken_back_leave_an_issued_report_which_is_to_be_called_back(
    make: Factory, told: Told
) -> None:
    report = issue(make, told.manager, told.contract)
    take_back(make, told.stories[0])
    actor = make.actor(told.manager)
    with make.session() as session:
        rows = session.exec(select(ReportQuotation)).all()
        of_story = [one for one in rows if one.story_id == told.stories[0].key]
        assert of_story
        assert {(one.words, str(one.facts)) for one in of_story} == {("", "{}")}
        shown = queries.list_quotations(session, actor, session.get_one(Report, report.key))
        assert {one.is_shown for one in shown} == {True, False}
        (listed,) = queries.list_recalls(session, actor)
        assert (listed.report.id, listed.recall.quotations) == (report.id, len(of_story))
        (notice,) = session.exec(select(Notice).where(Notice.template == "report_recalled"))
        assert notice.to_user_id == told.manager.id
    assert standing(make, report) is IssuedAs.RECALLED
    other = make.actor(make.user("contract_manager"))  # of another organisation
    with make.bank.database.transaction() as session:
        recall = queries.get_recall(session, actor, listed.recall.public_id).recall
        with pytest.raises(RuleBroken, match="Say what was done"):
            settle_recall(session, actor, recall=recall, words=" ")
        with pytest.raises(NotAllowed):
            settle_recall(session, other, recall=recall, words="Done.")
        settle_recall(session, actor, recall=recall, words="Copies were put away.")
    with make.session() as session:
        assert queries.list_recalls(session, actor) == []
        assert len(queries.list_recalls(session, actor, settled=True)) == 1


@pytest.mark.parametrize(
    ("purpose", "recalled"),
    [
        (Purpose.BOARD, True),  # who is not read by boards is not quoted to them
        (Purpose.QUOTATION, False),  # boards may read all of it
        (Purpose.PUBLIC, False),
        (Purpose.CONTRACT_MANAGEMENT, False),
    ],
)
def test_a_report_is_called_back_when_no_board_may_be_shown_the_words(
    make: Factory, told: Told, purpose: Purpose, recalled: bool
) -> None:
    issue(make, told.manager, told.contract)
    take_back(make, told.stories[0], purpose)
    with make.session() as session:
        assert bool(queries.list_recalls(session, make.actor(told.manager))) is recalled


def test_a_quotation_that_may_not_be_shown_today_is_not(make: Factory, told: Told) -> None:
    report = issue(make, told.manager, told.contract)
    make.user("safeguarding_lead", organisation=told.manager.organisation)

    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, told.stories[0].submission_id)
        raise_concern(
            session, make.actor(told.manager), submission=submission, because="It worries me."
        )
    with make.session() as session:
        report = session.get_one(Report, report.key)
        shown = queries.list_quotations(session, make.actor(told.manager), report)
        hidden = [one for one in shown if not one.is_shown]
        assert hidden
        assert {(one.words, str(one.facts), one.is_removed) for one in hidden} == {
            ("", "{}", False)
        }


def test_a_report_is_issued_by_its_own_organisation_with_a_title_and_a_reader(
    make: Factory, told: Told
) -> None:
    with pytest.raises(RuleBroken, match="title"):
        issue(make, told.manager, told.contract, title="  ")
    with pytest.raises(NotAllowed):
        issue(make, make.user("board_reader"), told.contract)
