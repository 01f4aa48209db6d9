"""Files people send: limits, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from storybank.core.errors import StorybankError
from storybank.core.text import decode_text, looks_binary

_MIB = 1024 * 1024
Read = TypeVar("Read")


class Unreadable(StorybankError):
    """A file cannot be read at all.

    ``reason`` and ``remedy`` are plain sentences for the person who sent it.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One part of a file that could not be read; the other parts were.

    ``column`` is the table's, where it is about one.
    """

    where: str
    reason: str
    remedy: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason} {self.remedy}"


class BadValueError(Exception):
    """A value of one row or line cannot be used; names its column, the reason and the remedy."""

    def __init__(self, column: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.remedy = remedy

    def problem(self, where: str) -> Problem:
        """Say it as a problem of the row or line ``where``."""
        return Problem(f"{where}, column {self.column}", self.reason, self.remedy, self.column)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much one file may hold. Sizes in bytes, ``max_seconds`` of wall clock for a PDF."""

    max_bytes: int = 20 * _MIB
    max_unzipped_bytes: int = 200 * _MIB
    max_pages: int = 200
    max_rows: int = 5000
    max_characters: int = 400_000
    max_seconds: float = 60.0


def size_in_words(size: int) -> str:
    """Say a number of bytes as people do: ``20 MB``, ``1.5 MB``, ``300 KB``."""
    if size >= _MIB:
        return f"{size / _MIB:.1f}".rstrip("0").rstrip(".") + " MB"
    return f"{max(1, round(size / 1024))} KB"


def read_bytes(path: Path, limits: ReadLimits) -> bytes:
    """Return the file's bytes; its size is looked at before a byte is read.

    Raises Unreadable where it is empty, too large or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise Unreadable(
                f"This file is {size_in_words(size)}. The most we can take is "
                f"{size_in_words(limits.max_bytes)}.",
                "Take the pictures out of it, or split it in two, and upload it again.",
            )
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise Unreadable("This file could not be opened.", "Upload it again.") from error
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(
            "This file is empty.",
            "Check you chose the right file, and upload it again.",
        )
    return data


def read_text_bytes(data: bytes) -> str:
    """Decode a file that should hold text. Raises Unreadable where it does not."""
    if looks_binary(data):
        raise Unreadable(
            "This file does not hold text, though its name says it does.",
            "Open it in the program it was made with, save it as text (UTF-8), and upload that.",
        )
    return decode_text(data)


def read_or_refuse(read: Callable[[], Read]) -> Read:
    """What ``read`` makes of a file. Whatever a damaged file does to it, the sender is told.

    Raises Unreadable, and nothing else.
    """
    try:
        return read()
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            "This file is damaged, so we could not read it.",
            "Open it in the program it was made with, save it again, and upload that.",
        ) from error


def read_json_lines(
    text: str, *, limits: ReadLimits, problems: list[Problem]
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the JSON object of every line with its number, noting the lines that hold none.

    Lines beyond ``max_rows`` are noted once, at the end.
    """
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines[: limits.max_rows]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield number, value
        else:
            problems.append(
                Problem(
                    f"Line {number}",
                    "This line is not one whole JSON object.",
                    "Start it with { and end it with }, all on one line, and close every "
                    "quotation mark.",
                )
            )
    if len(lines) > limits.max_rows:
        problems.append(
            Problem(
                f"Line {lines[limits.max_rows][0]} and after",
                f"We read {limits.max_rows} lines at a time.",
                "Put these lines in a second file and upload that as well.",
            )
        )
