"""What is kept how long by default, and what a certificate of disposal says. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from storybank.core.errors import RuleBroken
from storybank.rights.models import RetentionKind

LONGEST_WHY = 1000
MOST_DAYS = 36_500
# Disposed of in one transaction, with one certificate.
BATCH = 50
# Whoever disposes of things is reminded this often that something waits.
REMIND_AFTER = timedelta(days=30)
YEAR = 365


@dataclass(frozen=True)
class Kept:
    """How long one kind of thing is kept: its name on screen, from when, and why."""

    title: str
    what: str
    since: str
    days: int
    why: str


KEPT = {
    RetentionKind.TELLING: Kept(
        "Stories begun and never sent",
        "What somebody began to tell on a call’s page and did not send.",
        "since it was last touched",
        90,
        "Long enough to come back to it; nobody sent it to us.",
    ),
    RetentionKind.DRAFT: Kept(
        "Drafts by staff",
        "A story begun on the form for staff and never sent.",
        "since it was last saved",
        90,
        "Long enough to finish it; nobody agreed yet to its being kept.",
    ),
    RetentionKind.DECLINED: Kept(
        "Stories that were declined",
        "The words, the file and the names. That one was declined, and when, stays.",
        "since it was declined",
        90,
        "Long enough to ask why; there is no use for it after that.",
    ),
    RetentionKind.ORIGINAL: Kept(
        "Words and files as received",
        "What came in, before personal details were covered, and recordings and photographs that "
        "may not be used. The story made of it stays.",
        "since the story was accepted; or once somebody independent has checked a claim of it",
        YEAR,
        "Needed to check that the story says what was told; after that the story is enough.",
    ),
    RetentionKind.STORY: Kept(
        "Stories",
        "The story, every version of it, its themes and its claims. Nothing but the counts that "
        "its storyteller agreed to stays.",
        "since its contract ended, or since it was accepted where it has none; or as soon as the "
        "last permission has run out",
        6 * YEAR,
        "A contract can be disputed for six years after it ends, and the story is evidence of what "
        "it did.",
    ),
    RetentionKind.CONSENT: Kept(
        "Records of what was allowed",
        "Who allowed what, when and how, of a story whose words are gone.",
        "since the words were erased",
        6 * YEAR,
        "To show that we had permission, for as long as somebody can complain that we had none.",
    ),
    RetentionKind.CONCERN: Kept(
        "Safeguarding records",
        "What was written about a worry. That there was one, and what was decided, stays. Your "
        "safeguarding policy decides; a worry about a child may ask for longer.",
        "since the worry was cleared",
        6 * YEAR,
        "To show what was decided and why, should harm come to light later.",
    ),
}


def check_rule(days: int | None, why: str) -> None:
    """A rule has a number of days and a reason.

    Raises:
        RuleBroken: one of them is missing or cannot be right; ``field`` says which.
    """
    if days is None or not 1 <= days <= MOST_DAYS:
        raise RuleBroken(f"Give a number of days from 1 to {MOST_DAYS:,}.", field="days")
    check_why(why)


def check_why(why: str) -> str:
    """A reason, trimmed.

    Raises:
        RuleBroken: there is none, or it is far too long.
    """
    if not why.strip():
        raise RuleBroken("Say why, for whoever asks in some years.", field="why")
    if len(why) > LONGEST_WHY:
        raise RuleBroken(f"Use {LONGEST_WHY:,} characters or fewer.", field="why")
    return why.strip()


def written(items: Sequence[dict[str, Any]]) -> bytes:
    """The items of a certificate as they are written, so that anybody can add them up again."""
    text = json.dumps(items, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def digest(items: Sequence[dict[str, Any]]) -> str:
    """The SHA-256 of the items of a certificate, in hex."""
    return hashlib.sha256(written(items)).hexdigest()
