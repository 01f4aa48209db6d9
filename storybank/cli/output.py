"""What commands write: tables and JSON Lines, and progress for a person who watches."""

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

Item = TypeVar("Item")


def show_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table on standard output; all columns but the first are numbers."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    for row in [head, *rows]:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        click.echo("  ".join(cells).rstrip())


def write_line(told: dict[str, Any]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")


def progress(items: Iterable[Item], label: str) -> "AbstractContextManager[Iterable[Item]]":
    """The items one by one, under a progress bar on the error stream if a person watches."""
    return click.progressbar(items, label=label, file=sys.stderr, hidden=not _watched())


def progress_bar(length: int, label: str) -> "AbstractContextManager[ProgressBar[int]]":
    """A progress bar on the error stream if a person watches; ``update`` moves it on."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not _watched())


def _watched() -> bool:
    return sys.stderr.isatty()
