"""Reading files for taking in: no database is touched, so that nobody waits while it works."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from storybank.core.files import FileStore
from storybank.core.uploads import Problem, ReadLimits, Unreadable
from storybank.intake.importing.outcomes import Outcome, OutcomeStatus, ReadFile
from storybank.intake.readers import read_file


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


def read_for_import(*, path: Path, name: str, limits: ReadLimits) -> ReadFile:
    """Read a file for taking in. Never raises: what is wrong with it stands in ``failed``."""
    try:
        result = read_file(path, name=name, limits=limits)
    except Unreadable as error:
        return ReadFile(name, path, failed=(failed(name, error.reason, error.remedy),))
    except OSError:
        remedy = "Check that it is there, and try again."
        gone = failed(name, "This file could not be opened.", remedy)
        return ReadFile(name, path, failed=(gone,))
    of_rows = {id(problem) for story in result.rejected for problem in story.wrong}
    return ReadFile(
        name,
        path,
        sha256=hashlib.sha256(result.kept).hexdigest() if result.kept is not None else "",
        stories=result.stories,
        failed=tuple(
            _failed_part(name, problem) for problem in result.problems if id(problem) not in of_rows
        ),
        notices=result.notices,
        rejected=result.rejected,
        kept=result.kept,
    )


def keep_original(store: FileStore, read: ReadFile) -> None:
    """Put what is kept of the file where originals are; nothing of a list.

    Raises OSError where the disk will not have it.
    """
    if read.kept is not None and not store.has(read.sha256):
        store.put(read.kept)


def failed(name: str, reason: str, remedy: str, *, where: str = "", title: str = "") -> Outcome:
    """A file or a story of it that was not taken in."""
    return Outcome(name, where, title, OutcomeStatus.FAILED, reason, remedy)


def _failed_part(name: str, problem: Problem) -> Outcome:
    return failed(name, problem.reason, problem.remedy, where=problem.where)
