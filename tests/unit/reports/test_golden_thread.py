"""Where a golden thread breaks, by how the promises that answer a priority stand."""

from __future__ import annotations

import pytest

from storybank.reports.place.thread import Break, where_it_breaks
from storybank.reviews.ledger.evidence import Evidence
from storybank.reviews.ledger.standings import Standing

SILENT = Evidence()
TOLD = Evidence(passages=1, people=1)
AGAINST = Evidence(contradicting=1)
UPHELD = Evidence(passages=1, people=1, upheld=1)
DOUBTED = Evidence(passages=1, people=1, not_upheld=1)
UPHELD_AGAINST = Evidence(contradicting=1, upheld=1, upheld_against=1)
UNSURE = Evidence(passages=1, people=1, could_not_tell=1)


@pytest.mark.parametrize(
    ("evidence", "breaks"),
    [
        ([], Break.NO_PROMISE),
        ([SILENT, SILENT], Break.NOBODY_TOLD),
        ([SILENT, TOLD], Break.UNCHECKED),
        ([AGAINST], Break.UNCHECKED),
        ([DOUBTED, TOLD], Break.NOT_UPHELD),
        ([UNSURE], Break.NOT_UPHELD),
        ([TOLD, UPHELD_AGAINST], Break.NOT_UPHELD),
        ([SILENT, DOUBTED, UPHELD], None),
    ],
)
def test_where_it_breaks_is_the_first_step_no_promise_has_taken(
    evidence: list[Evidence], breaks: Break | None
) -> None:
    standings = [
        Standing(number, 1, None, None, "", None, None, None, None, evidence=one)
        for number, one in enumerate(evidence)
    ]

    assert where_it_breaks(standings) is breaks
