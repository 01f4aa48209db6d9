"""The reading view of a story: what stands on it for whom, and what does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.app import Bank
from storybank.core.stripping import strip
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.stories import service as stories
from storybank.stories.models import Story
from tests.factories import media
from tests.factories.bank import Factory
from tests.integration.stories.test_story_pages import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
BODY = (
    "Before this I had nobody to talk to from one week to the next. "
    "Maureen Hartley took me to the lunch club in March. "
    "Now I have friends I ring every day."
)
QUIET = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager", organisation=make.organisation("authority", "Town"))


def recorded(bank: Bank, make: Factory, manager: User, *, purposes: tuple[Purpose, ...]) -> Story:
    """An accepted story that came with a recording."""
    submission = make.submission(
        manager,
        contract=make.contract(manager.organisation),
        body=BODY,
        title="The long table",
        purposes=purposes,
    )
    with bank.database.transaction() as session:
        kept = session.get_one(Submission, submission.key)
        sound = strip(media.wav(), "a.wav")
        bank.files.put(sound.data)
        intake.attach(session, actor_of(manager), submission=kept, stripped=sound)
        return stories.accept_submission(session, actor_of(manager), submission=kept)


def test_what_a_person_confirmed_stands_beside_the_words_and_what_came_of_it_below(
    make: Factory, sign_in: SignIn, manager: User
) -> None:
    contract = make.contract(manager.organisation, title="Lunch clubs")
    promise = make.commitment(contract, "connection")
    first, story, last = (
        make.story(manager, contract=contract, body=f"{BODY} {one}", title=one)
        for one in ("Before it", "The long table", "After it")
    )
    make.run_pipeline()
    make.coding(manager, story, 0, "connection", "need")
    make.coding(manager, story, 2, "connection", "better")
    link = make.link(manager, story, promise)
    verifier = make.user("verifier", organisation=make.organisation("verifier"))
    make.finding(verifier, link, reason="I read the register.")

    page = sign_in(manager).page(f"/stories/{story.public_id}/read")
    text = words(page)

    assert page.xpath("string(//h1)") == "The long table"
    notes = page.xpath("//div[contains(@class,'sb-note')]")
    assert [one.get("class").split()[1] for one in notes] == ["sb-note--need", "sb-note--better"]
    assert not page.xpath("//*[contains(@class,'suggested')]")
    steps = [words(one) for one in page.xpath("//dl[.//dt='Before']/div")]
    assert steps == [
        "BeforeBefore this I had nobody to talk to from one week to the next.",
        "NowNow I have friends I ring every day.",
    ]
    assert promise.text in text
    assert "Why: I read the register." in text
    assert page.xpath("//nav[@aria-label='Other stories of this contract']/a/@href") == [
        f"/stories/{one.public_id}/read" for one in (first, last)
    ]
    assert not page.xpath("//audio | //main//form | //main//button")


def test_it_can_be_heard_only_while_a_voice_may_be_used_and_by_whom_originals_are_open_to(
    bank: Bank, make: Factory, sign_in: SignIn, manager: User
) -> None:
    heard = recorded(bank, make, manager, purposes=(*QUIET, Purpose.PHOTO_OR_VOICE))
    client = sign_in(manager)
    (source,) = client.page(f"/stories/{heard.public_id}/read").xpath("//audio/@src")
    assert client.get(source, buffered=True).status_code == 200

    with bank.database.transaction() as session:
        submission = session.get_one(Submission, heard.submission_id)
        intake.withdraw_consent(
            session,
            actor_of(manager),
            submission=submission,
            purpose=Purpose.PHOTO_OR_VOICE,
        )
    assert not client.page(f"/stories/{heard.public_id}/read").xpath("//audio")


def test_a_board_reads_it_with_names_covered_and_hears_nothing(
    bank: Bank, make: Factory, sign_in: SignIn, manager: User
) -> None:
    story = recorded(bank, make, manager, purposes=(*QUIET, Purpose.PHOTO_OR_VOICE))
    contract = make.contract(manager.organisation)
    hidden = make.story(manager, contract=contract, purposes=(Purpose.CONTRACT_MANAGEMENT,))
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    make.run_pipeline()

    page = board.page(f"/stories/{story.public_id}/read")
    assert "Maureen" not in words(page)
    assert "took me to the lunch club" in words(page)
    assert not page.xpath("//audio")
    assert board.get(f"/stories/{hidden.public_id}/read").status_code == 404


def test_reading_costs_the_same_for_few_and_many_stories(
    bank: Bank, make: Factory, sign_in: SignIn, manager: User
) -> None:
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract)
    client, counts = sign_in(manager), []
    for number in (1, 12):
        for _ in range(number):
            make.story(manager, contract=contract)
        client.get(f"/stories/{story.public_id}/read")
        with counted(bank) as sent:
            assert client.get(f"/stories/{story.public_id}/read").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
