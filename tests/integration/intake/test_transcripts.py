"""Transcripts: whoever sends one says who asks, where the file does not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from sqlmodel import select

from storybank.accounts.models import User
from storybank.intake.models import Submission
from tests.factories.bank import Factory
from tests.integration.intake.test_lists import upload
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
TALK = (
    b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>How are you?\n\n"
    b"00:03.000 --> 00:04.000\n<v Rose>Better.\n\n"
    b"00:05.000 --> 00:06.000\n<v Ann>Why?\n\n00:07.000 --> 00:08.000\n<v Rose>The club.\n"
)
TYPED = {
    "title": "A talk",
    "body": "",
    "kind": "interview_transcript",
    "format": "plain",
    "teller": "self",
    "purposes": ["contract_management"],
    "method": "paper form",
    "given_by": "self",
    "act": "send",
}


def send(client: CheckingClient, **other: Any) -> Any:
    form = {
        **TYPED,
        "csrf_token": client.token("/intake/new"),
        "file": (io.BytesIO(TALK), "talk.vtt"),
    }
    return client.post("/intake/new", data={**form, **other}, content_type="multipart/form-data")


def test_transcript_that_does_not_say_who_asks_is_asked_for_it(
    make: Factory, sign_in: SignIn
) -> None:
    client = sign_in(make.user("contributor"))
    asked = send(client)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "Who asks the questions?" in page
    assert "Ann: How are you?" in page
    assert send(client, asker="somebody else").status_code == 422
    assert send(client, asker="Ann").status_code == 303
    with make.session() as session:
        kept = session.exec(select(Submission)).one()
    assert kept.body == "INT: How are you?\n\nRose: Better.\n\nINT: Why?\n\nRose: The club."
    assert [kept.body[cue["start"] : cue["end"]] for cue in kept.cues] == [
        "How are you?",
        "Better.",
        "Why?",
        "The club.",
    ]


def test_upload_names_transcripts_that_do_not_say_who_asks(make: Factory, sign_in: SignIn) -> None:
    client = sign_in(make.user("contributor"))
    response = upload(
        client,
        TALK,
        "talk.vtt",
        kind="interview_transcript",
        purposes=["contract_management"],
        method="paper form",
        given_by="self",
    )
    assert "Nobody is marked as the one who asks in “talk”" in response.get_data(as_text=True)
