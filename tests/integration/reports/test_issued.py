"""Reports that are issued: frozen, with a hash, and called back when words are taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose, Submission
from storybank.notices.models import Notice
from storybank.reports import queries, rules
from storybank.reports.models import Report, ReportKind, ReportQuotation, ReportStatus
from storybank.reports.pack.blocks import figures_of
from storybank.reports.pack.thawing import thaw
from storybank.reports.rules import Asked, IssuedAs
from storybank.reports.rules.periods import year_of
from storybank.reports.service import (
    answer_principles,
    issue_report,
    keep_draft,
    name_draft,
    settle_recall,
)
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.safeguarding.service import raise_concern
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.factories.issuing import ANSWERS
from tests.factories.issuing import issue as issue_asked
from tests.factories.planted import NEXT_NUMBER, Planted, copy_of, plant

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


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted[Told]:
    return plant(empty_home, tmp_path_factory.mktemp("issued"), Told)


@pytest.fixture
def home(planted: Planted[Told], tmp_path: Path) -> Path:
    return copy_of(planted, tmp_path)


@pytest.fixture
def make(bank: Bank) -> Factory:
    return Factory(bank, NEXT_NUMBER)


@pytest.fixture
def told(planted: Planted[Told]) -> Told:
    return planted.world


def issue(
    make: Factory,
    user: User,
    contract: Contract,
    *,
    issued_to: str = "Trust board",
    **asked: object,
) -> Report:
    with make.bank.database.transaction() as session:
        about = Asked(contract=session.get_one(Contract, contract.key), title="To the board")
        return issue_asked(
            session,
            make.actor(user),
            asked=replace(about, **asked),  # type: ignore[arg-type]
            issued_to=issued_to,
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


def test_an_issued_report_stays_as_it_was_and_what_is_frozen_holds_no_words(
    make: Factory, told: Told
) -> None:
    report = issue(make, told.manager, told.contract)
    make.link(told.manager, told.stories[0], make.commitment(told.contract, "connection"))
    actor = make.actor(told.manager)
    with make.session() as session:
        report = session.get_one(Report, report.key)
        pack = thaw(session, actor, report)
        frozen = json.dumps(report.frozen)
        promises = next(one for one in figures_of(pack) if one.of == "promises")
    assert promises.number == 1, "what was promised since is not in it"
    assert pack.told
    assert all(one.words for one in pack.told)
    assert not any(one.gone for one in pack.told)
    words = {one.words for one in pack.told}
    assert not any(word in frozen for word in (*words, "Zebedee", "Leigh"))
    assert pack.warnings == (), "what to think of is for whoever makes it"
    assert pack.sections[-1].title == "Eight principles"
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
        pack = thaw(session, actor, session.get_one(Report, report.key))
        assert {one.gone for one in pack.told} == {"", "taken_back"}
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
        pack = thaw(session, make.actor(told.manager), report)
    hidden = [one for one in pack.told if one.gone]
    assert {one.gone for one in hidden} == {"hidden"}
    assert {(one.story, one.words, str(one.facts), one.may_open) for one in hidden} == {
        ("", "", "{}", False)
    }


def test_somebody_without_an_account_opens_nothing_and_reads_the_same(
    make: Factory, told: Told
) -> None:
    report = issue(make, told.manager, told.contract)
    with make.session() as session:
        report = session.get_one(Report, report.key)
        known = thaw(session, make.actor(told.manager), report)
        nobody = thaw(session, None, report)
    assert any(one.may_open for one in known.told)
    assert not any(one.may_open for one in nobody.told)
    assert [one.words for one in nobody.told] == [one.words for one in known.told]


def test_a_report_issued_before_there_were_packs_still_opens_and_its_hash_holds(
    make: Factory, told: Told
) -> None:
    with make.bank.database.transaction() as session:
        report = Report(
            organisation_id=told.manager.organisation_id,
            title="Six months in",
            status=ReportStatus.ISSUED,
            issued_to="The board",
            issued_at=told.stories[0].created_at,
            frozen={
                "contract": None,
                "made_on": "2026-03-02",
                "people": 2,
                "stories": 2,
                "changes": {"better": [7, 2], "worse": [1, 1], "need": [0, 0]},
                "themes": [],
                "promises": 3,
                "evidenced": 1,
                "silent": [{"text": "Plant."}],
                "contradicted": [],
                "lowered": [],
                "checked": "Nobody checked.",
                "unheard": [],
                "verifiers": [],
                "left_out": {"held_back": 4, "unattached": 0, "undated": 0},
            },
        )
        report.frozen["changes"]["activity"] = [0, 0]
        session.add(report)
        session.flush()
        kept = [
            ReportQuotation(
                report_id=report.key,
                story_id=story.key,
                position=place,
                part=part,
                words=WORDS,
                facts={"whose": "Zebedee", "kind": "beneficiary_story", "promise": ""},
            )
            for place, (story, part) in enumerate(
                zip(told.stories, ("voices", "worse"), strict=True)
            )
        ]
        session.add_all(kept)
        report.sha256 = rules.hash_issued(rules.content_of(report, kept))
    assert standing(make, report) is IssuedAs.ISSUED
    take_back(make, told.stories[1])
    with make.session() as session:
        pack = thaw(session, make.actor(told.manager), session.get_one(Report, report.key))
    assert [(one.words, one.gone) for one in pack.told] == [(WORDS, ""), ("", "taken_back")]
    said = json.dumps(pack.model_dump(mode="json"))
    for words in ("Plant.", "4 stories were held back", "Nobody checked.", "2 March 2026"):
        assert words in said or words == "2 March 2026"
    assert [one.number for one in figures_of(pack)][:3] == [2, 2, 7]


def test_who_may_read_what_was_issued_goes_by_whom_it_is_for(make: Factory, told: Told) -> None:
    board = issue(make, told.manager, told.contract)
    own = issue(
        make,
        told.manager,
        told.contract,
        kind=ReportKind.EVIDENCE_PACK,
        purpose=Purpose.CONTRACT_MANAGEMENT,
    )
    house = told.manager.organisation
    expected = {
        "contract_manager": {board.id, own.id},
        "analyst": {board.id},
        "board_reader": {board.id},
        "contributor": set(),
    }
    with make.session() as session:
        for role, ids in expected.items():
            actor = make.actor(make.user(role, organisation=house))
            listed = queries.list_reports(session, actor, ReportStatus.ISSUED)
            assert {one.id for one in listed} == ids, role
        with pytest.raises(NotAllowed):
            queries.list_reports(session, make.actor(make.user("verifier")), ReportStatus.ISSUED)


def test_a_report_goes_out_with_a_title_a_reader_and_eight_answers_and_no_earlier(
    make: Factory, told: Told
) -> None:
    actor = make.actor(told.manager)
    board = make.actor(make.user("board_reader"))
    other = make.actor(make.user("contract_manager"))
    with make.bank.database.transaction() as session:
        contract = session.get_one(Contract, told.contract.key)
        with pytest.raises(RuleBroken, match="title"):
            keep_draft(session, actor, asked=Asked(title="  ", contract=contract))
        with pytest.raises(NotAllowed):
            keep_draft(session, board, asked=Asked(title="Mine"))
        draft = keep_draft(session, actor, asked=Asked(title="To the board", contract=contract))
        with pytest.raises(RuleBroken, match="8 questions are not answered"):
            issue_report(session, actor, draft=draft, issued_to="The board")
        answers = dict(ANSWERS)
        last = answers.popitem()
        answer_principles(session, actor, draft=draft, answers=answers)
        with pytest.raises(RuleBroken, match="One question is not answered"):
            issue_report(session, actor, draft=draft, issued_to="The board")
        answer_principles(session, actor, draft=draft, answers=dict([last]))
        with pytest.raises(RuleBroken, match="Say who gets it"):
            issue_report(session, actor, draft=draft, issued_to=" ")
        with pytest.raises(NotAllowed):
            issue_report(session, other, draft=draft, issued_to="Ours")
        issue_report(session, actor, draft=draft, issued_to="The board")
        with pytest.raises(RuleBroken, match="stays as it was"):
            name_draft(session, actor, draft=draft, title="Something else")


def test_a_report_of_no_story_is_not_issued(make: Factory, told: Told) -> None:
    silent = make.contract(told.manager.organisation)
    with pytest.raises(RuleBroken, match="No story can stand in this report"):
        issue(make, told.manager, silent)


def test_what_must_be_said_first_keeps_a_report_from_being_issued(
    make: Factory, told: Told
) -> None:
    with make.bank.database.transaction() as session:
        contract = session.get_one(Contract, told.contract.key)
        contract.department = "Adults"
        with pytest.raises(RuleBroken, match="Adults"):
            issue_asked(
                session,
                make.actor(told.manager),
                asked=Asked(kind=ReportKind.SOCIAL_VALUE_BUDGET, period=year_of(clock.today())),
            )
