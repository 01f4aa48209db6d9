"""What reading a file gives: stories, what could not be read, and what is worth saying."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from storybank.core.text import normalise_text, squeeze
from storybank.core.uploads import BadValueError, Problem, ReadLimits, Unreadable
from storybank.intake.readers.facts import ReadFacts

BENEFICIARY_STORY = "beneficiary_story"
INTERVIEW_TRANSCRIPT = "interview_transcript"
CASE_STUDY = "case_study"

_KINDS = {
    "beneficiary_story": BENEFICIARY_STORY,
    "story": BENEFICIARY_STORY,
    "interview_transcript": INTERVIEW_TRANSCRIPT,
    "interview": INTERVIEW_TRANSCRIPT,
    "transcript": INTERVIEW_TRANSCRIPT,
    "case_study": CASE_STUDY,
}
_TURN = re.compile(r"^[^\W\d_][\w .'’-]{0,40}?:\s+\S", re.MULTILINE)
_TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: where its words stand in the body, when they were said, and by whom.

    ``start``/``end`` are code points of the body, half-open; ``start_ms``/``end_ms``
    milliseconds of the recording.
    """

    start: int
    end: int
    start_ms: int
    end_ms: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class ReadStory:
    """One story as a file tells it. None or '' where the file does not say.

    Of a list: ``row`` is its row or line, ``cells`` what stood in it, and ``wrong`` what keeps it
    from being taken in as it stands.
    """

    title: str
    body: str
    format: str = "plain"
    kind: str | None = None
    place: str = ""
    told_on: date | None = None
    contract: str = ""
    told_by: str = ""
    told_for: str = ""
    consent: tuple[str, ...] | None = None
    source_id: str = ""
    cues: tuple[Cue, ...] = ()
    row: int | None = None
    facts: ReadFacts = ReadFacts()  # noqa: RUF009  (frozen)
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    wrong: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The stories of a file, the parts that failed, and notices that stop nothing.

    ``rejected`` are the rows that something is wrong with, as far as they could be read. ``kept``
    is what may be kept of a file that holds one story.
    """

    stories: tuple[ReadStory, ...]
    problems: tuple[Problem, ...] = ()
    rejected: tuple[ReadStory, ...] = ()
    notices: tuple[str, ...] = field(default=())
    kept: bytes | None = field(default=None, repr=False)


def read_kind(words: str) -> str | None:
    """Return the kind of story named by ``words``, None for none. Raises BadValueError."""
    name = re.sub(r"[\s-]+", "_", squeeze(words).casefold())
    if not name:
        return None
    if name not in _KINDS:
        raise BadValueError(
            "kind",
            f"“{squeeze(words)}” is not a kind of story we know.",
            "Write beneficiary_story, interview_transcript or case_study.",
        )
    return _KINDS[name]


def guess_kind(body: str) -> str | None:
    """Say ``interview_transcript`` where most paragraphs begin with a speaker's name."""
    lines = [line for line in body.split("\n") if line.strip()]
    turns = sum(1 for line in lines if _TURN.match(line))
    return INTERVIEW_TRANSCRIPT if turns >= 3 and turns * 2 > len(lines) else None


def title_from_name(name: str) -> str:
    """Make a title from a file name: ``my_story-2.docx`` is ``my story 2``."""
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0] or name
    return clip_title(re.sub(r"[_\-]+", " ", stem)) or "Untitled story"


def title_from_words(body: str) -> str:
    """Make a title of a story's first words."""
    words = re.sub(r"[#>*]+ ", "", body[:400]).split()
    title = clip_title(" ".join(words[:8])).rstrip(",;:.")
    return (title + " …" if len(words) > 8 else title) or "Untitled story"


def clip_title(words: str) -> str:
    """Return ``words`` on one line, no longer than a title may be."""
    line = squeeze(words)
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1].rstrip() + "…"


def checked_body(text: str, limits: ReadLimits) -> str:
    """Return the story's words normalised. Raises Unreadable for none or too many."""
    if len(text) > 4 * limits.max_characters:
        raise _too_long(len(text), limits)
    body = normalise_text(text)
    if not any(ch.isalpha() for ch in body):
        raise Unreadable(
            "There are no words in it.",
            "Check you chose the right file, and upload it again.",
        )
    if len(body) > limits.max_characters:
        raise _too_long(len(body), limits)
    return body


def _too_long(length: int, limits: ReadLimits) -> Unreadable:
    return Unreadable(
        f"It holds {length:,} characters. The most we can take as one story is "
        f"{limits.max_characters:,}.",
        "Split it into one file for each story.",
    )
