"""Read the stories of ``corpus/written`` (its README shows the form); run it to check files.

``python -m nlp_models.written FILE...`` prints what is wrong with each file, a line a fault, and
how much it holds; it ends with status 1 if anything is wrong.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HERE = Path(__file__).parent
CHANGES = frozenset({"need", "better", "worse", "activity"})
KINDS = frozenset({"beneficiary_story", "interview_transcript", "case_study"})
TYPES = frozenset(
    {
        "PERSON",
        "ADDRESS",
        "POSTCODE",
        "PHONE",
        "EMAIL",
        "DATE_OF_BIRTH",
        "NHS_NUMBER",
        "NI_NUMBER",
        "SCHOOL_OR_WORKPLACE",
    }
)
_DETAIL = re.compile(r"\{([^{}|]+)\|([A-Z_]+)\}")
_CODE = re.compile(r"([a-z-]+)\.([a-z]+)")
_SPEAKER = re.compile(r"^(\{[^{}|]+\|PERSON\}|[A-Z][\w .'-]{0,24}):\s")


@dataclass
class WrittenSentence:
    """One sentence: its words, codes, and what it is marked for."""

    text: str
    codes: list[tuple[str, str]]
    is_concern: bool = False
    refs: list[str] = field(default_factory=list)
    opens_paragraph: bool = False
    details: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class WrittenStory:
    """One story with its labels."""

    id: str
    kind: str
    title: str
    place: str
    told_on: str
    contract: str
    evidences: list[str] = field(default_factory=list)
    contradicts: list[str] = field(default_factory=list)
    sentences: list[WrittenSentence] = field(default_factory=list)

    @property
    def body(self) -> str:
        """The whole text: sentences joined by spaces, turns by lines, paragraphs by blank lines."""
        parts: list[str] = []
        for number, sentence in enumerate(self.sentences):
            if number:
                turn = _SPEAKER.match(sentence.text) and self.kind == "interview_transcript"
                parts.append("\n" if turn else "\n\n" if sentence.opens_paragraph else " ")
            parts.append(sentence.text)
        return "".join(parts)


@dataclass
class WrittenContract:
    """A contract with its commitments: (ref, text, themes)."""

    id: str
    title: str
    buyer: str
    supplier: str
    commitments: list[tuple[str, str, list[str]]] = field(default_factory=list)


@dataclass
class WrittenFile:
    """What one file holds, and what is wrong with it."""

    contracts: list[WrittenContract] = field(default_factory=list)
    stories: list[WrittenStory] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def read_written(path: Path) -> WrittenFile:
    """Return the contracts and stories of one file, with every fault found on the way."""
    found = WrittenFile()
    reader = _Lines(found, _theme_names())
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            reader.take(line.rstrip())
        except ValueError as fault:
            found.faults.append(f"{path.name}:{number}: {fault}")
    found.faults += [f"{path.name}: {fault}" for fault in _check(found)]
    return found


class _Lines:
    """Takes a file's lines one by one, and knows what the next may be."""

    def __init__(self, found: WrittenFile, themes: frozenset[str]) -> None:
        self._found, self._themes = found, themes
        self._expects_links = False
        self._after_blank = False

    def take(self, line: str) -> None:
        if not line.strip():
            self._after_blank = True
            return
        if line.startswith("## "):
            self._story(line[3:])
        elif line.startswith("# "):
            self._contract(line[2:])
        elif self._expects_links:
            self._links(line)
        elif self._found.stories and self._in_story:
            self._sentence(line)
        else:
            self._commitment(line)
        self._after_blank = False

    def _contract(self, line: str) -> None:
        fields = [part.strip() for part in line.split("|")]
        if len(fields) != 4:
            raise ValueError("a contract has four parts: id | title | buyer | supplier")
        self._found.contracts.append(WrittenContract(*fields))
        self._in_story = False

    def _commitment(self, line: str) -> None:
        fields = [part.strip() for part in line.split("|")]
        if len(fields) != 3 or not self._found.contracts:
            raise ValueError("a commitment has three parts: ref | text | themes")
        themes = [part.strip() for part in fields[2].split(";")]
        self._check_themes(themes)
        self._found.contracts[-1].commitments.append((fields[0], fields[1], themes))

    def _story(self, line: str) -> None:
        fields = [part.strip() for part in line.split("|")]
        if len(fields) != 5 or not self._found.contracts:
            raise ValueError("a story has five parts: id | kind | title | place | date")
        if fields[1] not in KINDS:
            raise ValueError(f"no such kind: {fields[1]}")
        self._found.stories.append(WrittenStory(*fields, contract=self._found.contracts[-1].id))
        self._in_story = self._expects_links = True

    def _links(self, line: str) -> None:
        self._expects_links = False
        if line.strip() == "-":
            return
        story = self._found.stories[-1]
        for part in line.split(";"):
            verb, *refs = part.split()
            known = {ref for ref, _, _ in self._found.contracts[-1].commitments}
            if verb not in ("evidences", "contradicts") or not refs or set(refs) - known:
                raise ValueError(
                    f"not understood: {part.strip()!r} (evidences C1 C2; contradicts C3)"
                )
            getattr(story, verb).extend(refs)

    def _sentence(self, line: str) -> None:
        head, bar, text = line.partition(" | ")
        if not bar or not text.strip():
            raise ValueError("a sentence is: codes | words")
        is_concern = head.startswith("!")
        head = head.lstrip("! ")
        refs = re.findall(r"\*(\w+)", head)
        head = re.sub(r"\*\w+", "", head).strip()
        codes = [] if head in ("-", "") else [self._code(part) for part in head.split(";")]
        plain, details = _take_details(text.strip())
        is_talk = self._found.stories[-1].kind == "interview_transcript"
        if is_talk and plain.startswith("INT:") and codes:
            raise ValueError("an interviewer's question carries no code")
        self._found.stories[-1].sentences.append(
            WrittenSentence(plain, codes, is_concern, refs, self._after_blank, details)
        )

    def _code(self, part: str) -> tuple[str, str]:
        match = _CODE.fullmatch(part.strip())
        if match is None or match[2] not in CHANGES:
            raise ValueError(f"not a code: {part.strip()!r}")
        self._check_themes([match[1]])
        return match[1], match[2]

    def _check_themes(self, themes: Iterable[str]) -> None:
        unknown = [theme for theme in themes if theme not in self._themes]
        if unknown:
            raise ValueError(f"no such theme: {', '.join(unknown)}")


