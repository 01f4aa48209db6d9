"""A story's words laid out for reading: paragraphs of runs that know their place in the text.

Markdown is drawn once by ``core.markdown`` and taken apart again, so that its marks never show
and every run still says at which code point of the kept text it begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from storybank.core.markdown import SpokenTurn, render_text
from storybank.stories.masking import MASKS
from storybank.tagging.models import Identifier, Segment
from storybank.tagging.rules import stretches_to_mask

_SIGNS = re.compile(r"^#{1,6}[ \t].*$|^[ \t]*[->+*](?=[ \t])|\*+|(?<!\w)_+|_+(?!\w)", re.MULTILINE)
_MASK = re.compile("|".join(re.escape(mask) for mask in sorted(MASKS.values())))
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass
class Note:
    """A coding as it stands beside its sentence; ``start`` is where its first run begins.

    ``voice`` says whose words the sentence holds, where they are not the storyteller's own.
    """

    id: str
    theme: str
    change: str
    status: str
    start: int
    end: int
    by: str = ""
    voice: str = ""
    confirm_url: str = ""
    reject_url: str = ""
    edit_url: str = ""
    href: str = ""


@dataclass
class Run:
    """A stretch of text drawn alike. ``start`` is None for the few signs Markdown makes up."""

    text: str
    start: int | None
    codings: list[Note] = field(default_factory=list)
    masked: bool = False
    found: bool = False
    strong: bool = False
    em: bool = False
    breaks: bool = False


@dataclass
class Paragraph:
    """A block of the story: told, question, heading or item (``speaker`` or ``marker`` first)."""

    kind: str
    speaker: str = ""
    marker: str = ""
    runs: list[Run] = field(default_factory=list)


def lay_out(
    body: str,
    fmt: str,
    turns: Sequence[SpokenTurn],
    *,
    segments: Sequence[Segment] = (),
    notes: dict[int, list[Note]] | None = None,
    masks: Collection[Identifier] = (),
) -> list[Paragraph]:
    """Lay a body out for the page.

    ``notes`` are codings by segment row number; ``masks`` are covered with words of ours.
    """
    notes = notes or {}
    coded = [segment for segment in segments if notes.get(segment.key)]
    stretches = _with_masks(body, stretches_to_mask(masks))
    cuts = sorted(
        {at for one in coded for at in (one.start, one.end)}
        | {at for start, end, _ in stretches for at in (start, end)}
    )
    reader = _Reader()
    reader.feed(render_text(body, fmt, turns=turns))
    reader.close()
    for paragraph in reader.paragraphs:
        if paragraph.speaker and any(
            body.startswith(paragraph.speaker, start) for start, _, _ in stretches
        ):
            paragraph.speaker = MASKS["PERSON"]
        runs = [piece for run in paragraph.runs for piece in _cut(run, cuts)]
        paragraph.runs = list(_cover(runs, stretches))
    _stand_notes(reader.paragraphs, coded, notes)
    return [paragraph for paragraph in reader.paragraphs if paragraph.runs]


def _with_masks(body: str, stretches: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """What is covered here, and the masks that stand in the words already: they look alike."""
    standing = [
        (match.start(), match.end(), match[0])
        for match in _MASK.finditer(body)
        if not any(start < match.end() and match.start() < end for start, end, _ in stretches)
    ]
    return sorted([*stretches, *standing])


def opening_words(body: str, turns: Sequence[SpokenTurn], most: int = 180) -> str:
    """The storyteller's first words, for a list; without the marks of Markdown."""
    told = next((turn for turn in turns if not turn.is_interviewer and turn.end > turn.start), None)
    start = told.text_start if told else 0
    text = " ".join(_SIGNS.sub(" ", body[start : start + most * 3]).split())
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(',;:–-')} …"


def _cut(run: Run, cuts: Sequence[int]) -> Iterator[Run]:
    if run.start is None:
        yield run
        return
    end = run.start + len(run.text)
    inside = cuts[bisect_right(cuts, run.start) : bisect_left(cuts, end)]
    at = run.start
    for number, stop in enumerate([*inside, end]):
        words = run.text[at - run.start : stop - run.start]
        yield replace(run, text=words, start=at, codings=[], breaks=run.breaks and number == 0)
        at = stop


