"""The coded text that everything here learns from: short runs, whole stories, written sets.

Every sentence keeps its codes, and whether it is an interviewer's. Set A is not among them.
``HELD_OUT`` names what no weight may see, so that thresholds can be set on it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nlp_models.written import read_written

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
CHANGES = ("need", "better", "worse", "activity")
# Told apart by file, so that no story, writer's run or contract stands on both sides.
HELD_OUT_RUNS = ("runs-19", "runs-31")
HELD_OUT_STORIES = ("I",)
HELD_OUT_CONTRACTS = 5  # of the written sets, each fifth contract
LAST_EARLY_RUN = "runs-20"  # up to here ``worse`` is twice as frequent as in life
_QUESTION = re.compile(r"^(?:INT|Q|Interviewer)\s*:\s*", re.IGNORECASE)
_LABEL = re.compile(r"^[A-Z][\w .'’-]{0,24}:\s+")


@dataclass(frozen=True)
class CodedSentence:
    """One sentence: its words without a speaker's label, and its (theme, change) codes."""

    text: str
    codes: tuple[tuple[str, str], ...]
    is_question: bool


@dataclass(frozen=True)
class CodedText:
    """Sentences that follow each other: ``source`` is the file's name, ``kind`` run or story."""

    source: str
    kind: str
    sentences: tuple[CodedSentence, ...]
    is_held_out: bool

    @property
    def has_more_worse(self) -> bool:
        """Whether ``worse`` was written in more often than life has it."""
        return (
            self.kind == "run" and self.source.startswith("runs") and self.source <= LAST_EARLY_RUN
        )


def read_themes() -> tuple[str, ...]:
    """Return the slugs of the hub themes in their order."""
    with (HERE / "themes" / "themes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row["id"] for row in csv.DictReader(file))


def read_runs() -> Iterator[CodedText]:
    """Yield the short runs of ``corpus/runs``."""
    yield from _read_runs("runs")


def read_plain() -> Iterator[CodedText]:
    """Yield the runs of ``corpus/plain``: the same told in everyday words, for the second stage."""
    yield from _read_runs("plain")


def _read_runs(folder: str) -> Iterator[CodedText]:
    for path in sorted((CORPUS / folder).glob(f"{folder}-*.txt")):
        for block in path.read_text(encoding="utf-8").split("## ")[1:]:
            lines = [line.split(" | ", 1) for line in block.splitlines()[1:] if " | " in line]
            yield CodedText(
                path.stem,
                "run",
                tuple(_sentence(text.strip(), _codes(codes)) for codes, text in lines),
                path.stem in HELD_OUT_RUNS,
            )


def read_stories(folder: Path = CORPUS / "stories") -> Iterator[CodedText]:
    """Yield the whole stories of a folder of ``?.jsonl``."""
    for path in sorted(folder.glob("?.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            yield CodedText(
                path.stem,
                "story",
                tuple(_story_sentences(json.loads(row))),
                path.stem in HELD_OUT_STORIES,
            )


def read_written_sets() -> Iterator[CodedText]:
    """Yield the stories of ``corpus/written``."""
    for path in sorted((CORPUS / "written").glob("*.txt")):
        found = read_written(path)
        contracts = [contract.id for contract in found.contracts]
        for story in found.stories:
            is_talk = story.kind == "interview_transcript"
            sentences = []
            is_question = False
            for one in story.sentences:
                if is_talk and (_LABEL.match(one.text) or _QUESTION.match(one.text)):
                    is_question = _QUESTION.match(one.text) is not None
                text = _LABEL.sub("", one.text) if is_talk else one.text
                sentences.append(CodedSentence(text, tuple(one.codes), is_question and is_talk))
            held_out = contracts.index(story.contract) % HELD_OUT_CONTRACTS == 4
            yield CodedText(path.stem, "story", tuple(sentences), held_out)


def _sentence(text: str, codes: tuple[tuple[str, str], ...]) -> CodedSentence:
    return CodedSentence(_QUESTION.sub("", text), codes, _QUESTION.match(text) is not None)


def _codes(codes: str) -> tuple[tuple[str, str], ...]:
    if codes.strip() == "-":
        return ()
    pairs = (code.strip().rsplit(".", 1) for code in codes.split(";"))
    return tuple((theme, change) for theme, change in pairs)


def _story_sentences(story: dict[str, object]) -> Iterator[CodedSentence]:
    body, sentences = str(story["body"]), story["sentences"]
    assert isinstance(sentences, list)
    position, is_question = 0, False
    for number, sentence in enumerate(sentences):
        start = body.index(sentence["text"], position)
        between = body[position:start]
        if "\n" in between or not number:
            is_question = re.search(r"\bINT:\s*$", between) is not None
        position = start + len(sentence["text"])
        codes = tuple((code["theme"], code["change"]) for code in sentence["codes"])
        yield CodedSentence(sentence["text"], codes, is_question)
