"""Who asks the questions in a transcript whose speakers go by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storybank.intake.readers.result import INTERVIEW_TRANSCRIPT, Cue
from storybank.nlp.turns import Turn, split_turns

MOST_SPEAKERS = 8
_MARK = "INT: "


def unknown_askers(body: str, kind: str | None) -> list[str]:
    """The speakers of a transcript of whom nobody is marked as the one who asks.

    Empty where somebody is, where one person alone speaks, and for what is no transcript.
    """
    if kind != INTERVIEW_TRANSCRIPT:
        return []
    turns = split_turns(body, INTERVIEW_TRANSCRIPT)
    if any(turn.is_interviewer for turn in turns):
        return []
    names = list(dict.fromkeys(turn.speaker_label for turn in turns if turn.speaker_label))
    return names[:MOST_SPEAKERS] if len(names) > 1 else []


def mark_asker(body: str, name: str, cues: Sequence[Cue] = ()) -> tuple[str, tuple[Cue, ...]]:
    """The transcript with one speaker's turns marked as the interviewer's, and its cues with it."""
    pieces: list[str] = []
    moved = list(cues)
    at = gone = 0
    for turn in _turns_of(body, name):
        pieces += [body[at : turn.start], _MARK]
        shift = len(_MARK) - (turn.text_start - turn.start)
        moved = [
            replace(cue, start=cue.start + shift, end=cue.end + shift)
            if cue.start >= turn.text_start + gone
            else cue
            for cue in moved
        ]
        gone += shift
        at = turn.text_start
    return "".join([*pieces, body[at:]]), tuple(moved)


def _turns_of(body: str, name: str) -> list[Turn]:
    turns = split_turns(body, INTERVIEW_TRANSCRIPT)
    return [turn for turn in turns if turn.speaker_label == name]
