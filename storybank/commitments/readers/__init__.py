"""Reads files of contracts and their commitments (.csv, .jsonl, and OCDS in .json)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storybank.commitments.readers import jsonl, ocds, sheet
from storybank.commitments.readers.result import (
    ReadCommitment,
    ReadContract,
    ReadContracts,
    ReadDelivery,
)
from storybank.commitments.rules.quantity import find_due, find_quantity
from storybank.core.uploads import (
    Problem,
    ReadLimits,
    Unreadable,
    read_bytes,
    read_or_refuse,
    size_in_words,
)

__all__ = [
    "Problem",
    "ReadCommitment",
    "ReadContract",
    "ReadContracts",
    "ReadDelivery",
    "ReadLimits",
    "Unreadable",
    "find_due",
    "find_quantity",
    "read_contracts",
]
_READERS = {"csv": sheet, "jsonl": jsonl, "ndjson": jsonl, "json": ocds}


def read_contracts(path: Path, *, name: str, limits: ReadLimits | None = None) -> ReadContracts:
    """Read the contracts in the file at ``path``, which its sender called ``name``.

    Raises Unreadable, and nothing else, where nothing of the file can be read.
    """
    limits = limits or ReadLimits()
    _check_size(path, name, limits)
    data = read_bytes(path, limits)
    reader = _READERS.get(name.rpartition(".")[2].casefold())
    if reader is None:
        raise Unreadable(
            "We read contracts from .csv and .jsonl files, and from OCDS data in .json files.",
            "Save the sheet as CSV and upload that.",
        )
    if reader is jsonl and ocds.is_release_a_line(data):
        reader = ocds
    read: Callable[..., ReadContracts] = reader.read
    result = read_or_refuse(lambda: read(data, limits=limits))
    if not result.contracts and not result.problems:
        raise Unreadable(
            "There are no contracts in this file.",
            "Check you chose the right file, and upload it again.",
        )
    return result


def _check_size(path: Path, name: str, limits: ReadLimits) -> None:
    """Published records grow large by their history; what to leave out is told here."""
    size = path.stat().st_size if path.exists() else 0
    if size > limits.max_bytes and name.casefold().endswith((".json", ".jsonl")):
        raise Unreadable(
            f"This file is {size_in_words(size)}. The most we can take is "
            f"{size_in_words(limits.max_bytes)}.",
            "Of a record upload only its compiledRelease, or the notice you need.",
        )
