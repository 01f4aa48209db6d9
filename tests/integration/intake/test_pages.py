"""Sending stories in through the pages, and deciding on them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select
from werkzeug.datastructures import MultiDict

from storybank.accounts.models import Organisation, User
from storybank.app import Bank
from storybank.intake.models import Consent, Contributor, Purpose, Submission, SubmissionStatus
from storybank.intake.queries import purposes_of
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
TYPED = {
    "title": "Friends on a Tuesday",
    "body": "I had nobody to talk to.\r\n\r\nNow I have friends.",
    "kind": "beneficiary_story",
    "format": "plain",
    "teller": "on_behalf",
    "told_for": "her mother",
    "display_name": "Rose",
    "place": "Heywood",
    "told_on": ["27", "3", "2026"],
    "contract": "",
    "purposes": ["contract_management", "board"],
    "method": "paper form",
    "expires_on": ["", "", ""],
    "act": "send",
}


@pytest.fixture
def council(make: Factory) -> Organisation:
    return make.organisation()


@pytest.fixture
def manager(make: Factory, council: Organisation) -> User:
    return make.user("contract_manager", organisation=council)


@pytest.fixture
def sender(make: Factory) -> User:
    return make.user("contributor", organisation=make.organisation("vcse"))


def send(client: CheckingClient, url: str = "/intake/new", **changes: Any) -> Any:
    values = {**TYPED, **changes}
    data: MultiDict[str, Any] = MultiDict()
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["csrf_token"] = client.token(url)
    return client.post(url, data=data, content_type="multipart/form-data")


def only(make: Factory, model: Any = Submission) -> Any:
    with make.session() as session:
        return session.exec(select(model)).one()


def upload_of(text: str | bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode() if isinstance(text, str) else text), name


# --- who may see what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sending", "reading", "consent", "deciding"),
    [
        ("contract_manager", 200, 200, 200, 200),
        ("contributor", 200, 404, 404, 403),
        ("analyst", 200, 404, 403, 403),
        ("verifier", 403, 404, 403, 403),
        ("board_reader", 403, 404, 403, 403),
        ("safeguarding_lead", 403, 200, 403, 403),
        ("administrator", 403, 403, 403, 403),
    ],
)
def test_pages_open_for_those_who_may(
    make: Factory,
    sign_in: SignIn,
    sender: User,
    council: Organisation,
    role: str,
    sending: int,
    reading: int,
    consent: int,
    deciding: int,
) -> None:
    submission = make.submission(sender, contract=make.contract(council))
    client = sign_in(make.user(role, organisation=council))
    for path in ("", "/new", "/upload", "/drafts", "/template.csv"):
        assert client.get(f"/intake{path}").status_code == sending, path
    one = f"/intake/{submission.public_id}"
    assert client.get(one).status_code == reading
    reads_originals = role in ("contract_manager", "contributor", "safeguarding_lead")
    assert client.get(f"{one}/original").status_code == (404 if reads_originals else 403)
    assert client.get(f"{one}/consent").status_code == consent
    assert client.get(f"{one}/decline").status_code == deciding


def test_pages_of_another_organisation_are_not_found(
    make: Factory, sign_in: SignIn, sender: User, council: Organisation
) -> None:
    submission = make.submission(sender, contract=make.contract(council))
    client = sign_in(make.user("contract_manager"))
    one = f"/intake/{submission.public_id}"
    for path in (one, f"{one}/consent", f"{one}/decline", f"{one}/original", f"{one}/sent"):
        assert client.get(path).status_code == 404, path
    token = {"csrf_token": client.token("/intake/new")}
    for path in ("accept", "decline", "consent/board/withdraw"):
        assert client.post(f"{one}/{path}", data=token).status_code == 404, path


def test_pages_ask_strangers_to_sign_in(client: CheckingClient) -> None:
    for path in ("/intake", "/intake/new", "/intake/upload", "/safeguarding"):
        assert client.get(path).status_code == 302


# --- one story -------------------------------------------------------------------------------


def test_new_keeps_what_was_typed(
    make: Factory, sign_in: SignIn, sender: User, council: Organisation
) -> None:
    contract = make.contract(council)
    client = sign_in(sender)
    response = send(client, contract=str(contract.public_id))
    submission = only(make)
    assert response.status_code == 303
    assert response.location.endswith(f"/intake/{submission.public_id}/sent")
    assert contract.title in client.text(response.location)
    assert submission.status is SubmissionStatus.WAITING
    assert submission.body == "I had nobody to talk to.\n\nNow I have friends."
    assert (submission.told_for, submission.place) == ("her mother", "Heywood")
    assert str(submission.told_on) == "2026-03-27"
    assert submission.contract_id == contract.id
    assert only(make, Contributor).display_name == "Rose"
    with make.session() as session:
        assert purposes_of(session, submission.key) == {
            Purpose.CONTRACT_MANAGEMENT,
            Purpose.BOARD,
        }


def test_new_ticks_no_consent_at_first(sign_in: SignIn, sender: User) -> None:
    page = sign_in(sender).page("/intake/new")
    assert len(page.xpath("//input[@name='purposes']")) == len(Purpose)
    assert page.xpath("//input[@name='purposes' and @checked]") == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Give the story a title"),
        ({"title": "t" * 201}, "200 characters or fewer"),
        ({"body": ""}, "Write the story here, or choose a file"),
        ({"kind": ""}, "Choose what sort of story it is."),
        ({"kind": "poem"}, "Choose what sort of story it is."),
        ({"teller": ""}, "Choose who tells it."),
        ({"told_for": ""}, "Say who it is told for"),
        ({"told_on": ["31", "2", "2026"]}, "Write a day, a month and a year"),
        ({"told_on": ["", "3", "2026"]}, "Write a day, a month and a year"),
        ({"told_on": ["1", "1", "2999"]}, "This date is in the future."),
        ({"purposes": []}, "nobody could read this story"),
        ({"purposes": ["board"]}, "nobody could read this story"),
        ({"purposes": ["everything"]}, "nobody could read this story"),
        ({"method": ""}, "Choose how they said so."),
        ({"expires_on": ["1", "1", "2020"]}, "This date has passed."),
        ({"contract": "6e1c2cd6-0000-0000-0000-000000000000"}, "Choose a contract from the list."),
    ],
)
def test_new_with_bad_input_says_so_and_keeps_what_was_typed(
    make: Factory, sign_in: SignIn, sender: User, changes: dict[str, Any], message: str
) -> None:
    client = sign_in(sender)
    response = send(client, **changes)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert message in page
    for kept in ("I had nobody to talk to.", "Friends on a Tuesday", "Heywood", "Rose"):
        typed = "title" if kept.startswith("Friends") else "body" if kept.startswith("I") else ""
        assert kept in page or typed in changes
    with make.session() as session:
        assert session.exec(select(Submission)).all() == []


def test_new_tells_everything_wrong_at_once(sign_in: SignIn, sender: User) -> None:
    response = send(sign_in(sender), title="", body="", kind="", purposes=[])
    page = response.get_data(as_text=True)
    summary = page[page.index("There is something to put right") :]
    assert summary[: summary.index("</ul>")].count("<li>") == 4


def test_new_without_words_typed_already_held_says_so(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    assert send(client).status_code == 303
    response = send(client, title="Once more")
    assert response.status_code == 422
    assert "already in the bank" in response.get_data(as_text=True)


def test_new_reads_a_file(make: Factory, sign_in: SignIn, sender: User, bank: Bank) -> None:
    client = sign_in(sender)
    file = upload_of("# The bus\n\nThey *cut* the bus.\n", "../../bus.md")
    assert send(client, title="", body="", file=file).status_code == 303
    submission = only(make)
    assert (submission.title, submission.body) == ("The bus", "They *cut* the bus.")
    assert submission.format.value == "markdown"
    assert submission.file_name == "bus.md"
    response = client.get(f"/intake/{submission.public_id}/original")
    assert response.data == b"# The bus\n\nThey *cut* the bus.\n"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=bus.md")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.mimetype == "application/octet-stream"
    response.close()
    assert "<em>" in client.get(f"/intake/{submission.public_id}").get_data(as_text=True)


def test_new_shows_the_words_of_a_file_when_something_else_is_wrong(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    file = upload_of("They cut the bus.", "bus.txt")
    response = send(client, title="", body="", purposes=[], file=file)
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "They cut the bus.</textarea>" in page
    assert "Choose it again" in page
    # The words and the same file once more are one story, with its original.
    file = upload_of("They cut the bus.", "bus.txt")
    assert send(client, title="bus", body="They cut the bus.", file=file).status_code == 303
    assert only(make).file_sha256


@pytest.mark.parametrize(
    ("file", "body", "message"),
    [
        (("words\nOne story.\nTwo stories.\n", "many.csv"), "", "a list that holds 2 stories"),
        ((b"\xff\xd8\xff\xe0" + b"\x00" * 40, "photo.jpg"), "", "This file is a photograph."),
        (("", "empty.txt"), "", "This file is empty."),
        (("Some words.", "a.txt"), "Other words.", "There are other words in the box"),
    ],
)
def test_new_with_a_file_that_will_not_do_says_so_at_the_file(
    make: Factory, sign_in: SignIn, sender: User, file: Any, body: str, message: str
) -> None:
    response = send(sign_in(sender), body=body, file=upload_of(*file))
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert message in page
    assert 'href="#file"' in page
    assert 'href="#body"' not in page


def test_new_with_too_large_a_file_is_told_how_large_it_may_be(
    app: Any, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    token = client.token("/intake/new")
    app.config["MAX_CONTENT_LENGTH"] = 1000
    response = client.post(
        "/intake/new",
        data={"csrf_token": token, "file": upload_of(b"x" * 5000, "big.txt")},
        content_type="multipart/form-data",
    )
    assert response.status_code == 413
    assert "20 MB" in response.get_data(as_text=True)


def test_new_shows_what_was_typed_and_obeys_none_of_it(
    make: Factory, sign_in: SignIn, sender: User, manager: User
) -> None:
    client = sign_in(sender)
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    send(client, title=nasty[:60], body=nasty, format="markdown", display_name=nasty, place=nasty)
    submission = only(make)
    for page in (f"/intake/{submission.public_id}", "/intake"):
        html = sign_in(manager).get(page).get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html


# --- drafts ----------------------------------------------------------------------------------


def test_drafts_are_kept_sent_and_nobody_elses(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    response = send(client, act="draft", title="", purposes=[], method="", kind="")
    assert response.status_code == 303
    url = response.location
    page = client.page(url)
    assert "Now I have friends." in page.xpath("//textarea[@name='body']")[0].text
    assert page.xpath("//input[@name='told_on']/@value") == ["27", "3", "2026"]
    assert "No title yet" in client.text("/intake/drafts")
    colleague = sign_in(make.user("contributor", organisation=sender.organisation))
    assert colleague.get(url).status_code == 404
    assert colleague.get(f"{url}/discard").status_code == 404
    draft = only(make)
    assert client.get(f"/intake/{draft.public_id}").status_code == 302
    assert client.get(f"/intake/{draft.public_id}/consent").status_code == 404
    assert send(client, url).status_code == 303
    assert only(make).status is SubmissionStatus.WAITING
    assert client.get(url).status_code == 404


def test_draft_with_a_file_keeps_it_until_sent(
    make: Factory, sign_in: SignIn, sender: User, bank: Bank
) -> None:
    client = sign_in(sender)
    file = upload_of("They cut the bus.", "bus.txt")
    url = send(client, act="draft", body="", file=file).location
    assert "bus.txt" in client.text(url)
    send(client, url, body="They cut the bus.")
    submission = only(make)
    assert submission.status is SubmissionStatus.WAITING
    assert bank.files.has(submission.file_sha256)


def test_draft_with_no_day_of_the_calendar_is_refused(sign_in: SignIn, sender: User) -> None:
    assert send(sign_in(sender), act="draft", told_on=["x", "", ""]).status_code == 422


def test_discard_draft_asks_first(make: Factory, sign_in: SignIn, sender: User) -> None:
    client = sign_in(sender)
    url = send(client, act="draft").location
    assert "gone for good" in client.text(f"{url}/discard")
    assert only(make).status is SubmissionStatus.DRAFT
    assert client.submit(f"{url}/discard", {}).status_code == 303
    with make.session() as session:
        assert session.exec(select(Submission)).all() == []
        assert session.exec(select(Consent)).all() == []


# --- several files ---------------------------------------------------------------------------

FOR_ALL = {
    "kind": "beneficiary_story",
    "teller": "self",
    "contract": "",
    "purposes": ["contract_management"],
    "method": "paper form",
}


def test_upload_tells_what_became_of_each_story(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    response = client.submit(
        "/intake/upload",
        {
            **FOR_ALL,
            "files": [
                upload_of("words,consent\nOne story.,\nTwo stories.,board\n", "table.csv"),
                upload_of("Three stories.", "three.txt"),
                upload_of(b"\xff\xd8\xff\xe0" + b"\x00" * 40, "photo.jpg"),
            ],
            "accept_now": "y",  # not theirs to say
        },
        content_type="multipart/form-data",
    )
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "2 stories were taken in, 2 were not taken in" in page
    assert "This file is a photograph." in page
    assert "nobody could read this story" in page
    assert page.index("photo.jpg") < page.index("three.txt")
    with make.session() as session:
        found = session.exec(select(Submission)).all()
    assert {one.body for one in found} == {"One story.", "Three stories."}
    assert {one.status for one in found} == {SubmissionStatus.WAITING}


def test_upload_accepts_at_once_for_those_who_decide(
    make: Factory, sign_in: SignIn, manager: User
) -> None:
    response = sign_in(manager).submit(
        "/intake/upload",
        {**FOR_ALL, "files": [upload_of("Three stories.", "three.txt")], "accept_now": "y"},
        content_type="multipart/form-data",
    )
    assert "1 story was accepted" in response.get_data(as_text=True)
    assert only(make, Story)


def test_upload_with_nothing_chosen_says_so(sign_in: SignIn, sender: User) -> None:
    client = sign_in(sender)
    response = client.submit("/intake/upload", {}, content_type="multipart/form-data")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Choose one file or more." in page
    assert "Choose who tells them." in page


def test_template_can_be_filled_in_and_uploaded(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    template = client.get("/intake/template.csv")
    assert template.mimetype == "text/csv"
    data = template.data + b",,Words of a story.,,,,,,\r\n"
    response = client.submit(
        "/intake/upload",
        {**FOR_ALL, "files": [upload_of(data, "stories.csv")]},
        content_type="multipart/form-data",
    )
    assert "1 story was taken in" in response.get_data(as_text=True)


# --- deciding --------------------------------------------------------------------------------


def test_accept_makes_a_story_once(
    make: Factory, sign_in: SignIn, sender: User, manager: User
) -> None:
    submission = make.submission(sender)
    client = sign_in(manager)
    assert "Friends on a Tuesday" in client.text("/intake")
    one = f"/intake/{submission.public_id}"
    response = client.submit(one, {}, to=f"{one}/accept")
    story = only(make, Story)
    assert response.status_code == 303
    assert response.location.endswith(f"/stories/{story.public_id}")
    token = {"csrf_token": client.token("/intake/new")}
    again = client.post(f"{one}/accept", data=token)
    assert again.location.endswith(one)
    assert "decided on this submission already" in client.text(one)
    assert f"/stories/{story.public_id}" in client.get(one).get_data(as_text=True)


def test_decline_needs_a_reason_that_its_sender_reads(
    make: Factory, sign_in: SignIn, sender: User, manager: User
) -> None:
    submission = make.submission(sender)
    client = sign_in(manager)
    url = f"/intake/{submission.public_id}/decline"
    refused = client.submit(url, {"reason": "  "})
    assert refused.status_code == 422
    assert "Say why" in refused.get_data(as_text=True)
    assert client.submit(url, {"reason": "It names a neighbour."}).status_code == 303
    theirs = sign_in(sender)
    assert "It names a neighbour." in theirs.text("/intake?status=declined")
    assert "It names a neighbour." in theirs.text(f"/intake/{submission.public_id}")


def test_decline_by_its_sender_is_refused(make: Factory, sign_in: SignIn, sender: User) -> None:
    submission = make.submission(sender)
    client = sign_in(sender)
    data = {"csrf_token": client.token("/intake/new"), "reason": "no"}
    for act in ("accept", "decline"):
        assert client.post(f"/intake/{submission.public_id}/{act}", data=data).status_code == 403


def test_list_shows_pages_of_what_waits_longest_first(
    make: Factory, sign_in: SignIn, sender: User, manager: User
) -> None:
    for number in range(27):
        make.submission(sender, title=f"Story {number:02}")
    client = sign_in(manager)
    first = client.page("/intake")
    titles = [a.text for a in first.xpath("//ol//h2/a")]
    assert titles == [f"Story {number:02}" for number in range(25)]
    second = client.page("/intake?status=waiting&page=2")
    assert [a.text for a in second.xpath("//ol//h2/a")] == ["Story 25", "Story 26"]
    assert client.get("/intake?status=draft&page=x").status_code == 200


def test_show_sets_the_interviewers_words_apart(
    make: Factory, sign_in: SignIn, sender: User, manager: User
) -> None:
    submission = make.submission(
        sender,
        body="INT: How are you now?\n\nRose: I sleep.\n\nINT: And before?\n\nRose: I did not.",
        kind="interview_transcript",
    )
    page = sign_in(manager).page(f"/intake/{submission.public_id}")
    assert len(page.xpath("//div[@class='turn turn--interviewer']")) == 2
    assert len(page.xpath("//div[@class='turn turn--storyteller']")) == 2
