"""What a submission must be, and what its consent allows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from storybank.core.errors import RuleBroken
from storybank.intake import rules
from storybank.intake.models import Consent, Purpose

TODAY = date(2026, 4, 1)


def consent(purpose: Purpose = Purpose.BOARD, **values: object) -> Consent:
    return Consent(submission_id=1, purpose=purpose, method="paper form", **values)


@pytest.mark.parametrize(
    ("expires_on", "withdrawn_at", "live"),
    [
        (None, None, True),
        (date(2026, 4, 2), None, True),
        (TODAY, None, True),
        (date(2026, 3, 31), None, False),
        (None, datetime(2026, 3, 1, tzinfo=UTC), False),
        (date(2027, 1, 1), datetime(2026, 3, 1, tzinfo=UTC), False),
    ],
)
def test_is_live_ends_with_its_day_or_its_withdrawal(
    expires_on: date | None, withdrawn_at: datetime | None, live: bool
) -> None:
    given = consent(expires_on=expires_on, withdrawn_at=withdrawn_at)
    assert rules.is_live(given, TODAY) is live


def test_live_purposes_leaves_out_what_ran_out() -> None:
    given = [consent(), consent(Purpose.PUBLIC, expires_on=date(2026, 3, 31))]
    assert rules.live_purposes(given, TODAY) == {Purpose.BOARD}


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [
        ("", "Words.", "title"),
        ("  ", "Words.", "title"),
        ("t" * 201, "Words.", "title"),
        ("A title", " \n ", "body"),
        ("A title", "one two three four", "body"),
    ],
)
def test_check_words_names_the_field_that_will_not_do(title: str, body: str, field: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.check_words(title, body, most_words=3)
    assert caught.value.field == field


def test_check_words_takes_the_longest_title_and_story() -> None:
    rules.check_words("t" * 200, "one two three", most_words=3)


def test_check_purposes_needs_somebody_who_may_read_it() -> None:
    rules.check_purposes({Purpose.CONTRACT_MANAGEMENT})
    for purposes in ((), {Purpose.BOARD, Purpose.PUBLIC}):
        with pytest.raises(RuleBroken) as caught:
            rules.check_purposes(purposes)
        assert caught.value.field == "purposes"


def test_check_told_on_refuses_a_day_to_come() -> None:
    rules.check_told_on(None, TODAY)
    rules.check_told_on(TODAY, TODAY)
    with pytest.raises(RuleBroken):
        rules.check_told_on(date(2026, 4, 2), TODAY)


def test_every_purpose_has_its_words() -> None:
    assert set(rules.PURPOSE_WORDS) == set(Purpose)
