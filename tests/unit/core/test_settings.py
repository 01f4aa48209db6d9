"""How e-mail is sent is checked where it is set, and no password is ever shown."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from config import Settings


@pytest.mark.parametrize(
    "mail",
    [
        "none",
        "console",
        "smtp://localhost:25",
        "smtp://u:p%40%2F@mail.example.org",
        "smtps://u:p@mail.example.org:465",
    ],
)
def test_ways_to_send_are_taken(mail: str) -> None:
    assert Settings(mail=mail).mail == mail


@pytest.mark.parametrize(
    "mail",
    [
        "",
        "smtp",
        "smtp://",
        "http://mail.example.org",
        "smtp://mail.example.org:port",
        "smtp://mail.example.org:99999",
        "smtp://user@mail.example.org",
        "smtp://user:secret/word@mail.example.org",
        "smtp://user:secretword@mail.example.org/inbox",
    ],
)
def test_what_sends_nothing_is_refused_without_showing_a_password(mail: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(mail=mail)

    assert "secret" not in str(refused.value)
    assert refused.value.errors()[0]["msg"]


@pytest.mark.parametrize("address", ["", "a", "a@", "@b", "a@b, c@d", "a@b\nBcc: c@d", "A <a@b>"])
def test_e_mail_comes_from_one_address(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings(mail_from=address)


def test_settings_show_no_password() -> None:
    assert "secretword" not in repr(Settings(mail="smtp://u:secretword@mail.example.org"))
