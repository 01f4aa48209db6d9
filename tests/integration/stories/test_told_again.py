"""Stories of one person, joined for those who may know that they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from storybank.accounts.models import User
from storybank.answering.models import FollowUp, Lasted
from storybank.app import Bank
from storybank.core import clock
from storybank.intake.models import Purpose, Submission
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut_story
from tests.integration.stories.test_story_pages import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
BOTH = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)
AGAIN = "//section[.//h2='They told us again']"


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager", organisation=make.organisation("authority", "Town"))


@pytest.fixture
def board(make: Factory, manager: User) -> User:
    return make.user("board_reader", organisation=manager.organisation)


def told_by_one(make: Factory, manager: User, **values: Any) -> list[Story]:
    """Three stories of one person, the last told sent in first; the second without a name."""
    contract = make.contract(manager.organisation)
    stories: list[Story] = []
    for number, (year, name) in enumerate(((2026, "Ruby"), (2024, ""), (2025, "Ruby"))):
        more = {**values, "display_name": name or values.get("display_name", "")}
        if stories:
            with make.session() as session:
                more["follows"] = session.get_one(Submission, stories[0].submission_id)
        said = [f"It is number {number} of mine.", "Now I have friends."]
        stories.append(
            cut_story(
                make,
                manager,
                said,
                contract=contract,
                title=f"Told in {year}",
                told_on=date(year, 3, 1),
                purposes=BOTH,
                **more,
            )
        )
    return stories


def again(client: CheckingClient, story: Story) -> list[tuple[str, str]]:
    """Titles and addresses of what the same person told, as the page lists them."""
    page = client.page(f"/stories/{story.public_id}/read")
    lines = page.xpath(f"{AGAIN}//li")
    return [(words(one.xpath("./*[1]")[0]), "".join(one.xpath("./a/@href"))) for one in lines]


def test_who_works_with_the_contract_reads_on_in_the_order_of_telling(
    make: Factory, sign_in: SignIn, manager: User
) -> None:
    last, first, middle = told_by_one(make, manager)
    make.coding(manager, first, 0, "connection", "need")
    make.coding(manager, last, 1, "connection", "better")
    client = sign_in(manager)

    assert again(client, middle) == [
        ("Told in 2024", f"/stories/{first.public_id}/read"),
        ("Told in 2025", ""),
        ("Told in 2026", f"/stories/{last.public_id}/read"),
    ]
    (part,) = client.page(f"/stories/{middle.public_id}/read").xpath(AGAIN)
    assert [words(one) for one in part.xpath(".//ol//*[contains(@class,'sb-change ')]")] == [
        "Need",
        "Better",
    ]
    assert len(part.xpath("./*[@aria-hidden='true']/*[local-name()='svg']")) == 2


def test_a_board_is_not_told_whose_else_a_story_without_a_name_is(
    make: Factory, sign_in: SignIn, manager: User, board: User
) -> None:
    last, unnamed, middle = told_by_one(make, manager)
    client = sign_in(board)

    assert again(client, unnamed) == []
    for one in (last, middle):
        assert [title for title, _ in again(client, one)] == ["Told in 2025", "Told in 2026"]
    other = make.user("board_reader", organisation=make.organisation())
    assert sign_in(other).get(f"/stories/{last.public_id}/read").status_code == 404


def test_a_follow_up_without_a_name_leads_no_board_to_the_other_story(
    make: Factory, sign_in: SignIn, manager: User, board: User
) -> None:
    last, unnamed, _ = told_by_one(make, manager)
    with make.bank.database.transaction() as session:
        session.add(
            FollowUp(
                submission_id=unnamed.submission_id,
                months=12,
                due_on=clock.today(),
                said_at=clock.now(),
                lasted=Lasted.YES,
                answered_by_submission_id=last.submission_id,
            )
        )
    says = "Told again after 12 months"
    for address in (f"/stories/{unnamed.public_id}", f"/stories/{unnamed.public_id}/read"):
        for user, links in ((manager, True), (board, False)):
            page = sign_in(user).page(address)
            assert says in words(page)
            assert bool(page.xpath("//a[.='Read what they told later']")) is links


def test_whoever_told_once_told_once_and_more_stories_cost_no_more(
    bank: Bank, make: Factory, sign_in: SignIn, manager: User
) -> None:
    alone = cut_story(make, manager, ["I told it once."], purposes=BOTH)
    stories = told_by_one(make, manager)
    client = sign_in(manager)
    assert again(client, alone) == []
    counts = []
    for _ in range(2):
        client.get(f"/stories/{stories[0].public_id}/read")
        with counted(bank) as sent:
            client.get(f"/stories/{stories[0].public_id}/read")
        counts.append(len(sent))
        with make.session() as session:
            first = session.get_one(Submission, stories[0].submission_id)
        fourth = [f"And number {len(counts)} besides."]
        cut_story(make, manager, fourth, follows=first, purposes=BOTH)
    assert len(again(client, stories[0])) == 5
    assert counts[0] == counts[1]