def _cover(runs: Sequence[Run], stretches: Sequence[tuple[int, int, str]]) -> Iterator[Run]:
    starts = [start for start, _, _ in stretches]
    last = -1
    for run in runs:
        number = bisect_right(starts, run.start) - 1 if run.start is not None else -1
        if number < 0 or run.start is None or run.start >= stretches[number][1]:
            yield run
        elif number != last:
            last = number
            yield replace(run, text=stretches[number][2], masked=True)


def _stand_notes(
    paragraphs: Sequence[Paragraph], coded: Sequence[Segment], notes: dict[int, list[Note]]
) -> None:
    """Give each run the notes of its sentence; a note stands at its sentence's first run."""
    runs = [run for paragraph in paragraphs for run in paragraph.runs if run.start is not None]
    starts = [segment.start for segment in coded]
    seen: set[int] = set()
    for run in runs:
        number = bisect_right(starts, run.start or 0) - 1
        if number < 0 or (run.start or 0) >= coded[number].end:
            continue
        run.codings = notes[coded[number].key]
        if number not in seen:
            seen.add(number)
            for note in run.codings:
                note.start = run.start or 0
    for number, segment in enumerate(coded):
        if number not in seen and runs:  # its words are all syntax: stand by what is nearest
            nearest = min(runs, key=lambda run: abs((run.start or 0) - segment.start))
            for note in notes[segment.key]:
                note.start = nearest.start or 0
            nearest.codings = [*nearest.codings, *notes[segment.key]]


class _Reader(HTMLParser):
    """Reads paragraphs and runs out of the HTML that ``render_text`` makes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self._current: Paragraph | None = None
        self._kind = "told"
        self._speaker = ""
        self._in_label = False
        self._lists: list[int | None] = []
        self._marker = ""
        self._start: int | None = None
        self._strong = 0
        self._em = 0
        self._breaks = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        css = values.get("class") or ""
        if tag == "span" and "data-start" in values:
            self._start = int(values["data-start"] or 0)
        elif tag == "div":
            self._kind = "question" if "turn--interviewer" in css else "told"
        elif tag == "p" and "turn__who" in css:
            self._in_label, self._speaker = True, ""
        elif tag in HEADINGS:
            self._open("heading")
        elif tag == "p":
            self._open("item" if self._marker else self._kind)
        elif tag in ("ul", "ol"):
            self._lists.append(int(values.get("start") or 1) if tag == "ol" else None)
            self._current = None
        elif tag == "li":
            self._current, self._marker = None, self._next_marker()
        elif tag == "br":
            self._breaks = True
        elif tag in ("em", "strong"):
            setattr(self, f"_{tag}", getattr(self, f"_{tag}") + 1)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            self._start = None
        elif tag == "p" and self._in_label:
            self._in_label = False
        elif tag == "p" or tag == "li" or tag in HEADINGS:
            self._current = None
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._marker = ""
        elif tag in ("em", "strong"):
            setattr(self, f"_{tag}", getattr(self, f"_{tag}") - 1)

    def handle_data(self, data: str) -> None:
        if self._in_label:
            self._speaker += data.rstrip().rstrip(":")
            return
        if self._current is None:
            if self._start is None and data.isspace():
                return
            self._open("item" if self._marker else self._kind)
        assert self._current is not None, "opened above"
        words = data.lstrip("\n")  # a line's end is drawn as a break, which has no offset
        if not words or (words.isspace() and not self._current.runs):
            return
        self._current.runs.append(
            Run(
                words,
                None if self._start is None else self._start + len(data) - len(words),
                strong=self._strong > 0,
                em=self._em > 0,
                breaks=self._breaks and bool(self._current.runs),
            )
        )
        self._breaks = False

    def _open(self, kind: str) -> None:
        self._current = Paragraph(kind, speaker=self._speaker, marker=self._marker)
        self.paragraphs.append(self._current)
        self._speaker = ""
        if self._marker:
            self._marker = " " if kind == "item" else ""
        self._breaks = False

    def _next_marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "•"
        self._lists[-1] = number + 1
        return f"{number}."
