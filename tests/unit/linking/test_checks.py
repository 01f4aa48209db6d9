"""What makes a person look twice: the same words, change out of nothing, unheard figures."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storybank.linking import checks

STORY = (
    "When I first came to the lunch club I would not say a word to anybody, and that is the truth. "
    "Maureen from Heywood put me next to a man who had worked the same looms as my father, and we "
    "were still talking when they stacked the chairs. Now I go every Tuesday and I have learnt to "
    "make a curry that my grandson will eat. My daughter says that I sound like myself again on "
    "the telephone. I would not have gone if the driver had not waited while I found my stick."
)
OTHER = (
    "The boiler went in November and it was seven weeks before anybody looked at it. We slept in "
    "one room with our coats on and the baby had a cough that would not shift. A letter said that "
    "an engineer had called and found nobody at home, which was a lie, because I had not left the "
    "flat in days. In the end my brother lent us a heater, and the council wrote to say sorry."
)


def common(one: str, other: str) -> int:
    return len(set(checks.sign(one)) & set(checks.sign(other)))


def test_sign_the_same_words_has_everything_in_common():
    assert common(STORY, "  " + STORY.replace(" ", "\n ")) == checks.BANDS
    assert checks.likeness(checks.BANDS) == 1


def test_sign_other_names_places_and_figures_hides_nothing():
    swapped = STORY.replace("Maureen", "Sunita").replace("Heywood", "Port Talbot")
    swapped = swapped.replace("Tuesday", "Thursday")

    assert checks.is_near_copy(common(STORY, swapped))
    assert checks.likeness(common(STORY, swapped)) > 0.9


def test_sign_a_few_words_changed_is_still_a_near_copy():
    edited = STORY.replace("curry", "stew").replace("stacked", "put away").replace("stick", "coat")

    assert checks.is_near_copy(common(STORY, edited))
    assert 0.5 < checks.likeness(common(STORY, edited)) < 1


def test_sign_another_story_has_nothing_in_common():
    assert not checks.is_near_copy(common(STORY, OTHER))


@pytest.mark.parametrize(
    "body", ["", "Thank you.", "It was lovely, I liked it very much.", "¿¡ 7 7"]
)
def test_sign_too_few_words_has_no_signature(body):
    assert checks.sign(body) == ()


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=400))
def test_sign_any_text_gives_all_bands_or_none_and_the_same_each_time(body):
    assert len(checks.sign(body)) in (0, checks.BANDS)
    assert checks.sign(body) == checks.sign(body)
    assert all(0 <= value < 2**63 for value in checks.sign(body))


@pytest.mark.parametrize(
    "sentence",
    [
        "They sorted the damp out in a fortnight.",
        "Denise showed me how to do the forms, she never did them for me.",
        "Since I joined the Tuesday group I sleep right through.",
        "It is thanks to the fuel voucher that we were warm.",
        "He was taken on by the firm in September.",
        "After the course I wasn't frightened of the computer.",
        "I started at the allotment in March.",
        "The support worker comes on a Friday.",
    ],
)
def test_says_what_brought_it_about_where_something_was_done(sentence):
    assert checks.says_what_brought_it_about(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I am so much happier now.",
        "My life is completely different.",
        "I feel confident and I love every day.",
        "I sleep right through, and I have friends.",
        "Our house is lovely and warm.",
        "",
    ],
)
def test_says_what_brought_it_about_not_where_only_the_change_is_told(sentence):
    assert not checks.says_what_brought_it_about(sentence)


GLOWING = ["I am so much happier now.", "I feel confident again.", "My life is different."]


def test_is_unexplained_where_nothing_is_said_but_that_life_is_better():
    assert checks.is_unexplained(GLOWING, [{"better"}, {"better"}, set()])


def test_is_unexplained_not_where_an_activity_is_told_nearby():
    assert not checks.is_unexplained(GLOWING, [{"better"}, {"better"}, {"activity"}])


def test_is_unexplained_not_where_somebody_did_something_nearby():
    told = [*GLOWING, "They taught me to read at the library."]
    assert not checks.is_unexplained(told, [{"better"}, set(), set(), set()])


def test_is_unexplained_where_what_was_done_stands_far_from_every_claim():
    told = ["They put a rail in at my mother's.", *["It rained."] * 5, "I am happier now."]
    assert checks.is_unexplained(told, [set()] * 6 + [{"better"}])


def test_is_unexplained_not_where_one_claim_of_several_is_explained():
    told = ["They put a rail in.", "I can wash.", *["It rained."] * 5, "I am happier now."]
    changes = [set(), {"better"}, *[set()] * 5, {"better"}]
    assert checks.unexplained_claims(told, changes) == ([7], 2)
    assert not checks.is_unexplained(told, changes)


def test_is_unexplained_not_where_nothing_is_claimed():
    assert not checks.is_unexplained(GLOWING, [{"need"}, {"worse"}, set()])
    assert not checks.is_unexplained([], [])


@pytest.mark.parametrize(
    ("delivered", "unit", "people", "unheard"),
    [
        (None, "apprentices", 0, False),
        (Decimal(24), "apprentices", 0, False),
        (Decimal(25), "apprentices", 0, True),
        (Decimal(25), "apprentices", 1, False),
        (Decimal(140), "home visits", 1, True),
        (Decimal(140), "home visits", 2, False),
        (Decimal(1500), "hours", 2, True),
        (Decimal(1500), "hours", 3, False),
        (Decimal(250_000), "pounds", 0, True),
        (Decimal(250_000), "pounds", 1, False),
        (Decimal(95), "% of repairs", 0, True),
        (Decimal(700), "tonnes of CO2", 1, False),
    ],
)
def test_is_unheard_wants_more_voices_for_larger_figures(delivered, unit, people, unheard):
    assert checks.is_unheard(delivered, unit, people) is unheard
