"""Measure the reader on set A, which it was not trained on.

``python -m nlp_models.measure`` prints the tables of the README; with ``--write`` it also writes
``scores.json``, from which the page "How far to trust the suggestions" is made.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from storybank.nlp.reader import Reader  # noqa: E402
from storybank.nlp.reading import Change, Reading, ReadSegment, Speaker  # noqa: E402
from storybank.nlp.scores import SCORES  # noqa: E402

SET_A = HERE.parent / "tests" / "samples" / "stories" / "A.jsonl"
# Two people coded the same unseen stories apart: how far they agreed is the height to reach.
TWO_PEOPLE = {"themes_f1": 0.90, "change_share": 0.96}
MOST_CANDIDATES = 3


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

    def counts(self, label: str | None = None) -> tuple[int, int, int]:
        """Return how often one label, or all together, was right, suggested and wanted."""
        counts = (self.right, self.suggested, self.wanted)
        right, suggested, wanted = (c[label] if label else c.total() for c in counts)
        return right, suggested, wanted

    def scores(self, label: str | None = None) -> tuple[float, float, float]:
        """Return precision, recall and F1 of one label, or of all together."""
        right, suggested, wanted = self.counts(label)
        precision = right / suggested if suggested else 0.0
        recall = right / wanted if wanted else 0.0
        f1 = 2 * right / (suggested + wanted) if suggested + wanted else 0.0
        return precision, recall, f1

    def labels(self) -> list[str]:
        """Return every label met, in order."""
        return sorted(self.wanted | self.suggested)

    def macro(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 as means over the labels that were wanted."""
        rows = [self.scores(label) for label in sorted(self.wanted)]
        if not rows:
            return 0.0, 0.0, 0.0
        precision, recall, f1 = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        return precision, recall, f1

    def by_kind(self) -> Tally:
        """Return the same with what stands before the colon of each label as its label."""
        return Tally(*(_before_colon(c) for c in (self.right, self.suggested, self.wanted)))


