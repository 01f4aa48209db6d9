"""Reads files of frameworks (.yaml, .csv)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from storybank.core.uploads import ReadLimits, Unreadable, read_bytes, read_or_refuse
from storybank.frameworks.readers import sheet, yaml_file
from storybank.frameworks.readers.result import ReadFramework, ReadItem, checked
from storybank.frameworks.readers.sheet import LONG_COLUMNS, WIDE_COLUMNS

__all__ = ["LONG_COLUMNS", "WIDE_COLUMNS", "ReadFramework", "ReadItem", "read_framework"]

MOST_BYTES = 2 * 1024 * 1024  # a thousand items take no more, each with two thousand characters


def read_framework(path: Path, *, name: str, limits: ReadLimits | None = None) -> ReadFramework:
    """Read the framework in the file at ``path``, which its sender called ``name``.

    What cannot stand (no parent, a circle, a code given twice) is left out and told.

    Raises:
        Unreadable: nothing of the file can be read.
    """
    limits = limits or ReadLimits()
    limits = replace(limits, max_bytes=min(limits.max_bytes, MOST_BYTES))
    ending = name.rpartition(".")[2].casefold()
    if ending not in ("csv", "yaml", "yml"):
        raise Unreadable(
            "We read frameworks from .csv and .yaml files.",
            "Save the sheet as CSV and upload that.",
        )
    data = read_bytes(path, limits)
    if ending == "csv":
        result = read_or_refuse(lambda: checked(sheet.read(data, limits=limits)))
    else:
        result = read_or_refuse(lambda: checked(yaml_file.read(data)))
    if not result.items and not result.problems:
        raise Unreadable(
            "There are no items in this file.",
            "Check you chose the right file, and upload it again.",
        )
    return result
