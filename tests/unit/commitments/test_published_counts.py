"""Counts of a few people are not given, nor what they could be reckoned from."""

from __future__ import annotations

import pytest

from storybank.commitments.exporting import Counts
from storybank.commitments.exporting.metrics import published

FINDINGS = {"upheld": 6, "partly": 0, "not_upheld": 0, "could_not_tell": 0}
FEW = "fewer than 5"


@pytest.mark.parametrize(
    ("counts", "given"),
    [
        (
            {"people": 5, "passages": 6, **FINDINGS},
            {"people": 5, "passages": 6, "people_against": 0, "contradicting": 0}
            | {**FINDINGS, "waiting": 0},
        ),
        (
            {"people": 4, "passages": 9, "upheld": 9},
            {"people": FEW, "people_against": 0, "contradicting": 0},
        ),
        (
            {"people": 9, "passages": 9, "people_against": 1, "contradicting": 6, "upheld": 15},
            {"people": 9, "passages": 9, "people_against": FEW},
        ),
        (
            {"people": 9, "passages": 9, "upheld": 8, "not_upheld": 1},
            {"people": 9, "passages": 9, "people_against": 0, "contradicting": 0},
        ),
        ({}, dict.fromkeys(("people", "passages", "people_against", "contradicting"), 0)
            | dict.fromkeys((*FINDINGS, "waiting"), 0)),
    ],
)  # fmt: skip
def test_published_counts_of_few_people_leave_out_what_tells_of_them(
    counts: dict[str, int], given: dict[str, int | str]
) -> None:
    assert published(Counts(**counts)) == given
