"""How good a reader was found to be on stories it had never seen: what ``scores.json`` holds.

The file is written by ``python -m nlp_models.measure --write`` and shipped with the model it tells
of. Shares are worked out from the counts, so that the two never differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCORES = "scores.json"


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was suggested, was wanted, and was both."""

    right: int
    suggested: int
    wanted: int

    @property
    def precision(self) -> float | None:
        """The share of what was suggested that is right; None where nothing was."""
        return self.right / self.suggested if self.suggested else None

    @property
    def recall(self) -> float | None:
        """The share of what was wanted that was found; None where nothing was."""
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """Both in one figure: low where either is."""
        total = self.suggested + self.wanted
        return 2 * self.right / total if total else None


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many."""

    right: int
    of: int

    @property
    def share(self) -> float | None:
        """The part of the whole; None where there is no whole."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Scores:
    """What was measured of one reader on one set of hand-coded stories.

    ``changes`` counts, for themes that were found, the change told (first) and the change called
    (second). ``confusion`` counts sentences where one theme (first) was missed and another
    (second) suggested that is not there. ``people_themes`` and ``people_changes`` say how far
    two people agree who code the same stories apart.
    """

    reader: str
    stories: int
    sentences: int
    themes: Counted
    macro_f1: float
    whole_stories: Counted
    top_three: Part
    change: Part
    changes: Mapping[str, Mapping[str, int]]
    by_theme: Mapping[str, Counted]
    change_by_theme: Mapping[str, Part]
    confusion: Mapping[tuple[str, str], int]
    identifiers: Counted
    identifiers_by_type: Mapping[str, Counted]
    concern: Counted
    people_themes: float
    people_changes: float


def load_scores(models_dir: Path) -> Scores | None:
    """The scores shipped in a models folder; None where there are none."""
    path = models_dir / SCORES
    if not path.exists():
        return None
    return read_scores(json.loads(path.read_text(encoding="utf-8")))


def read_scores(held: Mapping[str, Any]) -> Scores:
    """The scores out of what the file holds."""
    by_theme = held["by_theme"]
    return Scores(
        reader=held["reader"],
        stories=held["stories"],
        sentences=held["sentences"],
        themes=_counted(held["themes"]),
        macro_f1=held["themes_macro"]["f1"],
        whole_stories=_counted(held["whole_stories"]),
        top_three=_part(held["top_three"]),
        change=_part(held["change"]),
        changes=held["changes"],
        by_theme={theme: _counted(one) for theme, one in by_theme.items()},
        change_by_theme={theme: _part(one["change"]) for theme, one in by_theme.items()},
        confusion={(one["wanted"], one["suggested"]): one["count"] for one in held["confusion"]},
        identifiers=_counted(held["identifiers"]),
        identifiers_by_type={
            kind: _counted(one) for kind, one in held["identifiers"]["by_type"].items()
        },
        concern=_counted(held["concern"]),
        people_themes=held["two_people"]["themes_f1"],
        people_changes=held["two_people"]["change_share"],
    )


def _counted(held: Mapping[str, Any]) -> Counted:
    return Counted(held["right"], held["suggested"], held["wanted"])


def _part(held: Mapping[str, Any]) -> Part:
    return Part(held["right"], held["of"])
