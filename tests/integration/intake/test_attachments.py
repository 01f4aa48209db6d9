"""Recordings and photographs: kept clean, heard by few, and typed into the words of a story."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from storybank.accounts.models import Organisation, User
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.audit.models import AuditEvent
from storybank.core.errors import RuleBroken
from storybank.core.jobs.outbox import OutboxEvent
from storybank.core.stripping import strip
from storybank.intake import service
from storybank.intake.models import Attachment, Purpose, Submission, SubmissionStatus
from tests.factories import media
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
TYPED = {
    "title": "What she told us",
    "body": "",
    "kind": "beneficiary_story",
    "format": "plain",
    "teller": "self",
    "purposes": ["contract_management", "photo_or_voice"],
    "method": "paper form",
    "given_by": "self",
    "act": "send",
}


@pytest.fixture
def vcse(make: Factory) -> Organisation:
    return make.organisation("vcse")


@pytest.fixture
def sender(make: Factory, vcse: Organisation) -> User:
    return make.user("contributor", organisation=vcse)


def send(client: CheckingClient, data: bytes, name: str = "Rose Smith.mp3", **other: Any) -> Any:
    form = {
        **TYPED,
        "csrf_token": client.token("/intake/new"),
        "recording": (io.BytesIO(data), name),
    }
    return client.post("/intake/new", data={**form, **other}, content_type="multipart/form-data")


def test_recording_alone_waits_to_be_typed_and_its_words_are_a_story_then(
    bank: Bank, make: Factory, sign_in: SignIn, sender: User, vcse: Organisation
) -> None:
    client = sign_in(sender)
    sent = send(client, media.mp3())
    assert sent.status_code == 303
    assert "type them now" in client.text(sent.headers["Location"])
    with make.session() as session:
        submission = session.exec(select(Submission)).one()
        attachment = session.exec(select(Attachment)).one()
        assert submission.status is SubmissionStatus.TO_TYPE
        assert "Rose" not in attachment.name
        assert session.exec(select(OutboxEvent)).all() == []
    kept = bank.files.path(attachment.sha256).read_bytes()
    assert media.SECRET not in kept

    typist = make.user("contributor", organisation=vcse)
    client = sign_in(typist)
    assert "What she told us" in client.text("/attachments")
    page = f"/attachments/{submission.public_id}/type"
    empty = client.submit(page, {"body": " "})
    assert empty.status_code == 422
    words = {"body": "They cut the bus. I cannot get out.", "title": ""}
    assert client.submit(page, words).status_code == 303
    assert client.get(page).status_code == 404
    with make.session() as session:
        submission = session.exec(select(Submission)).one()
        attachment = session.exec(select(Attachment)).one()
        assert (submission.status, submission.title) == (
            SubmissionStatus.WAITING,
            "They cut the bus. I cannot get out",
        )
        assert attachment.typed_by_id == typist.id
        events = [one.event for one in session.exec(select(OutboxEvent))]
        assert events == ["SubmissionReceived"]


def test_recording_is_heard_by_those_who_may_read_originals_and_each_hearing_is_on_record(
    make: Factory, sign_in: SignIn, sender: User, vcse: Organisation
) -> None:
    client = sign_in(sender)
    send(client, media.wav(), "a.wav")
    with make.session() as session:
        attachment = session.exec(select(Attachment)).one()
    url = f"/attachments/files/{attachment.public_id}"
    piece = client.get(url, headers={"Range": "bytes=0-99"}, buffered=True)
    assert (piece.status_code, len(piece.data), piece.mimetype) == (206, 100, "audio/wav")
    assert piece.headers["Cache-Control"] == "no-store"
    assert client.get(url, headers={"Range": "bytes=100-199"}, buffered=True).status_code == 206
    stranger = make.user("contributor", organisation=make.organisation("vcse"))
    assert sign_in(stranger).get(url).status_code == 404
    assert sign_in(make.user("board_reader", organisation=vcse)).get(url).status_code == 403
    with make.session() as session:
        looks = [
            one
            for one in session.exec(select(AuditEvent).where(AuditEvent.act == "read_original"))
            if one.detail["what"] == "attachment"
        ]
        assert [one.actor_id for one in looks] == [sender.id]


@pytest.mark.parametrize(("allowed", "status"), [(True, 200), (False, 404)])
def test_recording_of_an_accepted_story_is_open_only_while_its_teller_allows_it(
    bank: Bank, make: Factory, sign_in: SignIn, sender: User, allowed: bool, status: int
) -> None:
    purposes = [Purpose.CONTRACT_MANAGEMENT, *([Purpose.PHOTO_OR_VOICE] if allowed else [])]
    submission = make.submission(sender, purposes=tuple(purposes))
    with bank.database.transaction() as session:
        kept = session.get_one(Submission, submission.key)
        clean = strip(media.photograph(), "a.jpg")
        bank.files.put(clean.data)
        service.attach(session, actor_of(sender), submission=kept, stripped=clean)
        service.mark_accepted(session, Actor.operator(), submission=kept)
        with pytest.raises(RuleBroken, match="decided"):
            service.attach(session, actor_of(sender), submission=kept, stripped=clean)
    with make.session() as session:
        url = f"/attachments/files/{session.exec(select(Attachment)).one().public_id}"
    assert sign_in(sender).get(url, buffered=True).status_code == status


def test_what_holds_no_words_is_declined_with_a_reason(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    client = sign_in(sender)
    send(client, media.photograph(), "page.jpg")
    with make.session() as session:
        submission = session.exec(select(Submission)).one()
    page = f"/attachments/{submission.public_id}/nothing"
    assert client.submit(page, {"reason": " "}).status_code == 422
    assert client.submit(page, {"reason": "The page is empty."}).status_code == 303
    with make.session() as session:
        kept = session.exec(select(Submission)).one()
        assert (kept.status, kept.decline_reason) == (
            SubmissionStatus.DECLINED,
            "The page is empty.",
        )


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"%PDF-1.7", "This is a document"), (b"\0\0\0\x18ftypheic" + bytes(20), "HEIC")],
)
def test_what_cannot_be_kept_is_told_at_its_field_and_nothing_typed_is_lost(
    make: Factory, sign_in: SignIn, sender: User, data: bytes, says: str
) -> None:
    response = send(sign_in(sender), data, body="They cut the bus.")
    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert says in page
    assert "They cut the bus.</textarea>" in page
    with make.session() as session:
        assert session.exec(select(Submission)).all() == []
