"""Staff take a story back for whoever told it: one page, a confirmation, and what it reached."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import select

from storybank.intake.models import Purpose, Submission
from storybank.intake.queries import purposes_of
from storybank.rights.models import Withdrawal
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]


def test_a_story_is_taken_back_whole_after_a_confirmation(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract, title="Tuesdays are better now")
    client = sign_in(manager)
    with make.session() as session:
        page = f"/taking-back/{session.get_one(Submission, story.submission_id).public_id}"
    assert "Tuesdays are better now" in client.text(page)
    answer = client.submit(page, {"what": "whole", "counts": "no"})
    assert answer.status_code == 422  # how they asked is asked for
    said = {"what": "whole", "asked": "phone", "counts": "no"}
    assert "This cannot be undone" in client.submit(page, said).get_data(as_text=True)
    with make.session() as session:
        assert session.exec(select(Withdrawal)).all() == []
    done = client.submit(page, {**said, "act": "confirm"}, follow_redirects=True)
    assert "This story was taken back" in done.get_data(as_text=True)
    assert "Tuesdays are better now" not in client.get(page).get_data(as_text=True)
    assert client.get(f"/stories/{story.public_id}").status_code == 404
    assert sign_in(make.user("contract_manager")).get(page).status_code == 404
    assert (
        sign_in(make.user("analyst", organisation=manager.organisation)).get(page).status_code
        == 403
    )


def test_several_permissions_are_taken_back_at_once(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    story = make.story(manager, contract=make.contract(manager.organisation))
    client = sign_in(manager)
    with make.session() as session:
        page = f"/taking-back/{session.get_one(Submission, story.submission_id).public_id}"
    said = {"what": "part", "asked": "letter", "purposes": ["board", "quotation", "public"]}
    assert "Choose what should stop" in client.submit(page, {**said, "purposes": []}).text
    client.submit(page, {**said, "act": "confirm"})
    with make.session() as session:
        left = purposes_of(session, story.submission_id)
    assert left & {Purpose.BOARD, Purpose.QUOTATION, Purpose.PUBLIC} == set()
    assert Purpose.CONTRACT_MANAGEMENT in left