@dataclass
class Measured:
    """Everything measured on one set."""

    themes: Tally = field(default_factory=Tally)
    themes_with_change: Tally = field(default_factory=Tally)
    whole_stories: Tally = field(default_factory=Tally)
    identifiers: Tally = field(default_factory=Tally)
    concerns: Tally = field(default_factory=Tally)
    stories: int = 0
    sentences: int = 0
    exact_sentences: int = 0
    coded_sentences: int = 0
    top_three_right: int = 0
    changes_right: int = 0
    themes_right: int = 0
    changes_right_of: Counter[str] = field(default_factory=Counter)
    changes: dict[str, Counter[str]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add_story(self, story: dict[str, Any], reading: Reading) -> None:
        """Count one hand-coded story against what a reader says of it."""
        self.stories += 1
        read = {(one.start, one.end): one for one in reading.segments}
        wanted_of_story: set[str] = set()
        for start, end, codes in _wanted_sentences(story):
            segment = read.get((start, end))
            self.exact_sentences += segment is not None
            self._add_sentence(codes, segment)
            wanted_of_story.update(codes)
        told = [one for one in reading.segments if one.speaker is not Speaker.INTERVIEWER]
        self.whole_stories.add(wanted_of_story, {code.theme for one in told for code in one.codes})
        self.identifiers.add(
            {f"{one['type']}:{one['text']}" for one in story["pii"]},
            {f"{one.type}:{one.text}" for one in reading.identifiers},
        )
        flagged = {"concern"} if reading.concern.flag else set()
        self.concerns.add({"concern"} if story["wrote_about_safeguarding"] else set(), flagged)

    def _add_sentence(self, wanted: dict[str, str], segment: ReadSegment | None) -> None:
        self.sentences += 1
        if segment is None or segment.speaker is Speaker.INTERVIEWER:
            suggested: dict[str, str] = {}
            likeliest: list[str] = []
        else:
            suggested = {code.theme: str(code.change) for code in segment.codes}
            likeliest = _likeliest(segment)
        self.themes.add(set(wanted), set(suggested))
        self.themes_with_change.add(
            {f"{theme}.{change}" for theme, change in wanted.items()},
            {f"{theme}.{change}" for theme, change in suggested.items()},
        )
        if wanted:
            self.coded_sentences += 1
            self.top_three_right += not wanted.keys().isdisjoint(likeliest)
        self._add_changes(wanted, suggested)
        self.confusion.update(
            (missed, instead)
            for missed in wanted.keys() - suggested.keys()
            for instead in suggested.keys() - wanted.keys()
        )

    def _add_changes(self, wanted: dict[str, str], suggested: dict[str, str]) -> None:
        """Compare the changes of the themes that were found."""
        for theme in wanted.keys() & suggested.keys():
            self.themes_right += 1
            self.changes.setdefault(wanted[theme], Counter())[suggested[theme]] += 1
            if wanted[theme] == suggested[theme]:
                self.changes_right += 1
                self.changes_right_of[theme] += 1


def measure(reader: Reader, stories: Path = SET_A) -> Measured:
    """Return the reader's scores on a file of hand-coded stories."""
    measured = Measured()
    for row in stories.read_text(encoding="utf-8").splitlines():
        story = json.loads(row)
        measured.add_story(story, reader.read(story["body"], story["kind"], reasons=False))
    return measured


def summarise(measured: Measured, reader: str, name: str = SET_A.stem) -> dict[str, Any]:
    """Return what ``scores.json`` holds: every share with the counts it was made of."""
    precision, recall, f1 = measured.themes.macro()
    return {
        "reader": reader,
        "set": name,
        "stories": measured.stories,
        "sentences": measured.sentences,
        "exact_sentences": measured.exact_sentences,
        "coded_sentences": measured.coded_sentences,
        "themes": _entry(measured.themes),
        "themes_macro": _rounded(precision=precision, recall=recall, f1=f1),
        "themes_with_change": _entry(measured.themes_with_change),
        "whole_stories": _entry(measured.whole_stories),
        "top_three": _share(measured.top_three_right, measured.coded_sentences),
        "change": _share(measured.changes_right, measured.themes_right),
        "changes": {
            wanted.value: {
                suggested.value: measured.changes.get(wanted.value, Counter())[suggested.value]
                for suggested in Change
            }
            for wanted in Change
        },
        "by_theme": {
            theme: {
                **_entry(measured.themes, theme),
                "change": _share(measured.changes_right_of[theme], measured.themes.right[theme]),
            }
            for theme in measured.themes.labels()
        },
        "confusion": [
            {"wanted": wanted, "suggested": suggested, "count": count}
            for (wanted, suggested), count in sorted(
                measured.confusion.items(), key=lambda item: (-item[1], item[0])
            )
        ],
        "identifiers": {
            **_entry(measured.identifiers),
            "by_type": {
                kind: _entry(measured.identifiers.by_kind(), kind)
                for kind in measured.identifiers.by_kind().labels()
            },
        },
        "concern": _entry(measured.concerns),
        "two_people": TWO_PEOPLE,
    }


def report(measured: Measured) -> str:
    """Return the tables of the README."""
    lines = ["| what | precision | recall | F1 | counts |", "|---|---|---|---|---|"]
    for name, tally in (
        ("themes a sentence", measured.themes),
        ("themes with change", measured.themes_with_change),
        ("themes of the whole story", measured.whole_stories),
        ("identifiers, exact", measured.identifiers),
        ("concern flag", measured.concerns),
    ):
        lines.append(_row(name, tally, None))
    precision, recall, f1 = measured.themes.macro()
    lines += [
        f"| themes a sentence, mean over themes | {precision:.2f} | {recall:.2f} | {f1:.2f} | |",
        "",
        f"Sentences with exact bounds: {measured.exact_sentences} of {measured.sentences}. "
        f"Change right where the theme is: {measured.changes_right} of {measured.themes_right}. "
        "A right theme among the top three of a coded sentence: "
        f"{measured.top_three_right} of {measured.coded_sentences}.",
        "",
        "| theme | precision | recall | F1 | right / suggested / wanted | change right |",
        "|---|---|---|---|---|---|",
    ]
    for label in measured.themes.labels():
        changes = f"{measured.changes_right_of[label]} of {measured.themes.right[label]}"
        lines.append(f"{_row(label, measured.themes, label)} {changes} |")
    lines += ["", _change_table(measured)]
    kinds = measured.identifiers.by_kind()
    lines += ["", "| identifiers | precision | recall | F1 | counts |", "|---|---|---|---|---|"]
    lines += [_row(kind, kinds, kind) for kind in kinds.labels()]
    return "\n".join(lines)


def _likeliest(segment: ReadSegment) -> list[str]:
    """Return the three likeliest themes, suggested or not; for want of them the surest codes."""
    candidates = getattr(segment, "candidates", ()) or segment.codes
    return [one.theme for one in candidates[:MOST_CANDIDATES]]


def _wanted_sentences(story: dict[str, Any]) -> Iterator[tuple[int, int, dict[str, str]]]:
    body, position = str(story["body"]), 0
    for sentence in story["sentences"]:
        start = body.index(sentence["text"], position)
        position = start + len(sentence["text"])
        yield start, position, {code["theme"]: code["change"] for code in sentence["codes"]}


def _before_colon(counts: Counter[str]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for label, count in counts.items():
        kinds[label.split(":", 1)[0]] += count
    return kinds


def _entry(tally: Tally, label: str | None = None) -> dict[str, float]:
    right, suggested, wanted = tally.counts(label)
    precision, recall, f1 = tally.scores(label)
    return {
        "right": right,
        "suggested": suggested,
        "wanted": wanted,
        **_rounded(precision=precision, recall=recall, f1=f1),
    }


def _share(right: int, of: int) -> dict[str, float]:
    return {"right": right, "of": of, **_rounded(share=right / of if of else 0.0)}


def _rounded(**shares: float) -> dict[str, float]:
    return {name: round(share, 4) for name, share in shares.items()}


def _change_table(measured: Measured) -> str:
    names = [change.value for change in Change]
    lines = [f"| told as | {' | '.join(f'called {name}' for name in names)} |"]
    lines.append("|---" * (len(names) + 1) + "|")
    for wanted in names:
        row = measured.changes.get(wanted, Counter())
        lines.append(f"| {wanted} | {' | '.join(str(row[name]) for name in names)} |")
    return "\n".join(lines)


def _row(name: str, tally: Tally, label: str | None) -> str:
    precision, recall, f1 = tally.scores(label)
    numbers = " / ".join(str(count) for count in tally.counts(label))
    return f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {numbers} |"


def main() -> None:
    """Print the tables and, if asked to, write the scores down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {SCORES} beside this file")
    write = parser.parse_args().write
    reader = Reader(HERE)
    measured = measure(reader)
    sys.stdout.write(report(measured) + "\n")
    if write:
        text = json.dumps(summarise(measured, reader.name), indent=1) + "\n"
        (HERE / SCORES).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
