"""Findings of independent people."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class Finding(StrEnum):
    """What the verifier found of the claim that a passage bears on a promise."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"


class Verification(Row, table=True):
    """An independent person's finding on one evidence link, with the reason."""

    __tablename__ = "verification"

    link_id: int = Field(foreign_key="evidence_link.id", unique=True)
    finding: Finding
    reason: str
    verified_by_id: int = Field(foreign_key="user_account.id", index=True)
    verified_by_organisation_id: int = Field(foreign_key="organisation.id")
    verified_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
