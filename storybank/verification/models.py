"""Findings of independent people, the rounds they are made in, and what storytellers say of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class Finding(StrEnum):
    """What the verifier found of the claim that a passage bears on a promise."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    COULD_NOT_TELL = "could_not_tell"


class Method(StrEnum):
    """How the verifier looked into a claim."""

    READ = "read"
    SPOKE = "spoke"
    SAW_RECORD = "saw_record"
    SITE_VISIT = "site_visit"


class Verification(Row, table=True):
    """An independent person's finding on one evidence link, with the reason."""

    __tablename__ = "verification"
    # A person's own findings, the newest first.
    __table_args__ = (Index("ix_verification_verified_by", "verified_by_id", "verified_at"),)

    link_id: int = Field(foreign_key="evidence_link.id", unique=True)
    round_id: int | None = Field(default=None, foreign_key="verification_round.id", index=True)
    finding: Finding
    method: Method = Method.READ
    checked_on: date | None = None
    reason: str
    verified_by_id: int = Field(foreign_key="user_account.id")
    verified_by_organisation_id: int = Field(foreign_key="organisation.id")
    verified_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, index=True)


class VerificationRound(Row, table=True):
    """A sample of a contract's claims, drawn with a published seed from a fixed list.

    ``population_hash`` is the SHA-256 of the list it was drawn from (``RoundItem``), so that
    anybody can tell that the list is whole, and draw again.
    """

    __tablename__ = "verification_round"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: int = Field(foreign_key="contract.id")
    number: int
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    drawn_by_id: int = Field(foreign_key="user_account.id")
    drawn_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    method: str
    seed: str
    population_size: int
    population_hash: str
    sample_size: int
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    note: str = ""


class RoundItem(Row, table=True):
    """One claim of the list that a round was drawn from; ``rank`` is its place in the draw."""

    __tablename__ = "round_item"
    __table_args__ = (
        UniqueConstraint("round_id", "link_id"),
        Index("ix_round_item_link", "link_id"),
    )

    round_id: int = Field(foreign_key="verification_round.id")
    link_id: int = Field(foreign_key="evidence_link.id")
    rank: int
    is_sampled: bool


class ConflictDeclaration(Row, table=True):
    """What a verifier says of their interests in a contract. The newest one counts."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (Index("ix_conflict_declaration_contract", "contract_id", "user_id"),)

    contract_id: int = Field(foreign_key="contract.id")
    user_id: int = Field(foreign_key="user_account.id", index=True)
    has_conflict: bool
    statement: str = ""
    declared_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class MemberAnswer(StrEnum):
    """What a storyteller says of how their words are used."""

    RIGHT = "right"
    PARTLY_RIGHT = "partly_right"
    NOT_RIGHT = "not_right"


class AskedHow(StrEnum):
    """How a storyteller was asked whether it is right."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    LETTER = "letter"
    ORGANISATION = "organisation"
    OWN_DOOR = "own_door"


class MemberCheck(Row, table=True):
    """The storyteller's own word on a claim made of their story ("this is right").

    ``how`` is one of ``AskedHow``. The newest one counts.
    """

    __tablename__ = "member_check"

    link_id: int = Field(foreign_key="evidence_link.id", index=True)
    story_version_id: int = Field(foreign_key="story_version.id", index=True)
    answer: MemberAnswer
    how: str
    note: str = ""
    asked_on: date
    recorded_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class SelectionPanel(Row, table=True):
    """People who choose the stories of most significant change (MSC), domain by domain.

    They sit in rounds, and their reasons are kept.
    """

    __tablename__ = "selection_panel"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id", index=True)
    title: str
    question: str
    from_on: date | None = None
    to_on: date | None = None
    domains: list[str] = Field(default_factory=list, sa_type=JSON)
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SelectionRound(Row, table=True):
    """One sitting of a panel: who sat, when."""

    __tablename__ = "selection_round"
    __table_args__ = (UniqueConstraint("panel_id", "number"),)

    panel_id: int = Field(foreign_key="selection_panel.id")
    number: int
    held_on: date
    sat: str
    note: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Selection(Row, table=True):
    """A story before a sitting, in one domain; chosen or not, and why.

    ``told_back_on`` and ``told_back_how``: the storyteller heard what the panel said.
    """

    __tablename__ = "selection"
    __table_args__ = (UniqueConstraint("round_id", "story_id", "domain"),)

    round_id: int = Field(foreign_key="selection_round.id")
    story_id: int = Field(foreign_key="story.id", index=True)
    domain: str
    is_chosen: bool | None = None
    reason: str = ""
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    told_back_on: date | None = None
    told_back_how: str = ""
