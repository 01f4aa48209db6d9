"""Train the finder of names: ``python -m nlp_models.train_names``, some minutes on one core.

A tenth of the written stories and all of sets H and I are held out and measured at the end: the
recogniser alone, the rules alone, and both joined. The model goes to ``nlp_models/names``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam

from nlp_models.name_sources import (
    TRAINED,
    Inventor,
    batches,
    load_frames,
    load_plain_sentences,
    ordinary_words,
    rename,
)
from nlp_models.name_stories import MarkedStory, MarkedText, measure, split
from storybank.nlp.identifiers import find_identifiers
from storybank.nlp.names import ORDINARY_WORDS, NameFinder, blank_pipeline, make_doc

HERE = Path(__file__).resolve().parent
SEED = 20260
EPOCHS = 9
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 48,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 64,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA"],
            "rows": [3000, 800, 1500, 400, 100, 50],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 64,
            "window_size": 1,
            "maxout_pieces": 3,
            "depth": 3,
        },
    },
}


def train(
    stories: Iterable[MarkedStory],
    *,
    epochs: int = EPOCHS,
    seed: int = SEED,
    after_epoch: Callable[[int, float, Language], None] = lambda *_: None,
) -> Language:
    """Train a recogniser on stories with their names changed, on frames and on plain sentences."""
    stories = list(stories)
    fix_random_seed(seed)
    dice = random.Random(seed)  # noqa: S311
    inventor = Inventor(dice)
    frames, plain = load_frames(), load_plain_sentences()
    make = partial(_example, nlp := blank_pipeline(), ordinary_words(), dice)
    recogniser = nlp.add_pipe("ner", config={"model": _MODEL})
    for label in TRAINED:
        recogniser.add_label(label)
    first = [make(text) for text in _epoch(stories, frames, plain, inventor)]
    nlp.initialize(lambda: first[:80])
    optimizer = Adam(0.002, L2=0.01, grad_clip=1.0, use_averages=True)
    for epoch in range(epochs):
        losses: dict[str, float] = {}
        optimizer.learn_rate = 0.002 * (1 - epoch / epochs) + 0.0001
        texts = list(_epoch(stories, frames, plain, inventor, own=epoch % 3 == 2))
        dice.shuffle(texts)
        examples = [make(text) for text in texts]
        for batch in minibatch(examples, 8):
            nlp.update(batch, sgd=optimizer, drop=0.2, losses=losses)
        after_epoch(epoch, losses["ner"], nlp)
    _settle(recogniser, optimizer.averages)
    return nlp


def _settle(recogniser: TrainablePipe, averages: dict[tuple[int, str], Any]) -> None:
    """Leave the model at the averages of its weights over the training, which err less."""
    for node in recogniser.model.walk():
        for name in node.param_names:
            if (node.id, name) in averages:
                node.set_param(name, averages[node.id, name])


def _epoch(
    stories: list[MarkedStory],
    frames: list[str],
    plain: list[str],
    inventor: Inventor,
    *,
    own: bool = False,
) -> Iterator[MarkedText]:
    """One epoch's texts: stories renamed (or as they are), frames, plain sentences."""
    for story in stories:
        yield _only_trained(story) if own else rename(story, inventor)
    for _ in range(2):
        yield from batches(frames, inventor)
    for sentences in minibatch(inventor.random.sample(plain, 900), 10):
        yield MarkedText(" ".join(sentences))


def _only_trained(story: MarkedStory) -> MarkedText:
    return MarkedText(story.body, [span for span in story.spans if span[2] in TRAINED])


def _example(
    nlp: Language, ordinary: frozenset[str], dice: random.Random, text: MarkedText
) -> Example:
    """The text as the finder will see it, a third of the listed names and places hidden."""
    words = {word.lower() for word in text.body.replace("'", " ").replace("’", " ").split()}
    hidden = frozenset(word.strip('.,!?;:"“”()') for word in sorted(words) if dice.random() < 0.35)
    few = frozenset(word for word in sorted(words) if dice.random() < 0.06)
    predicted = make_doc(nlp, text.body, ordinary - few, hidden)
    reference = predicted.copy()
    spans = [
        reference.char_span(start, end, label=type_, alignment_mode="expand")
        for start, end, type_ in text.spans
    ]
    reference.set_ents(spacy.util.filter_spans([span for span in spans if span]))
    return Example(predicted, reference)


def keep(nlp: Language, folder: Path) -> None:
    """Write a finder to a folder, with its everyday words."""
    nlp.to_disk(folder, exclude=["vocab"])  # it would hold every word of the training text
    words = "\n".join(sorted(ordinary_words()))
    (folder / ORDINARY_WORDS).write_text(f"{words}\n", encoding="utf-8")


def report(stories: list[MarkedStory], finder: NameFinder) -> str:
    """The table of the README: each way by type."""
    ways: dict[str, Callable[[MarkedStory], Iterable[tuple[str, str]]]] = {
        "recogniser alone": lambda story: (
            (story.body[start:end], type_) for start, end, type_ in finder.find(story.body)
        ),
        "rules alone": lambda story: (
            (one.text, one.type) for one in find_identifiers(story.body, story.kind, None)
        ),
        "joined": lambda story: (
            (one.text, one.type) for one in find_identifiers(story.body, story.kind, finder)
        ),
    }
    lines = [
        "| way | type | precision | recall | right / suggested / wanted |",
        "|---|---|---|---|---|",
    ]
    for way, find in ways.items():
        tally = measure(stories, find)
        for type_ in [None, *sorted(tally.wanted)]:
            precision, recall, _ = tally.scores(type_)
            counts = (tally.right, tally.suggested, tally.wanted)
            numbers = " / ".join(str(c[type_] if type_ else c.total()) for c in counts)
            lines.append(
                f"| {way} | {type_ or 'all'} | {precision:.3f} | {recall:.3f} | {numbers} |"
            )
    return "\n".join(lines)


def _tell(epoch: int, loss: float, _nlp: Language) -> None:
    sys.stderr.write(f"epoch {epoch + 1} of {EPOCHS}: loss {loss:.0f}\n")


def main() -> None:
    """Train, keep and measure."""
    training, held_out = split()
    nlp = train(training, after_epoch=_tell)
    keep(nlp, HERE / "names")
    sys.stdout.write(report(held_out, NameFinder(nlp, ordinary_words())) + "\n")


if __name__ == "__main__":
    main()
