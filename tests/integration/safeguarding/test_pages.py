"""Worries about somebody: raising them, and the safeguarding lead's pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlmodel import select

from storybank.accounts.models import Organisation, User
from storybank.intake.models import Purpose, Submission, SubmissionStatus
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.stories.models import Story, StoryStatus
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
BODY = (
    "The club is fine. My son hits me when he has been drinking and I am scared of him. "
    "I have not told anybody."
)


@pytest.fixture
def council(make: Factory) -> Organisation:
    return make.organisation()


@pytest.fixture
def manager(make: Factory, council: Organisation) -> User:
    return make.user("contract_manager", organisation=council)


@pytest.fixture
def lead(make: Factory, council: Organisation) -> User:
    return make.user("safeguarding_lead", organisation=council)


def raise_worry(client: CheckingClient, story: Story, because: str = "Her son.") -> None:
    url = f"/safeguarding/stories/{story.public_id}/raise"
    assert client.submit(url, {"because": because}).status_code == 303


def concern_of(make: Factory) -> Concern:
    with make.session() as session:
        return session.exec(select(Concern)).one()


@pytest.mark.parametrize(
    "role",
    ["contract_manager", "contributor", "verifier", "analyst", "board_reader", "administrator"],
)
def test_pages_are_the_safeguarding_leads_alone(
    make: Factory, sign_in: SignIn, manager: User, council: Organisation, role: str
) -> None:
    raise_worry(sign_in(manager), make.story(manager))
    client = sign_in(make.user(role, organisation=council))
    one = f"/safeguarding/{concern_of(make).public_id}"
    assert client.get("/safeguarding").status_code == 403
    assert client.get(one).status_code == 403
    if role not in ("verifier", "board_reader", "administrator"):
        token = client.token("/intake/new")
        data = {"csrf_token": token, "act": "clear", "reason": "x"}
        assert client.post(one, data=data).status_code == 403


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("contract_manager", 200),
        ("analyst", 200),
        ("verifier", 200),
        ("board_reader", 200),
        ("safeguarding_lead", 200),
        ("contributor", 200),
        ("administrator", 403),
    ],
)
def test_raise_is_for_everybody_who_can_read_the_story(
    make: Factory, sign_in: SignIn, manager: User, council: Organisation, role: str, status: int
) -> None:
    story = make.story(manager, contract=make.contract(council))
    make.run_pipeline()
    url = f"/safeguarding/stories/{story.public_id}/raise"
    page = sign_in(make.user(role, organisation=council)).get(url)
    assert page.status_code == status
    assert ("999" in page.get_data(as_text=True)) is (status == 200)


def test_raise_about_a_story_one_cannot_read_is_not_found(
    make: Factory, sign_in: SignIn, manager: User, council: Organisation
) -> None:
    story = make.story(
        manager, contract=make.contract(council), purposes=(Purpose.CONTRACT_MANAGEMENT,)
    )
    for stranger in (make.user("contract_manager"), make.user("board_reader")):
        client = sign_in(stranger)
        url = f"/safeguarding/stories/{story.public_id}/raise"
        assert client.get(url).status_code == 404
        submissions = f"/safeguarding/submissions/{story.public_id}/raise"
        assert client.get(submissions).status_code == 404


def test_raise_without_a_reason_is_refused(make: Factory, sign_in: SignIn, manager: User) -> None:
    story = make.story(manager)
    response = sign_in(manager).submit(
        f"/safeguarding/stories/{story.public_id}/raise", {"because": " "}
    )
    assert response.status_code == 422
    assert "Say what worries you" in response.get_data(as_text=True)


def test_raise_about_a_submission_not_yet_accepted(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    submission = make.submission(manager)
    one = f"/safeguarding/submissions/{submission.public_id}/raise"
    client = sign_in(manager)
    assert one in client.get(f"/intake/{submission.public_id}").get_data(as_text=True)
    response = client.submit(one, {"because": "She sounds frightened."})
    assert response.location.endswith("/safeguarding/raised")
    thanks = client.text(response.location)
    assert "999" in thanks
    assert submission.title not in thanks
    page = sign_in(lead).text(f"/safeguarding/{concern_of(make).public_id}")
    assert "She sounds frightened." in page


def test_raise_takes_the_story_out_of_sight_and_clear_gives_it_back(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    story = make.story(manager)
    reader, settler = sign_in(manager), sign_in(lead)
    raise_worry(reader, story)
    one = f"/safeguarding/{concern_of(make).public_id}"
    assert "Her son." in settler.text(one)
    assert manager.name in settler.text(one)
    assert reader.get(f"/stories/{story.public_id}").status_code == 404
    for lacking, told in (
        ({"reason": " ", "shared": "no"}, "Record your reason"),
        ({"reason": " "}, "Record your reason"),  # with the other thing that is missing
        ({"reason": "I rang her."}, "Say whether you have told anybody"),
        ({"reason": "I rang her.", "shared": "yes", "told": " "}, "Say who was told"),
    ):
        refused = settler.submit(one, {"act": "hold", **lacking})
        assert refused.status_code == 422
        assert told in refused.get_data(as_text=True)
    decision = {"act": "hold", "reason": "I rang her.", "shared": "yes", "told": "Adult team"}
    assert settler.submit(one, decision).status_code == 303
    assert "I rang her. Told: Adult team." in settler.text(one)
    assert reader.get(f"/safeguarding/stories/{story.public_id}/raise").status_code == 404
    decision = {"act": "clear", "reason": "She is safe.", "shared": "no", "told": "left over"}
    assert settler.submit(one, decision).status_code == 303
    assert "She is safe. Nobody outside was told." in settler.text(one)
    assert reader.get(f"/safeguarding/stories/{story.public_id}/raise").status_code == 200
    with make.session() as session:
        assert session.exec(select(Story)).one().status is StoryStatus.ACCEPTED
    assert concern_of(make).status is ConcernStatus.CLEARED
    titles = [e.text for e in settler.page(one).xpath("//p[@class='sb-timeline__title']")]
    assert titles == ["Cleared", "Kept held", "A worry was raised"]


def test_raise_hides_a_waiting_submission_from_those_who_decide(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    submission = make.submission(manager, body=BODY)
    sign_in(manager).submit(
        f"/safeguarding/submissions/{submission.public_id}/raise", {"because": "Her son."}
    )
    with make.session() as session:
        assert session.exec(select(Submission)).one().status is SubmissionStatus.HELD
    client = sign_in(manager)
    assert client.get(f"/intake/{submission.public_id}").status_code == 404
    assert submission.title not in client.text("/intake")


def test_list_says_what_is_waiting_and_what_was_decided(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    settler = sign_in(lead)
    assert "No story waits for you" in settler.text("/safeguarding")
    raise_worry(sign_in(manager), make.story(manager, title="About her son"))
    text = settler.text("/safeguarding")
    assert "Waiting for you (1)" in text
    assert "About her son" in text
    assert "Overdue" not in text
    one = f"/safeguarding/{concern_of(make).public_id}"
    settler.submit(one, {"act": "hold", "reason": "x", "shared": "no"})
    text = settler.text("/safeguarding?status=held")
    assert "Held (1)" in text
    assert "About her son" in text
    assert "About her son" not in settler.text("/safeguarding?status=nonsense")


def test_log_keeps_who_was_told_and_when(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    raise_worry(sign_in(manager), make.story(manager))
    settler, one = sign_in(lead), f"/safeguarding/{concern_of(make).public_id}"
    for day, problem in (
        (["1", "1", "2020"], "before the worry was raised"),
        (["1", "1", "2999"], "lies ahead"),
        (["1", "", ""], "Write a day"),
    ):
        refused = settler.submit(f"{one}/told", {"told": "The police", "on": day})
        assert refused.status_code == 422
        assert problem in refused.get_data(as_text=True)
        assert "The police" in refused.get_data(as_text=True)
    assert settler.submit(f"{one}/told", {"told": ""}).status_code == 422
    assert settler.submit(f"{one}/told", {"told": "The police"}).status_code == 303
    assert settler.submit(f"{one}/note", {"words": " "}).status_code == 422
    assert settler.submit(f"{one}/note", {"words": "<b>Rang twice.</b>"}).status_code == 303
    text = settler.text(one)
    assert "Told: The police." in text
    assert "<b>Rang twice.</b>" in text


def test_leads_of_another_authority_see_nothing_of_it(
    make: Factory, sign_in: SignIn, manager: User, lead: User, council: Organisation
) -> None:
    raise_worry(sign_in(manager), make.story(manager, contract=make.contract(council)))
    one, stranger = f"/safeguarding/{concern_of(make).public_id}", make.user("safeguarding_lead")
    client = sign_in(stranger)
    assert "No story waits for you" in client.text("/safeguarding")
    for address in (one, f"{one}/note", f"{one}/told"):
        assert client.get(address).status_code == 404
    assert "Her son." in sign_in(lead).text(one)
    with make.bank.database.transaction() as session:
        session.get_one(User, lead.key).active = False
    # Where nobody is left to look, everybody who settles concerns does.
    assert "Her son." in client.text(one)


def test_show_tells_the_storys_words_from_a_readers(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    submission = make.submission(manager, body=BODY)
    sign_in(manager).submit(
        f"/safeguarding/submissions/{submission.public_id}/raise", {"because": "Ring her first."}
    )
    make.run_pipeline()
    page = sign_in(lead).page(f"/safeguarding/{concern_of(make).public_id}")
    (quoted,) = page.xpath("//blockquote")
    assert "My son hits me" in words(quoted)
    assert [words(note) for note in page.xpath("//p[@class='sb-worry']")] == ["Ring her first."]
    assert "My son hits me" in words(page.xpath("//mark")[0])


def test_show_of_no_concern_is_not_found(sign_in: SignIn, lead: User) -> None:
    missing = "/safeguarding/6e1c2cd6-0000-4000-8000-000000000000"
    assert sign_in(lead).get(missing).status_code == 404