def _take_details(text: str) -> tuple[str, list[tuple[str, str]]]:
    details = [(match[1], match[2]) for match in _DETAIL.finditer(text)]
    unknown = [kind for _, kind in details if kind not in TYPES]
    plain = _DETAIL.sub(lambda match: match[1], text)
    if unknown or "{" in plain or "}" in plain:
        raise ValueError(f"personal data is {{words|TYPE}}: {text[:60]!r}")
    return plain, details


def _check(found: WrittenFile) -> Iterator[str]:
    for story in found.stories:
        marked = {ref for sentence in story.sentences for ref in sentence.refs}
        named = set(story.evidences) | set(story.contradicts)
        if marked != named:
            yield f"{story.id}: marked {sorted(marked)} but its second line names {sorted(named)}"
        if len(story.sentences) < 8:
            yield f"{story.id}: only {len(story.sentences)} sentences"


def _theme_names() -> frozenset[str]:
    with (_HERE / "themes" / "themes.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


def main(paths: list[str]) -> int:
    """Check files and print what they hold."""
    wrong = 0
    for path in paths:
        found = read_written(Path(path))
        wrong += len(found.faults)
        for fault in found.faults:
            sys.stdout.write(f"{fault}\n")
        sentences = [sentence for story in found.stories for sentence in story.sentences]
        coded = sum(bool(sentence.codes) for sentence in sentences)
        flagged = sum(any(s.is_concern for s in story.sentences) for story in found.stories)
        sys.stdout.write(
            f"{path}: {len(found.contracts)} contracts, {len(found.stories)} stories,"
            f" {len(sentences)} sentences, {coded} of them coded, {flagged} stories flagged\n"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
