"""Reads the files people send. One module a format; nothing but Unreadable comes out wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storybank.core.uploads import Problem, ReadLimits, Unreadable, read_bytes, read_or_refuse
from storybank.intake.readers import captions, jsonl, pdf, sheet, sniff, text, word
from storybank.intake.readers.result import Cue, ReadResult, ReadStory

__all__ = [
    "Cue",
    "Problem",
    "ReadLimits",
    "ReadResult",
    "ReadStory",
    "Unreadable",
    "read_file",
]

_READERS: dict[str, Callable[..., ReadResult]] = {
    sniff.TEXT: text.read,
    sniff.WORD: word.read,
    sniff.PDF: pdf.read,
    sniff.VTT: captions.read,
    sniff.SRT: captions.read,
    sniff.JSONL: jsonl.read,
    sniff.SHEET: sheet.read,
}


def read_file(path: Path, *, name: str, limits: ReadLimits | None = None) -> ReadResult:
    """Read the stories in the file at ``path``, which its sender called ``name``.

    A row or line that fails is told in ``problems`` and does not lose the others. Raises
    Unreadable, and nothing else, where nothing of the file can be read.
    """
    limits = limits or ReadLimits()
    data = read_bytes(path, limits)
    kind = sniff.file_kind(name, data, limits)
    result = read_or_refuse(lambda: _READERS[kind](data, name=name, limits=limits))
    if not result.stories and not result.problems:
        raise Unreadable(
            "There are no stories in this file.",
            "Check you chose the right file, and upload it again.",
        )
    return result
