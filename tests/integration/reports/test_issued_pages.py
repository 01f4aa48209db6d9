"""Issuing a report on the screen: drafts, the register, the issued page, and calling it back."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import select

from storybank.accounts.rules import Actor
from storybank.intake.models import Submission
from storybank.reports.models import Report, ReportRecall, ReportStatus
from storybank.rights.service import withdraw_story
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
WORDS = "Now I have friends I ring every day."


def test_a_report_is_drafted_issued_read_and_called_back(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.link(manager, story, make.commitment(contract, "connection"), words=WORDS)
    client = sign_in(manager)
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    new = f"/issued/new?contract={contract.public_id}"
    assert new in client.get(f"/reports/board?contract={contract.public_id}").text

    client.submit(new, {"title": "Kept for later", "issued_to": "", "do": "draft"})
    refused = client.submit(new, {"title": "Lives changed", "issued_to": ""})
    assert refused.status_code == 422
    assert "Say who gets it" in refused.text
    assert "Lives changed" in refused.text, "nothing typed is lost"
    done = client.submit(
        new, {"title": "Lives changed", "issued_to": "Trust board"}, follow_redirects=True
    )
    assert WORDS in done.text
    with make.session() as session:
        report = session.exec(select(Report).where(Report.status == ReportStatus.ISSUED)).one()
        draft = session.exec(select(Report).where(Report.status == ReportStatus.DRAFT)).one()
    page = f"/issued/{report.public_id}"
    assert report.sha256 in board.text(page)
    assert {"Lives changed", "Kept for later"} <= {
        name for name in ("Lives changed", "Kept for later") if name in board.text("/issued")
    }
    assert "Issue this report" not in board.text(f"/reports/board?contract={contract.public_id}")
    assert board.get(new).status_code == 403
    assert sign_in(make.user("contract_manager")).get(page).status_code == 404
    assert f"contract={contract.public_id}" in client.get(f"/issued/{draft.public_id}").location
    assert client.get(f"/issued/{report.public_id}/issue").status_code == 404, "it was issued"

    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        withdraw_story(session, Actor.teller(submission.key), submission=submission)
    told = board.text(page)
    assert "These words were taken back by the person who told them" in told
    assert WORDS not in told
    assert "issued report is to be called back" in client.text("/")
    with make.session() as session:
        recall = session.exec(select(ReportRecall)).one()
    settle = f"/issued/recalls/{recall.public_id}"
    assert client.submit(settle, {"words": ""}).status_code == 422
    client.submit(settle, {"words": "The clerk put all copies away."})
    assert "To be called back" not in client.text("/issued")
    assert "The clerk put all copies away." in client.text(page)
    client.submit("/issued", {}, to=f"/issued/{draft.public_id}/discard")
    assert "Kept for later" not in client.text("/issued")


def test_the_register_asks_no_more_of_the_database_as_it_grows(
    make: Factory, sign_in: SignIn
) -> None:
    manager = make.user("contract_manager")
    client = sign_in(manager)

    def issue(number: int) -> None:
        with make.bank.database.transaction() as session:
            for _ in range(number):
                session.add(
                    Report(
                        organisation_id=manager.organisation_id,
                        title="Lives changed",
                        status=ReportStatus.ISSUED,
                        issued_by_id=manager.id,
                        issued_at=manager.created_at,
                        issued_to="The board",
                    )
                )

    issue(1)
    with counted(make.bank.database) as few:
        client.get("/issued")
    issue(40)
    with counted(make.bank.database) as many:
        assert "2" in client.text("/issued?page=2")
    assert len(many) <= len(few) + 1
