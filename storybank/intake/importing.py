"""Taking in whole files of stories, each story on its own. Used by every door.

``read_for_import`` reads a file and touches no database, so that nobody waits while it works;
``take_in`` takes one of its stories in; ``import_file`` does both for a whole file.
"""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_contracts_to_choose
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.files import FileStore, safe_file_name
from storybank.core.uploads import Problem, ReadLimits, Unreadable
from storybank.intake import service
from storybank.intake.models import Purpose, StoryKind, Submission, Teller, TextFormat
from storybank.intake.readers import ReadStory, read_file

FindContract = Callable[[str], Contract]
_NUMBER = re.compile(r"\d+")


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
    ``remedy`` are sentences for whoever sent it; ``public_id`` is the submission's.
    """

    name: str
    where: str
    title: str
    status: OutcomeStatus
    reason: str = ""
    remedy: str = ""
    public_id: UUID | None = None


@dataclass(frozen=True)
class ImportDefaults:
    """What holds for every story of a file that does not say otherwise itself."""

    organisation_id: int
    kind: StoryKind = StoryKind.BENEFICIARY_STORY
    contract: Contract | None = None
    purposes: frozenset[Purpose] = frozenset()
    teller: Teller = Teller.SELF
    method: str = "noted in the file"


@dataclass(frozen=True)
class ReadFile:
    """A file that was read: its stories, and the parts of it that failed."""

    name: str
    path: Path
    sha256: str = ""
    stories: tuple[ReadStory, ...] = ()
    failed: tuple[Outcome, ...] = ()
    notices: tuple[str, ...] = field(default=())


def find_files(paths: Iterable[Path]) -> list[Path]:
    """List the files at these paths, folders walked in order of names and hidden files left out.

    Endings are not looked at, and a path with nothing at it is kept: reading such a file
    tells what is wrong with it.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            here = (Path(folder) / name for name in sorted(names) if not name.startswith("."))
            found.extend(file for file in here if file.is_file())
    return found


