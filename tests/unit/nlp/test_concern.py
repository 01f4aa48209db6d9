"""Whether somebody may be at risk."""

import pytest

from storybank.nlp.concern import find_concern


@pytest.mark.parametrize(
    "sentences",
    [
        ["His son has her bank card now.", "He has had my bank card since June."],
        ["The nephew answers for his uncle.", "He asked her not to write it down."],
        ["He gets me food.", "Please don't make it a thing."],
        ["I turn the key on her when I nip to the shop."],
        ["He hits me when he's had a drink."],
    ],
)
def test_find_concern_harm_now_is_flagged_with_its_sentences(sentences: list[str]) -> None:
    concern = find_concern(sentences)
    assert concern.flag
    assert concern.because
    assert set(concern.because) <= set(sentences)


@pytest.mark.parametrize(
    "sentences",
    [
        ["He used to keep my bank card, but that was before we left."],
        ["The wiring is bare and the stair rail came away in my hand."],
        ["There have been no safeguarding concerns."],
        ["I've got my own bank card now, contactless."],
        ["She lost two stone at the walking group."],
        [],
    ],
)
def test_find_concern_hazards_and_what_is_over_are_not_flagged(sentences: list[str]) -> None:
    concern = find_concern(sentences)
    assert not concern.flag
    assert concern.because == ()
