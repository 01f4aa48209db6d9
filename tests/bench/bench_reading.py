"""How fast stories are read, beside spaCy's bare tokeniser and sentence splitter."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from storybank.nlp.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples" / "stories" / "A.jsonl"
_SECONDS = 3.0


def run() -> list[tuple[str, str]]:
    """Return (label, figure) pairs: stories and sentences read a second, on one core."""
    rows = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    stories = [(row["body"], row["kind"]) for row in rows]
    sentences = sum(len(row["sentences"]) for row in rows) / len(rows)
    reader = Reader(ROOT / "nlp_models")
    started = time.perf_counter()
    reader.read("Warm up.", "beneficiary_story")
    loading = time.perf_counter() - started
    bare = spacy.blank("en")
    bare.add_pipe("sentencizer")
    read_rate = _stories_a_second(lambda body, kind: reader.read(body, kind), stories)
    bare_rate = _stories_a_second(lambda body, kind: bare(body), stories)
    return [
        ("reader: loading", f"{loading:.2f} s"),
        ("reader: stories a second", f"{read_rate:.0f}"),
        ("reader: sentences a second", f"{read_rate * sentences:.0f}"),
        ("blank spaCy with sentencizer: stories a second", f"{bare_rate:.0f}"),
        ("blank spaCy with sentencizer: sentences a second", f"{bare_rate * sentences:.0f}"),
    ]


def _stories_a_second(read: Callable[[str, str], object], stories: list[tuple[str, str]]) -> float:
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < _SECONDS:
        for body, kind in stories:
            read(body, kind)
        count += len(stories)
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    for label, figure in run():
        print(f"{label:52} {figure}")
