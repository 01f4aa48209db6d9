"""Asking for stories, a story while it is being told, and the way back to it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime
from storybank.intake.models import LawfulBasis


class Call(Row, table=True):
    """An organisation asks people what changed, on a public page of its own.

    ``slug`` is what stands in the address and on the poster. ``ask`` is the question in a
    sentence, ``about`` who asks and why, ``purposes`` the values of ``Purpose`` that are offered.
    """

    __tablename__ = "call"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    slug: str = Field(unique=True)
    title: str
    ask: str
    about: str = ""
    readers: str = ""
    purposes: list[str] = Field(default_factory=list, sa_type=JSON)
    lawful_basis: LawfulBasis = LawfulBasis.NOT_RECORDED
    basis_note: str = ""
    opens_on: date
    closes_on: date | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # How many people began to tell a story here, whether or not they sent it.
    begun: int = 0


class HelpNumber(Row, table=True):
    """Somebody to call: shown before a story is told. None: for every organisation here."""

    __tablename__ = "help_number"

    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    position: int
    who: str
    number: str
    hours: str = ""


class Telling(Row, table=True):
    """A story while it is being told. Gone when it is sent, thrown away or left too long.

    ``token_hash`` knows the browser it began in, ``code_hash`` whoever comes back with the return
    code. ``answers`` is what was typed, by question; ``attachments`` what was added so far.
    """

    __tablename__ = "telling"

    call_id: int = Field(foreign_key="call.id", index=True)
    token_hash: str = Field(unique=True)
    code_hash: str | None = Field(default=None, unique=True)
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    attachments: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    # The story that this one follows up, where it was asked for after some months.
    follows_id: int | None = Field(default=None, foreign_key="submission.id")
    seconds: int = 0
    saved_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class ReturnCode(Row, table=True):
    """The way back to a story for whoever told it. The code itself is kept nowhere."""

    __tablename__ = "return_code"

    code_hash: str = Field(unique=True)
    submission_id: int = Field(foreign_key="submission.id", unique=True)
    call_id: int | None = Field(default=None, foreign_key="call.id", index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Contact(Row, table=True):
    """An address a storyteller gave, and for what; gone when they take it back."""

    __tablename__ = "contact"

    submission_id: int = Field(foreign_key="submission.id", unique=True)
    email: str
    may_tell_answers: bool = False
    may_ask_again: bool = False
    may_remind: bool = False


class OwnTheme(Row, table=True):
    """What a story is about to whoever told it, kept apart from the analysts' codings (F8)."""

    __tablename__ = "own_theme"

    submission_id: int = Field(foreign_key="submission.id", index=True)
    code_id: int | None = Field(default=None, foreign_key="code.id")
    words: str = ""
