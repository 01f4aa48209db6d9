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
    assert response.location.endswith(f"/intake/{submission.public_id}")
    assert "She sounds frightened." in sign_in(lead).text("/safeguarding")


def test_hold_takes_the_story_out_of_sight_and_clear_gives_it_back(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    story = make.story(manager)
    reader, settler = sign_in(manager), sign_in(lead)
    raise_worry(reader, story)
    one = f"/safeguarding/{concern_of(make).public_id}"
    assert "Her son." in settler.text(one)
    assert manager.name in settler.text(one)
    refused = settler.submit(one, {"act": "hold", "reason": " "})
    assert refused.status_code == 422
    assert "Record your reason" in refused.get_data(as_text=True)
    assert settler.submit(one, {"act": "hold", "reason": "I rang her."}).status_code == 303
    assert "I rang her." in settler.text(one)
    assert reader.get(f"/safeguarding/stories/{story.public_id}/raise").status_code == 404
    assert settler.submit(one, {"act": "clear", "reason": "She is safe."}).status_code == 303
    assert reader.get(f"/safeguarding/stories/{story.public_id}/raise").status_code == 200
    with make.session() as session:
        assert session.exec(select(Story)).one().status is StoryStatus.ACCEPTED
    assert concern_of(make).status is ConcernStatus.CLEARED
    titles = [e.text for e in settler.page(one).xpath("//p[@class='sb-timeline__title']")]
    assert titles == ["Cleared", "Held", "Somebody was worried", "Received"]


def test_hold_hides_a_waiting_submission_from_those_who_decide(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    submission = make.submission(manager, body=BODY)
    sign_in(manager).submit(
        f"/safeguarding/submissions/{submission.public_id}/raise", {"because": "Her son."}
    )
    one = f"/safeguarding/{concern_of(make).public_id}"
    assert sign_in(lead).submit(one, {"act": "hold", "reason": "x"}).status_code == 303
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
    assert "Waiting for you (1)" in settler.text("/safeguarding")
    one = f"/safeguarding/{concern_of(make).public_id}"
    settler.submit(one, {"act": "hold", "reason": "x"})
    text = settler.text("/safeguarding")
    assert "Held (1)" in text
    assert "Waiting for you" not in text


def test_show_tells_the_storys_words_from_a_readers(
    make: Factory, sign_in: SignIn, manager: User, lead: User
) -> None:
    submission = make.submission(manager, body=BODY)
    make.run_pipeline()
    sign_in(manager).submit(
        f"/safeguarding/submissions/{submission.public_id}/raise", {"because": "Ring her first."}
    )
    page = sign_in(lead).page(f"/safeguarding/{concern_of(make).public_id}")
    (quoted,) = page.xpath("//blockquote")
    assert "My son hits me" in words(quoted)
    assert [words(note) for note in page.xpath("//p[@class='sb-worry']")] == ["Ring her first."]
    assert "My son hits me" in words(page.xpath("//mark")[0])


def test_show_of_no_concern_is_not_found(sign_in: SignIn, lead: User) -> None:
    missing = "/safeguarding/6e1c2cd6-0000-4000-8000-000000000000"
    assert sign_in(lead).get(missing).status_code == 404
