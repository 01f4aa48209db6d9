"""Who is speaking: a transcript taken apart into turns, without any model.

A turn runs from its label ("INT:", "Maureen:") to the next one. Labels are found only at
the start of a line, so that a colon in running text is left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_INTERVIEWER_LABELS_TEXT = """
    int interviewer q question i moderator facilitator researcher iv intv host
    interview"""
INTERVIEWER_LABELS = frozenset(_INTERVIEWER_LABELS_TEXT.split())
_RESPONDENT_LABELS_TEXT = """
    res respondent r a answer participant p interviewee speaker resident client patient mum dad
    husband wife daughter son carer worker tenant"""
_RESPONDENT_LABELS = frozenset(_RESPONDENT_LABELS_TEXT.split())
_LABEL = re.compile(
    r"^[ \t]*(?P<label>\[[^\[\]\n]{3,40}\]|[^\W\d_][\w'’.\-]*(?:[ \t][\w'’.\-]+){0,3})"
    r"(?:[ \t]*\([^()\n]{1,20}\))?[ \t]*:(?:[ \t]+|(?=\n)|$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's stretch of the body; ``text_start`` is where the words begin."""

    start: int
    end: int
    text_start: int
    speaker_label: str | None
    is_interviewer: bool


def split_turns(body: str, kind: str) -> tuple[Turn, ...]:
    """Return the turns of a body, covering all of it in order.

    A story that is no transcript is one turn, unless an interviewer's label shows that it
    was written down as questions and answers. An empty body has no turns.
    """
    if not body:
        return ()
    labels = _find_labels(body, is_transcript=kind == "interview_transcript")
    if not labels:
        return (Turn(0, len(body), 0, None, is_interviewer=False),)
    turns = []
    if labels[0].start() > 0:
        turns.append(Turn(0, labels[0].start(), 0, None, is_interviewer=False))
    ends = [match.start() for match in labels[1:]] + [len(body)]
    for match, end in zip(labels, ends, strict=True):
        label = match["label"]
        turns.append(Turn(match.start(), end, match.end(), label, _is_interviewer(label)))
    return tuple(turns)


def is_role_label(label: str) -> bool:
    """Say whether a label names a part in the talk ("RES", "Speaker 1") and not a person."""
    return _role(label) in INTERVIEWER_LABELS | _RESPONDENT_LABELS


def is_masked_label(label: str) -> bool:
    """Say whether a label is a name that was covered: "[a name]"."""
    return label.startswith("[")


def _role(label: str) -> str:
    """Return the part a label names, in small letters: one word, perhaps numbered or named."""
    words = label.split()
    role = words[0].lower().rstrip(".").rstrip("0123456789")
    return role if all(word[0].isdigit() or word[0].isupper() for word in words[1:]) else ""


def _is_interviewer(label: str) -> bool:
    return _role(label) in INTERVIEWER_LABELS


def _looks_like_label(label: str) -> bool:
    """Say whether each word begins with a capital, or the label is a known part, or masked."""
    return (
        is_masked_label(label)
        or is_role_label(label)
        or all(word[0].isupper() or word[0].isdigit() for word in label.split())
    )


def _find_labels(body: str, *, is_transcript: bool) -> list[re.Match[str]]:
    found = [match for match in _LABEL.finditer(body) if _looks_like_label(match["label"])]
    counts = Counter(match["label"].lower() for match in found)
    has_interviewer = any(_is_interviewer(match["label"]) for match in found)
    if not is_transcript:
        # Headings such as "Outcome 2:" abound in reports: only a two-sided talk will do.
        return found if has_interviewer and len(counts) > 1 and len(found) > 2 else []
    return [
        match
        for match in found
        if counts[match["label"].lower()] > 1 or is_role_label(match["label"]) or has_interviewer
    ]
