"""The finder of concerns that is shipped: its scores on record, and stories it has not seen."""

from __future__ import annotations

import json

import numpy as np
import pytest

from storybank.nlp.concern import MODELS, find_concern, load_concern
from storybank.nlp.encoder import Encoder

TELLING = {
    "money": [
        "The new bus stop is right outside, so I can get to the market.",
        "My nephew has had my pension book off me since the spring, and he gives me ten pounds.",
        "I would like to choose my own tea, but he says it costs too much.",
        "The driver always waits until I have sat down.",
    ],
    "neglect": [
        "I deliver the meals on the estate and I know everybody's dog.",
        "There's an old chap on the corner in the same pyjamas every day, and the smell would knock"
        " you down.",
        "He says the nurse has stopped coming and he doesn't want to bother anybody.",
        "I had a lovely card from the lady at number six.",
    ],
    "control": [
        "The sewing class is the best two hours of my week.",
        "My husband counts the minutes, and he has taken the door key so that I must ring.",
        "I am not allowed to tell the teacher my number.",
        "We made a quilt with forty squares.",
    ],
    "child": [
        "We run the breakfast club from half past seven.",
        "One little lad comes in with his sister, and he says nobody is up and they've had no tea.",
        "He hides toast in his sleeves, and there was a burn on his arm he wouldn't talk about.",
        "The council gave us a new toaster in June.",
    ],
}
QUIET = {
    "club": [
        "I came to the lunch club because my neighbour would not stop going on about it.",
        "The soup is hot and the company is better.",
        "I have been on two outings and I fell in the duck pond at one of them.",
        "My daughter says I have too many friends now.",
    ],
    "repairs": [
        "The boiler went in January and the flat was as cold as a church.",
        "A young man came the same evening and put it right.",
        "There is still damp behind the wardrobe and I have rung twice.",
        "They painted my door blue, which I chose.",
    ],
    "over": [
        "I used to live with a man who kept my bank card in his van.",
        "That was nine years ago, and he was sent to prison for it.",
        "The refuge found me this flat and I have my own key and my own account.",
        "I help on the desk there on Mondays.",
    ],
}


@pytest.mark.parametrize("name", TELLING)
def test_harm_told_in_bland_words_is_flagged_with_the_sentences_that_tell(name: str) -> None:
    story = TELLING[name]
    concern = find_concern(story)

    assert concern.flag
    assert set(concern.because) & set(story[1:3])


@pytest.mark.parametrize("name", QUIET)
def test_plain_stories_hazards_and_what_is_long_over_are_not_flagged(name: str) -> None:
    assert not find_concern(QUIET[name]).flag


def test_vectors_handed_over_give_the_same_answer_as_those_made_here() -> None:
    story = TELLING["money"]
    vectors = Encoder(MODELS).embed(story)

    assert find_concern(story, vectors) == find_concern(story)


@pytest.mark.parametrize("sentences", [[], [""], ["!"], ["word " * 5000], ["Ünïcødé 😀"] * 3])
def test_odd_stories_are_read(sentences: list[str]) -> None:
    assert set(find_concern(sentences).because) <= set(sentences)


def test_the_learnt_layer_is_small_and_its_scores_hold_their_floors() -> None:
    weights = load_concern(MODELS)
    scores = json.loads((MODELS / "concern" / "concern.json").read_text())["judged_apart"]["all"]

    assert weights is not None
    assert np.isfinite(weights.weights).all()
    assert (MODELS / "concern" / "concern.npz").stat().st_size < 1_000_000
    assert scores["found"] / scores["flagged"] >= 0.85
    assert scores["false_alarms"] / scores["not_flagged"] <= 0.09
