"""Drafting, issuing, reading and calling back a report through its pages."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import select

from storybank.accounts.rules import Actor
from storybank.intake.models import Submission
from storybank.reports.models import Report, ReportRecall, ReportStatus
from storybank.reports.rules import PRINCIPLES
from storybank.rights.service import withdraw_story
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
WORDS = "Now I have friends I ring every day."
ANSWERS = {f"{one.value}_held": "partly" for one in PRINCIPLES} | {
    f"{one.value}_words": "As far as we could." for one in PRINCIPLES
}


def test_a_report_is_drafted_issued_read_and_called_back(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.link(manager, story, make.commitment(contract, "connection"), words=WORDS)
    client = sign_in(manager)
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    query = f"contract={contract.public_id}"
    preview, keep = f"/reports/preview?{query}", f"/reports/drafts?{query}"

    for _ in range(2):
        client.submit(preview, {}, to=keep)
    with make.session() as session:
        draft, other = session.exec(select(Report).order_by(Report.id)).all()  # type: ignore[arg-type]
    page = f"/reports/drafts/{draft.public_id}"
    assert client.get(f"/issued/{draft.public_id}").location == page
    said = {"title": "Lives changed", "issued_to": "Trust board"}
    refused = client.submit(f"{page}/issue", said)
    assert refused.status_code == 422
    assert "8 questions are not answered yet" in refused.text
    assert all(words in refused.text for words in said.values()), "nothing typed is lost"
    assert 'value="Trust board"' in client.get(f"{page}/issue").text
    begun = client.submit(f"{page}/principles", ANSWERS | {"verify_words": ""})
    assert begun.status_code == 422
    assert "Say in a sentence why." in begun.text
    assert begun.text.count("As far as we could.") == 7
    assert "7 of 8 answered" in client.text(page), "what is whole is kept"
    client.submit(f"{page}/principles", ANSWERS)
    assert "All answered" in client.text(page)
    unread = client.submit(f"{page}/issue", {**said, "issued_to": ""})
    assert (unread.status_code, "Say who gets it" in unread.text) == (422, True)
    done = client.submit(f"{page}/issue", said, follow_redirects=True)
    assert WORDS in done.text

    issued = f"/issued/{draft.public_id}"
    figures = board.page(issued).xpath("//main//a[contains(@href, '/reports/promises?')]/@href")
    assert figures, "the board opens what a figure counts from the report as it was issued"
    assert all(board.get(one).status_code == 200 for one in set(figures))
    with make.session() as session:
        report = session.get_one(Report, draft.id)
    read = board.text(issued)
    assert report.sha256 in read
    assert "As far as we could." in read
    register = board.text("/issued")
    assert "Lives changed" in register
    assert "Drafts" not in register, "a draft is its maker's"
    away = board.get(f"/issued/{other.public_id}").location
    assert away == preview, "a link to one leads to what it would say"
    assert board.get(page).status_code == 403
    assert board.submit("/account", {}, to=keep).status_code == 403
    assert sign_in(make.user("contract_manager")).get(issued).status_code == 404
    assert client.get(page).status_code == 404, "it was issued"

    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        withdraw_story(session, Actor.teller(submission.key), submission=submission)
    told = board.text(issued)
    assert "These words were taken back" in told
    assert "Words in this report were taken back" in told
    assert WORDS not in told
    assert "issued report is to be called back" in client.text("/")
    with make.session() as session:
        recall = session.exec(select(ReportRecall)).one()
    settle = f"/issued/recalls/{recall.public_id}"
    assert client.submit(settle, {"words": ""}).status_code == 422
    client.submit(settle, {"words": "The clerk put all copies away."})
    assert "To be called back" not in client.text("/issued")
    assert "The clerk put all copies away." in client.text(issued)
    client.submit("/issued", {}, to=f"/reports/drafts/{other.public_id}/discard")
    with make.session() as session:
        assert session.exec(select(Report.status)).all() == [ReportStatus.ISSUED]


def test_words_are_chosen_and_left_out_on_the_pages_of_a_draft(
    make: Factory, sign_in: SignIn
) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    segment = make.coding(manager, story, 0, "connection")
    client = sign_in(manager)
    client.submit("/account", {}, to=f"/reports/drafts?contract={contract.public_id}")
    with make.session() as session:
        draft = session.exec(select(Report)).one()
    page = f"/reports/drafts/{draft.public_id}"
    assert segment is not None
    listed = client.page(f"{page}/quotations")
    (leave,) = listed.xpath("//a[contains(@href, 'do=leave_out')]/@href")
    assert client.submit(leave, {"reason": ""}).status_code == 422
    client.submit(leave, {"reason": "It is said better elsewhere."})
    after = client.text(f"{page}/quotations")
    assert "It is said better elsewhere." in after
    assert "Left out" in after
    whole = f"{page}/choose?do=tell_whole&story={story.public_id}"
    assert f"story={story.public_id}" in client.get(f"{page}/story").text
    client.submit(whole, {"reason": "It shows what a year of small things did."})
    assert "It shows what a year of small things did." in client.text(f"{page}/story")
    for wrong in ("do=nonsense", "do=quote&story=x", f"do=quote&story={story.public_id}&end=1"):
        assert client.get(f"{page}/choose?{wrong}").status_code == 404


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
