"""Two invented themes, added with five examples each, find paraphrases and little else."""

from __future__ import annotations

import json

import pytest

from storybank.core.paths import PROJECT_ROOT
from storybank.nlp.encoder import Encoder
from storybank.nlp.local_themes import LocalTheme, fit_local_themes

MODELS = PROJECT_ROOT / "nlp_models"
STORIES = PROJECT_ROOT / "tests" / "samples" / "stories" / "A.jsonl"

ONLINE = LocalTheme(
    "getting-online",
    "Using computers, phones and the internet: having a device, a connection, and knowing how.",
    (
        "They lent me a tablet and showed me how to video call my grandchildren.",
        "I couldn't fill the form in because it was all on the computer.",
        "Now I do my shopping on my phone.",
        "We had no wifi at home so the children did their homework on my mobile.",
        "I sent my first email at seventy-four.",
    ),
)
ONLINE_PARAPHRASES = (
    "The library lady taught me to use the internet.",
    "Everything is online these days and I haven't got a laptop.",
    "I can log on and see my own bank account.",
    "He was given a refurbished computer for his college work.",
    "I never touched a keyboard before that class.",
    "My daughter rings me on the screen and I can see her face.",
    "With no broadband in the flat she could not apply for anything.",
    "I book my appointments on the app by myself.",
    "They gave us a sim card with data on it.",
    "I used to be frightened of pressing the wrong button on the iPad.",
)
ANIMALS = LocalTheme(
    "animals",
    "Living with and looking after animals: pets, dogs, horses, and what they do for people.",
    (
        "My dog gets me out of the house every morning.",
        "I had to give up the cat when I went into the hostel.",
        "Grooming the ponies calms me down.",
        "They looked after my two budgies while I was in hospital.",
        "A therapy dog comes to the ward on Fridays and he sits on my feet.",
    ),
)
ANIMALS_PARAPHRASES = (
    "Walking the greyhound is how I met half the street.",
    "The landlord would not let me keep my puppy.",
    "Feeding the chickens gives him something to do.",
    "I talk to the cat when nobody else is there.",
    "We go to the stables and muck out the horses.",
    "She cried for a week when her old spaniel died.",
    "A volunteer walks my terrier now that I can't.",
    "The rabbits at the centre are what my lad comes for.",
    "They found me a room where pets are allowed.",
    "Holding the guinea pig stopped her shaking.",
)


@pytest.fixture(scope="module")
def sentences_of_a() -> list[str]:
    from storybank.nlp.reader import Reader
    from storybank.nlp.reading import Speaker

    reader = Reader(MODELS)
    found = []
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        reading = reader.read(story["body"], story["kind"])
        found += [one.quote for one in reading.segments if one.speaker is Speaker.STORYTELLER]
    return found


@pytest.mark.parametrize(
    ("theme", "paraphrases"), [(ONLINE, ONLINE_PARAPHRASES), (ANIMALS, ANIMALS_PARAPHRASES)]
)
def test_a_local_theme_finds_paraphrases_and_little_else(
    theme: LocalTheme, paraphrases: tuple[str, ...], sentences_of_a: list[str]
) -> None:
    themes, encoder = fit_local_themes(MODELS, (theme,)), Encoder(MODELS)

    found = sum(map(bool, themes.suggest(encoder.embed(paraphrases))))
    false = sum(map(bool, themes.suggest(encoder.embed(sentences_of_a))))

    print(theme.slug, found, f"{100 * false / len(sentences_of_a):.1f} %")  # with -s
    assert found >= 5
    assert false <= 0.10 * len(sentences_of_a)


def test_each_likeness_names_its_nearest_example() -> None:
    themes = fit_local_themes(MODELS, (ONLINE, ANIMALS))
    rows = Encoder(MODELS).embed(["I had to give my cat up to move into a hostel."])

    best = themes.likenesses(rows)[0][0]

    assert (best.theme, best.example) == ("animals", 1)
    assert best.score > 0.8


def test_a_theme_of_two_examples_will_do_and_no_sentence_finds_nothing() -> None:
    theme = LocalTheme("animals", ANIMALS.definition, ANIMALS.examples[:2])
    themes = fit_local_themes(MODELS, (theme,))

    assert themes.suggest(Encoder(MODELS).embed([])) == []
    assert themes.suggest(Encoder(MODELS).embed(["", "🙂", "?"])) == [[], [], []]
