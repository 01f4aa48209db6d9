"""Captions of a recording (.vtt, .srt): turns of speech, and when each was said."""

from __future__ import annotations

import html
import re

import webvtt

from storybank.core.text import normalise_text, squeeze
from storybank.core.uploads import ReadLimits, Unreadable, read_text_bytes
from storybank.intake.readers.result import (
    INTERVIEW_TRANSCRIPT,
    Cue,
    ReadResult,
    ReadStory,
    checked_body,
    title_from_name,
)

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,200}>|<\d[\d:.]*>")
_NAMED = re.compile(
    r"(?:[-–>]+\s*)?(?P<name>[^\W\d_][\w .'’-]{0,40}?)\s*:\s+(?P<words>\S.*)", re.DOTALL
)
_BRACKETED = re.compile(
    r"[\[(](?P<name>[^\W\d_][\w .'’-]{0,40})[\])]:?\s*(?P<words>\S.*)", re.DOTALL
)
# Silence, in milliseconds, after which unnamed speech starts a new paragraph.
_PAUSE_MS = 2500


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read one transcript: ``Name: words`` a turn, and a cue for every caption."""
    text = read_text_bytes(data).replace("\x00", "")
    captions = _parse(text, is_vtt=name.casefold().endswith(".vtt"))
    spoken: list[tuple[str | None, str, int, int]] = []
    for caption in captions:
        raw = "\n".join(str(line) for line in caption.lines)
        start_ms = _milliseconds(caption.start)
        end_ms = max(start_ms, _milliseconds(caption.end))
        for speaker, words in _voices(raw):
            spoken.append((speaker, words, start_ms, end_ms))
    if not spoken:
        raise Unreadable(
            "There are no spoken words in these captions.",
            "Check you chose the right file, or type what was said.",
        )
    body, cues = join_turns(spoken)
    checked_body(body, limits)
    named = len({speaker for speaker, *_ in spoken if speaker}) > 0
    story = ReadStory(
        title=title_from_name(name),
        body=body,
        kind=INTERVIEW_TRANSCRIPT if named else None,
        cues=cues,
    )
    return ReadResult((story,))


def join_turns(
    spoken: list[tuple[str | None, str, int, int]],
) -> tuple[str, tuple[Cue, ...]]:
    """Join (speaker, words, start_ms, end_ms) into paragraphs of turns, with a cue for each."""
    body = ""
    cues: list[Cue] = []
    last: str | None = None
    last_end = 0
    for speaker, words, start_ms, end_ms in spoken:
        same = bool(cues) and speaker == last
        if same and (speaker or start_ms - last_end < _PAUSE_MS):
            body += " "
        else:
            body += "\n\n" if body else ""
            body += f"{speaker}: " if speaker else ""
        cues.append(Cue(len(body), len(body) + len(words), start_ms, end_ms, speaker))
        body += words
        last, last_end = speaker, end_ms
    return body, tuple(cues)


def _parse(text: str, *, is_vtt: bool) -> list[webvtt.Caption]:
    text = normalise_lines(text)
    try:
        if is_vtt:
            return list(webvtt.from_string(text).captions)
        return list(webvtt.from_buffer(iter(text.split("\n")), format="srt").captions)
    except Exception as error:  # the library has several kinds, and none is kinder to people
        ending = ".vtt" if is_vtt else ".srt"
        raise Unreadable(
            f"This file is not captions, though its name ends in {ending}.",
            "Save the captions again from the program that made them, or upload the words as text.",
        ) from error


def normalise_lines(text: str) -> str:
    r"""Return ``text`` with ``\\n`` line ends and nothing before its first line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff \n\t")


def _voices(raw: str) -> list[tuple[str | None, str]]:
    """Split one caption into (speaker, words): by voice tags, else by names before colons."""
    found: list[tuple[str | None, str]] = []
    pieces = _VOICE.split(raw)
    if len(pieces) > 1:
        if before := _words(pieces[0]):
            found.append((None, before))
        for speaker, words in zip(pieces[1::2], pieces[2::2], strict=True):
            if said := _words(words):
                found.append((squeeze(html.unescape(speaker)) or None, said))
        return found
    for line in _split_dialogue(raw):
        said = _words(line)
        if match := _NAMED.fullmatch(said) or _BRACKETED.fullmatch(said):
            found.append((match["name"].strip(), match["words"]))
        elif said:
            found.append((None, said))
    return _carry_on(found)


def _split_dialogue(raw: str) -> list[str]:
    """Lines that each open with a dash or a name are turns of two people in one caption."""
    lines = raw.split("\n")
    if len(lines) > 1 and all(re.match(r"\s*[-–]\s", line) for line in lines):
        return [re.sub(r"^\s*[-–]\s+", "", line) for line in lines]
    if len(lines) > 1 and all(_NAMED.fullmatch(_words(line)) for line in lines):
        return lines
    return [raw]


def _carry_on(found: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    return [(speaker, words) for speaker, words in found if words]


def _words(raw: str) -> str:
    # One line and normalised here, so that the cue offsets hold in the finished body.
    return normalise_text(" ".join(squeeze(html.unescape(_TAG.sub("", raw))).split()))


def _milliseconds(stamp: object) -> int:
    hours, minutes, seconds = str(stamp).replace(",", ".").split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
