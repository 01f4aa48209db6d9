"""How fast stories are read, beside spaCy's bare tokeniser and sentence splitter."""

from __future__ import annotations

import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import spacy

from storybank.nlp.encoder import Encoder
from storybank.nlp.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples" / "stories" / "A.jsonl"
_SECONDS = 5.0
_OF_25 = (20, 30)  # sentences: a story "of 25", give or take
Story = tuple[str, str]


def run() -> list[tuple[str, str]]:
    """Return (label, figure) pairs: time a story, stories and sentences a second, on one core."""
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    stories = [(row["body"], row["kind"]) for row in rows]
    of_25 = [
        story
        for row, story in zip(rows, stories, strict=True)
        if _OF_25[0] <= len(row["sentences"]) <= _OF_25[1]
    ]
    sentences = sum(len(row["sentences"]) for row in rows) / len(rows)
    reader = Reader(ROOT / "nlp_models")
    started = time.perf_counter()
    reader.prepare()
    loading = time.perf_counter() - started
    bare = spacy.blank("en")
    bare.add_pipe("sentencizer")

    def fast(body: str, kind: str) -> object:
        return reader.read(body, kind, reasons=False)

    rows_out = [("reader: loading", f"{loading:.2f} s")]
    for name, read in (("without reasons", fast), ("with reasons", reader.read)):
        times = sorted(_times(read, of_25))
        rate = _rate(read, stories)
        rows_out += [
            (f"reader, {name}: a story of 25 sentences, median", _ms(statistics.median(times))),
            (f"reader, {name}: a story of 25 sentences, slowest", _ms(times[-1])),
            (f"reader, {name}: stories a second", f"{rate:.1f}"),
            (f"reader, {name}: sentences a second", f"{rate * sentences:.0f}"),
        ]
    bare_rate = _rate(lambda body, kind: bare(body), stories)
    encoder = Encoder(ROOT / "nlp_models")
    texts = [sentence["text"] for row in rows for sentence in row["sentences"]]
    started = time.perf_counter()
    encoder.embed(texts)
    embedding = len(texts) / (time.perf_counter() - started)
    before = _memory()
    for body, kind in _many(stories, 300):
        reader.read(body, kind, reasons=False)
    return [
        *rows_out,
        ("reader: memory gained over 300 stories", f"{(_memory() - before) / 1024:.0f} MB"),
        ("meanings: sentences a second", f"{embedding:.0f}"),
        ("blank spaCy with sentencizer: stories a second", f"{bare_rate:.0f}"),
        ("blank spaCy with sentencizer: sentences a second", f"{bare_rate * sentences:.0f}"),
    ]


def _times(read: Callable[[str, str], object], stories: Sequence[Story]) -> Iterator[float]:
    for _ in range(3):
        for body, kind in stories:
            started = time.perf_counter()
            read(body, kind)
            yield time.perf_counter() - started


def _rate(read: Callable[[str, str], object], stories: Sequence[Story]) -> float:
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < _SECONDS:
        for body, kind in stories:
            read(body, kind)
        count += len(stories)
    return count / (time.perf_counter() - started)


def _many(stories: Sequence[Story], count: int) -> Iterator[Story]:
    for number in range(count):
        body, kind = stories[number % len(stories)]
        yield f"{body} Story number {number}.", kind


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes, the highest so far


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    for label, figure in run():
        print(f"{label:56} {figure}")
