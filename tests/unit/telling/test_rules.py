"""What is made of a story told without an account."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.core.errors import RuleBroken
from storybank.telling import rules
from storybank.telling.models import Call
from storybank.telling.return_codes import code_of, hash_code, read_code, show_code

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ANSWERS = st.dictionaries(st.sampled_from([*rules.PROMPTS, "place", "email"]), st.text())


@given(ANSWERS)
def test_each_stretch_of_the_story_is_the_answer_to_its_question(answers: dict[str, str]) -> None:
    body, spans = rules.write_body(answers)

    said = {prompt: rules.clean_text(answers.get(prompt)) for prompt in rules.PROMPTS}
    assert {s["prompt"]: body[s["start"] : s["end"]] for s in spans} == {
        prompt: words for prompt, words in said.items() if words
    }
    assert body == "\n\n".join(words for words in said.values() if words)


@given(ANSWERS)
def test_every_story_has_a_title_of_its_own_words(answers: dict[str, str]) -> None:
    title = rules.make_title(answers)

    assert 0 < len(title) <= rules.LONGEST_TITLE + 2
    assert title.strip() == title


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("I got a job.", "I got a job"),
        ("-", "-"),
        ("It helped me . Then", "It helped me"),
        ("w" * 300 + ".", "w" * 100),
        ("I have a job now. It is three days a week.", "I have a job now"),
        (
            "One two three four five six seven eight nine ten",
            "One two three four five six seven eight nine …",
        ),
    ],
)
def test_make_title_takes_the_first_words(words: str, title: str) -> None:
    assert rules.make_title({"before": "Not this.", "changed": words}) == title


def test_spent_leaves_long_gaps_out() -> None:
    assert rules.spent(60, NOW - timedelta(minutes=2), NOW) == 180
    assert rules.spent(60, NOW - timedelta(hours=3), NOW) == 60
    assert rules.spent(60, NOW + timedelta(minutes=2), NOW) == 60


@given(st.lists(st.one_of(st.none(), st.integers(0, 50))))
def test_median_of_counted_times_is_the_median(times: list[int | None]) -> None:
    counted = Counter(times)
    given_ = sorted(counted.items(), key=lambda item: (item[0] is not None, item[0] or 0))
    known = [one for one in times if one is not None]

    assert rules.median_of(given_) == (round(median(known)) if known else None)


def test_nothing_that_was_not_answered_was_agreed_to() -> None:
    told = rules.read_told({})

    assert told.purposes == ()
    assert told.months == ()
    assert (told.counts_may_stay, told.check_first, told.may_remind) == (False, False, False)


def test_a_tick_without_an_address_agrees_to_nothing() -> None:
    told = rules.read_told({"ask_6": True, "may_tell_answers": True, "email": " "})

    assert (told.months, told.may_tell_answers) == ((), False)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What changed?", "what-changed"),
        ("Café & Crème: 2026!", "cafe-creme-2026"),
        ("Ἑλλάς", "your-story"),
        ("long " * 30, "long-long-long-long-long-long-long-long"),
    ],
)
def test_make_slug_is_short_and_plain(title: str, slug: str) -> None:
    assert rules.make_slug(title) == slug
    rules.check_slug(slug)


@pytest.mark.parametrize("slug", ["", "Lunch", "a b", "-a", "a--b", "leave", "x" * 41, "a/b"])
def test_check_slug_refuses_what_cannot_stand_on_paper(slug: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_slug(slug)


@pytest.mark.parametrize(
    ("opens", "closes", "closed", "state"),
    [
        (date(2026, 1, 1), None, None, "open"),
        (date(2026, 11, 29), date(2026, 11, 29), None, "open"),
        (date(2026, 1, 1), date(2026, 11, 28), None, "closed"),
        (date(2026, 12, 1), None, None, "coming"),
        (date(2026, 1, 1), None, NOW, "closed"),
    ],
)
def test_state_of_goes_by_the_day(
    opens: date, closes: date | None, closed: datetime | None, state: str
) -> None:
    call = Call(
        organisation_id=1,
        slug="a",
        title="A",
        ask="?",
        opens_on=opens,
        closes_on=closes,
        closed_at=closed,
    )

    assert rules.state_of(call, date(2026, 11, 29)).value == state


@pytest.mark.parametrize(
    "email", ["name", "a@b", "a b@c.d", "a@b.c\nBcc: x@y.z", "a@b.c, d@e.f", '"<a>"@b.c']
)
def test_check_email_refuses_what_is_no_address(email: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_email(email)


@pytest.mark.parametrize("number", ["", "ring me", "999<script>", "12\n34", "1"])
def test_check_number_refuses_what_is_no_number(number: str) -> None:
    with pytest.raises(RuleBroken):
        rules.check_number("Danger", number)


@given(st.text(min_size=1), st.binary(min_size=8))
def test_a_browser_has_one_code_of_sixteen_digits(token: str, key: bytes) -> None:
    code = code_of(token, key)

    assert code == code_of(token, key)
    assert read_code(show_code(code)) == code
    assert code_of(token + "x", key) != code


def test_a_code_that_was_hashed_is_remembered_nowhere() -> None:
    code = "".join(map(str, range(8))) * 2
    before = sys.getrefcount(code)
    hash_code(code, b"a key")
    assert sys.getrefcount(code) == before
