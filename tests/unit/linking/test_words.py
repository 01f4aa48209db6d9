"""Words of promises and stories: how long things took, what was promised, who did it."""

import pytest

from storybank.linking.matching import words


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("it took them eleven weeks", [77]),
        ("she came within 24 hours of my ringing", [1]),
        ("twenty-one days i waited", [21]),
        ("a fortnight on the site, then two years of it", [14, 730]),
        ("a week and a half", [7]),
        ("nobody came", []),
    ],
)
def test_days_told_finds_every_length_of_time(told, days):
    assert words.days_told(told) == days


@pytest.mark.parametrize(
    ("promise", "days"),
    [
        ("complete 95% of emergency repairs within 24 hours.", 1),
        ("inspect every report of damp within five working days", 7),
        ("publish rotas four weeks ahead", 28),
        ("pay small firms within 14 days of invoice", 14),
        ("recruit 12 apprentices by march 2028", None),
        ("plant 500 trees", None),
    ],
)
def test_days_allowed_finds_the_limit_a_promise_sets_itself(promise, days):
    found = words.days_allowed(promise)
    assert found == days if days is None else found == pytest.approx(days)


def test_lower_makes_one_kind_of_apostrophe():
    assert words.lower("DIDN’T") == "didn't"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (words.BROKEN, "they promised somebody would ring", True),
        (words.BROKEN, "the visit was cancelled", True),
        (words.BROKEN, "we had tea in the garden", False),
        (words.BY_OTHERS, "the church ladies did the dinners", True),
        (words.BY_OTHERS, "the tenants set up a coffee morning of their own", True),
        (words.BY_OTHERS, "the officer from the trust rang", False),
        (words.BY_THEM, "the contractor sent two lads", True),
        (words.BY_THEM, "my knees are better", False),
        (words.PLANNED, "we hope to extend the route", True),
        (words.NEGATED, "nobody has been", True),
    ],
)
def test_patterns_tell_who_did_it_and_whether_it_came(pattern, text, found):
    assert (pattern.search(text) is not None) is found


def test_stem_joins_the_forms_of_a_word():
    assert words.stem("repairs") == words.stem("repaired") == words.stem("repairing")
    assert words.stem("apprenticeships") == words.stem("apprenticeship")
