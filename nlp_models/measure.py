"""Measure the reader on set A, which it was not trained on, and print the tables of the README."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from storybank.nlp.reader import Reader  # noqa: E402
from storybank.nlp.reading import Reading, Speaker  # noqa: E402

SET_A = HERE.parent / "tests" / "samples" / "stories" / "A.jsonl"


@dataclass
class Tally:
    """How often a label was right, was suggested, and was wanted."""

    right: Counter[str] = field(default_factory=Counter)
    suggested: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)

    def add(self, wanted: set[str], suggested: set[str]) -> None:
        """Count one sentence or one story."""
        self.wanted.update(wanted)
        self.suggested.update(suggested)
        self.right.update(wanted & suggested)

    def scores(self, label: str | None = None) -> tuple[float, float, float]:
        """Return precision, recall and F1 of one label, or of all together."""
        counts = (self.right, self.suggested, self.wanted)
        right, suggested, wanted = (c[label] if label else c.total() for c in counts)
        precision = right / suggested if suggested else 0.0
        recall = right / wanted if wanted else 0.0
        f1 = 2 * right / (suggested + wanted) if suggested + wanted else 0.0
        return precision, recall, f1


@dataclass
class Measured:
    """Everything measured on one set."""

    themes: Tally = field(default_factory=Tally)
    themes_with_change: Tally = field(default_factory=Tally)
    identifiers: Tally = field(default_factory=Tally)
    concerns: Tally = field(default_factory=Tally)
    sentences: int = 0
    exact_sentences: int = 0
    changes_right: int = 0
    themes_right: int = 0


def measure(reader: Reader, stories: Path = SET_A) -> Measured:
    """Return the reader's scores on a file of hand-coded stories."""
    measured = Measured()
    for row in stories.read_text(encoding="utf-8").splitlines():
        story = json.loads(row)
        reading = reader.read(story["body"], story["kind"])
        _measure_codes(measured, story, reading)
        found = {(one.text, one.type) for one in reading.identifiers}
        measured.identifiers.add(
            {f"{one['type']}:{one['text']}" for one in story["pii"]},
            {f"{type_}:{text}" for text, type_ in found},
        )
        flagged = {"concern"} if reading.concern.flag else set()
        measured.concerns.add({"concern"} if story["wrote_about_safeguarding"] else set(), flagged)
    return measured


def _measure_codes(measured: Measured, story: dict[str, object], reading: Reading) -> None:
    read = {(s.start, s.end): s for s in reading.segments}
    for start, end, codes in _wanted_sentences(story):
        measured.sentences += 1
        segment = read.get((start, end))
        measured.exact_sentences += segment is not None
        suggested = {code.theme: str(code.change) for code in segment.codes} if segment else {}
        if segment and segment.speaker is Speaker.INTERVIEWER:
            suggested = {}
        measured.themes.add(set(codes), set(suggested))
        measured.themes_with_change.add(
            {f"{theme}.{change}" for theme, change in codes.items()},
            {f"{theme}.{change}" for theme, change in suggested.items()},
        )
        both = codes.keys() & suggested.keys()
        measured.themes_right += len(both)
        measured.changes_right += sum(codes[theme] == suggested[theme] for theme in both)


def _wanted_sentences(story: dict[str, object]) -> Iterator[tuple[int, int, dict[str, str]]]:
    body, position = str(story["body"]), 0
    sentences = story["sentences"]
    assert isinstance(sentences, list)
    for sentence in sentences:
        start = body.index(sentence["text"], position)
        position = start + len(sentence["text"])
        yield start, position, {code["theme"]: code["change"] for code in sentence["codes"]}


def report(measured: Measured) -> str:
    """Return the tables of the README."""
    lines = ["| what | precision | recall | F1 | counts |", "|---|---|---|---|---|"]
    for name, tally in (
        ("themes a sentence", measured.themes),
        ("themes with change", measured.themes_with_change),
        ("identifiers, exact", measured.identifiers),
        ("concern flag", measured.concerns),
    ):
        lines.append(_row(name, tally, None))
    lines += [
        "",
        f"Sentences with exact bounds: {measured.exact_sentences} of {measured.sentences}. "
        f"Change right where the theme is: {measured.changes_right} of {measured.themes_right}.",
        "",
        "| theme | precision | recall | F1 | right / suggested / wanted |",
        "|---|---|---|---|---|",
    ]
    labels = sorted(measured.themes.wanted | measured.themes.suggested)
    lines += [_row(label, measured.themes, label) for label in labels]
    return "\n".join(lines)


def _row(name: str, tally: Tally, label: str | None) -> str:
    precision, recall, f1 = tally.scores(label)
    counts = (tally.right, tally.suggested, tally.wanted)
    numbers = " / ".join(str(c[label] if label else c.total()) for c in counts)
    return f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {numbers} |"


if __name__ == "__main__":
    sys.stdout.write(report(measure(Reader(HERE))) + "\n")
