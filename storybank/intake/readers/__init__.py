"""Reads the files people send. One module a format; nothing but Unreadable comes out wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from storybank.core.stripping.documents import strip_document
from storybank.core.uploads import Problem, ReadLimits, Unreadable, read_bytes, read_or_refuse
from storybank.intake.readers import (
    captions,
    jsonl,
    odt,
    packed,
    pdf,
    rich,
    sheet,
    sniff,
    text,
    word,
)
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
    packed.WORD: word.read,
    sniff.PDF: pdf.read,
    sniff.VTT: captions.read,
    sniff.SRT: captions.read,
    sniff.JSONL: jsonl.read,
    sniff.SHEET: sheet.read,
    packed.BOOK: sheet.read,
    packed.ODT: odt.read,
    sniff.RTF: rich.read,
}


def read_file(path: Path, *, name: str, limits: ReadLimits | None = None) -> ReadResult:
    """Read the stories in the file at ``path``, which its sender called ``name``.

    A document is read, and may be kept, without its comments, deletions, authors and pictures;
    of a list nothing is kept but its stories. A row or line that fails is told in ``problems``
    and does not lose the others. Raises Unreadable, and nothing else, where nothing of the file
    can be read.
    """
    limits = limits or ReadLimits()
    data = read_bytes(path, limits)
    kind = sniff.file_kind(name, data, limits)
    # Of a PDF its pages are counted and read first: to clean it is the longer work.
    clean = data if kind == sniff.PDF else strip_document(data, kind)
    result = read_or_refuse(lambda: _READERS[kind](clean, name=name, limits=limits))
    if not result.stories and not result.problems:
        raise Unreadable(
            "There are no stories in this file.",
            "Check you chose the right file, and upload it again.",
        )
    if kind in sniff.LISTS:
        return result
    return _with_clean_pdf(result, data) if kind == sniff.PDF else replace(result, kept=clean)


def _with_clean_pdf(result: ReadResult, data: bytes) -> ReadResult:
    """What was read of a PDF, and what may be kept of it; nothing where it cannot be cleaned."""
    try:
        return replace(result, kept=strip_document(data, sniff.PDF))
    except Unreadable:
        notice = (
            "Its words were read. The file itself could not be cleaned of what it tells besides "
            "them, so we did not keep it."
        )
        return replace(result, notices=(*result.notices, notice))
