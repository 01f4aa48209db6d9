"""What is taken in, under what conditions, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core.uploads import Problem
from storybank.intake.models import (
    ConsentStatement,
    Door,
    LawfulBasis,
    Purpose,
    StoryKind,
    Submission,
    Teller,
)
from storybank.intake.readers import ReadStory


class Accept(Protocol):
    """Makes a story of a submission; intake does not know what a story is."""

    def __call__(self, session: Session, actor: Actor, *, submission: Submission) -> object:
        """Make it."""
        ...


class OutcomeStatus(StrEnum):
    """What became of one story of a file."""

    TAKEN_IN = "taken_in"
    ACCEPTED = "accepted"
    ALREADY_HELD = "already_held"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one story, or of a file or row that holds none that can be read.

    ``name`` is the file's, ``where`` the place in it ('' for all of it). ``reason`` and
    ``remedy`` are sentences for whoever sent it; ``public_id`` is the submission's. ``problems``
    is everything that is wrong with a row, ``cells`` what stands in it.
    """

    name: str
    where: str
    title: str
    status: OutcomeStatus
    reason: str = ""
    remedy: str = ""
    public_id: UUID | None = None
    problems: tuple[Problem, ...] = ()
    row: int | None = None
    cells: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class ImportDefaults:
    """What holds for every story of a file that does not say otherwise itself.

    ``seconds_each`` is how long people took over each, where that was measured.
    """

    organisation_id: int
    kind: StoryKind = StoryKind.BENEFICIARY_STORY
    contract: Contract | None = None
    purposes: frozenset[Purpose] = frozenset()
    teller: Teller = Teller.SELF
    method: str = "noted in the file"
    witness: str = ""
    lawful_basis: LawfulBasis = LawfulBasis.NOT_RECORDED
    basis_note: str = ""
    statement: ConsentStatement | None = None
    door: Door = Door.FILE
    seconds_each: int | None = None


@dataclass(frozen=True)
class ReadFile:
    """A file that was read: its stories, and the parts of it that failed.

    ``kept`` is what is kept of it, without what it told besides its words, and ``sha256`` its
    hash; of a list, which holds many people's stories, nothing is. ``rejected`` are rows that
    something is wrong with.
    """

    name: str
    path: Path
    sha256: str = ""
    stories: tuple[ReadStory, ...] = ()
    failed: tuple[Outcome, ...] = ()
    notices: tuple[str, ...] = field(default=())
    rejected: tuple[ReadStory, ...] = ()
    kept: bytes | None = field(default=None, repr=False)
