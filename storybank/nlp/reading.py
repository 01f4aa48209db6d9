"""What a reading of a story says: plain values, free of spaCy.

Offsets are half-open and count Unicode code points of the text that was read,
so that ``body[start:end] == quote`` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Change(StrEnum):
    """What a passage says happened to the part of life it speaks of."""

    NEED = "need"
    BETTER = "better"
    WORSE = "worse"
    ACTIVITY = "activity"


class Speaker(StrEnum):
    """Whose words a segment holds. An interviewer's words are never coded."""

    STORYTELLER = "storyteller"
    INTERVIEWER = "interviewer"


class Voice(StrEnum):
    """How near a sentence is to the storyteller's own words. Boards quote only own and quoted."""

    OWN = "own"  # the storyteller says it
    QUOTED = "quoted"  # set in quotation marks as said, and not by a member of staff
    TOLD = "told"  # said about the storyteller, by somebody else
    ASKED = "asked"  # an interviewer's


@dataclass(frozen=True, slots=True)
class SuggestedCode:
    """One theme suggested for a segment, with what made the reader think so."""

    theme: str
    change: Change
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A theme a sentence may speak of, whether it is suggested or not, and how likely."""

    theme: str
    score: float


@dataclass(frozen=True, slots=True)
class ReadSegment:
    """One sentence of the story, with the codes suggested for it (often none).

    ``candidates`` are its three likeliest themes, suggested or not.

    ``attributed_to`` says in a few words who a quotation is said to be by, where the text does.
    """

    start: int
    end: int
    quote: str
    speaker: Speaker
    codes: tuple[SuggestedCode, ...] = ()
    voice: Voice = Voice.TOLD
    attributed_to: str = ""
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestedIdentifier:
    """A stretch of text that may tell who somebody is (types: the codebook's README)."""

    start: int
    end: int
    text: str
    type: str


@dataclass(frozen=True, slots=True)
class SuggestedConcern:
    """Whether the text may tell of somebody at risk, and the sentences that say so."""

    flag: bool
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What must be known of a story before anybody reads it; ``reader`` names model and version."""

    reader: str
    identifiers: tuple[SuggestedIdentifier, ...]
    concern: SuggestedConcern


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one reader says of one story. ``reader`` names model and version.

    ``language`` is its name ("English", "Welsh"), or empty where the reader cannot tell.
    ``vectors`` are the meanings of the told sentences, a row each; None where not asked for.
    """

    reader: str
    segments: tuple[ReadSegment, ...]
    identifiers: tuple[SuggestedIdentifier, ...]
    concern: SuggestedConcern
    language: str = ""
    vectors: npt.NDArray[np.float16] | None = field(default=None, compare=False)