def contract_finder(session: Session, actor: Actor) -> FindContract:
    """Find contracts by reference among those the actor may choose; looked up once.

    What is returned raises RuleBroken where no contract, or more than one, has the reference.
    """
    by_reference: dict[str, list[Contract]] = defaultdict(list)
    for contract in list_contracts_to_choose(session, actor):
        by_reference[contract.reference.strip().casefold()].append(contract)

    def _find(reference: str) -> Contract:
        found = by_reference.get(reference.strip().casefold(), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise RuleBroken(
                f"More than one contract has the reference “{reference}”. Leave it empty in the "
                "file, and choose the contract as you send it.",
                field="contract",
            )
        raise RuleBroken(
            f"There is no contract “{reference}” that you can send stories for. Check the "
            "reference, or leave it empty.",
            field="contract",
        )

    return _find


def read_for_import(*, path: Path, name: str, limits: ReadLimits) -> ReadFile:
    """Read a file for taking in. Never raises: what is wrong with it stands in ``failed``."""
    try:
        result = read_file(path, name=name, limits=limits)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except Unreadable as error:
        return ReadFile(name, path, failed=(_failed(name, error.reason, error.remedy),))
    except OSError:
        remedy = "Check that it is there, and try again."
        failed = _failed(name, "This file could not be opened.", remedy)
        return ReadFile(name, path, failed=(failed,))
    failed_parts = tuple(_failed_part(name, problem) for problem in result.problems)
    return ReadFile(name, path, sha256, result.stories, failed_parts, result.notices)


def keep_original(store: FileStore, read: ReadFile) -> None:
    """Put the file, untouched, where originals are kept; once, however many stories it holds.

    Raises OSError where the disk will not have it.
    """
    if not store.has(read.sha256):
        store.put(read.path)


def take_in(
    session: Session,
    actor: Actor,
    store: FileStore,
    story: ReadStory,
    *,
    read: ReadFile,
    defaults: ImportDefaults,
    find_contract: FindContract,
    accept: Accept | None = None,
    most_words: int = service.MOST_WORDS,
) -> Outcome:
    """Take one story of a file in; with ``accept`` make a story of it at once.

    A story that will not do leaves no trace and does not lose the others. The original is
    kept only once a story of it is taken in. What the row says of consent wins over the
    defaults. Raises NotAllowed where the actor may not send, or not accept, stories.
    """
    where = _where(read.name, story)
    status, reason, public_id = OutcomeStatus.TAKEN_IN, "", None
    try:
        with session.begin_nested():
            submission = service.submit_story(
                session,
                actor,
                words=_words(story, read, defaults, find_contract),
                consent=_consent(story, defaults),
                organisation_id=defaults.organisation_id,
                most_words=most_words,
            )
            if accept is not None:
                accept(session, actor, submission=submission)
                status = OutcomeStatus.ACCEPTED
            keep_original(store, read)
            public_id = submission.public_id
    except AlreadyHeld as error:
        status, reason = OutcomeStatus.ALREADY_HELD, str(error)
    except RuleBroken as error:
        status, reason = OutcomeStatus.FAILED, str(error)
    except OSError:
        return _failed(
            read.name,
            "The server could not keep this file.",
            "Tell whoever looks after the server that its disk may be full; then try again.",
            where=where,
            title=story.title,
        )
    return Outcome(read.name, where, story.title, status, reason, public_id=public_id)


def import_file(
    session: Session,
    actor: Actor,
    store: FileStore,
    *,
    path: Path,
    name: str,
    limits: ReadLimits,
    defaults: ImportDefaults,
    find_contract: FindContract,
    accept: Accept | None = None,
    most_words: int = service.MOST_WORDS,
) -> list[Outcome]:
    """Read a file and take all of it in, each story on its own; outcomes in order of rows."""
    read = read_for_import(path=path, name=name, limits=limits)
    taken = [
        take_in(
            session,
            actor,
            store,
            story,
            read=read,
            defaults=defaults,
            find_contract=find_contract,
            accept=accept,
            most_words=most_words,
        )
        for story in read.stories
    ]
    return in_order([*read.failed, *taken])


def in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """One file's outcomes in the order of its rows."""
    return sorted(outcomes, key=lambda one: int((_NUMBER.search(one.where) or ["0"])[0]))


def _words(
    story: ReadStory, read: ReadFile, defaults: ImportDefaults, find_contract: FindContract
) -> service.Words:
    told_for_another = bool(story.told_for) and defaults.teller is Teller.SELF
    return service.Words(
        title=story.title,
        body=story.body,
        kind=StoryKind(story.kind) if story.kind else defaults.kind,
        format=TextFormat(story.format),
        teller=Teller.ON_BEHALF if told_for_another else defaults.teller,
        told_for=story.told_for,
        display_name=story.told_by,
        place=story.place,
        told_on=story.told_on,
        contract=find_contract(story.contract) if story.contract else defaults.contract,
        file_name=safe_file_name(read.name),
        file_sha256=read.sha256,
        cues=[asdict(cue) for cue in story.cues],
    )


def _consent(story: ReadStory, defaults: ImportDefaults) -> service.ConsentGiven:
    if story.consent is None:
        return service.ConsentGiven(defaults.purposes, defaults.method)
    return service.ConsentGiven({Purpose(name) for name in story.consent}, defaults.method)


def _where(name: str, story: ReadStory) -> str:
    if story.row is None:
        return ""
    # As the readers' own problems say it: a spreadsheet has rows, a JSONL file lines.
    row = "Row" if name.casefold().endswith(".csv") else "Line"
    return f"{row} {story.row}"


def _failed(name: str, reason: str, remedy: str, *, where: str = "", title: str = "") -> Outcome:
    return Outcome(name, where, title, OutcomeStatus.FAILED, reason, remedy)


def _failed_part(name: str, problem: Problem) -> Outcome:
    return _failed(name, problem.reason, problem.remedy, where=problem.where)
