"""Contracts published to the Open Contracting Data Standard 1.1 (.json).

Reads release packages, record packages and bare releases, as Find a Tender and Contracts Finder
give them and as Storybank writes them. Releases of one process are merged in the order of their
dates. What is not kept is named, field by field, with the reason.
"""

from __future__ import annotations

from storybank.commitments.readers.ocds.agreements import read_process
from storybank.commitments.readers.ocds.leaving_out import LeftOut
from storybank.commitments.readers.ocds.node import Notes
from storybank.commitments.readers.ocds.package import (
    is_release_a_line,
    parse,
    processes,
)
from storybank.commitments.readers.result import ReadContract, ReadContracts
from storybank.core.uploads import ReadLimits, Unreadable

__all__ = ["is_release_a_line", "read"]


def read(data: bytes, *, limits: ReadLimits) -> ReadContracts:
    """Read every contract of every process in the file.

    Raises Unreadable where the file holds no process at all, or none with an award or contract.
    """
    notes, left_out = Notes(), LeftOut()
    contracts: list[ReadContract] = []
    for merged in processes(parse(data), notes):
        if len(contracts) >= limits.max_rows:
            notes.problem(
                "The rest of the file",
                f"We read {limits.max_rows} contracts at a time.",
                "Put the others in a second file and upload that as well.",
            )
            break
        contracts += read_process(merged, notes)
        left_out.look(merged)
    if not contracts and not notes.problems:
        raise Unreadable(
            "Nothing is awarded in this file yet: it holds no contract and no award.",
            "Download the award or contract notice, or the whole record, and upload that.",
        )
    return ReadContracts(
        tuple(contracts), tuple(notes.problems), (*notes.notices, *left_out.notices())
    )
