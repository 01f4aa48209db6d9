"""The storyteller's own door: opened with a return code, shut after half an hour of quiet.

What the browser keeps is signed: which story it is, a mark that dies with the code, and when the
page was last used. The code itself is kept nowhere and stands in no address.
"""

import hashlib
import hmac
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, g, session

from storybank.accounts.rules import Actor
from storybank.rights.queries.own_story import (
    OwnStory,
    find_by_door,
    find_code_of,
    get_own_story,
)
from storybank.telling.models import ReturnCode
from storybank.telling.queries import find_submission_by_code, find_telling_by_code
from storybank.web import limits
from storybank.web.bank import current_bank
from storybank.web.session import current_session

pages = Blueprint("own_story", __name__, url_prefix="/your-story")

QUIET_SECONDS = 30 * 60
KEPT = "own_story"
# However a code is wrong, the answer takes this long.
WRONG_TAKES = 0.4
# A library's computers may share an address, and all of them wait where one tries too often.
GUESSES = limits.Limit.of("wrong-codes", "10 per 10 minutes")
# By everybody together: so many that nobody can shut the door on others by guessing, and far too
# few to find one of a million codes among ten thousand million million.
ALL_GUESSES = limits.Limit.of("all-wrong-codes", "3000 per 10 minutes")
EVERYBODY = "everybody"
# What may be done behind one door: far more than anybody means to, whichever browsers are used.
ACTS = limits.Limit.of("own-story-acts", "60 per 10 minutes")


@dataclass(frozen=True)
class Guest:
    """Whoever is in: they act on their own story, and on no other."""

    actor: Actor
    own: OwnStory


def must_wait() -> int:
    """The seconds until another code may be tried from here; 0: now."""
    return max(limits.wait_for(GUESSES), limits.wait_for(ALL_GUESSES, EVERYBODY))


class Opened(StrEnum):
    """What a code opened."""

    NOTHING = "nothing"
    STORY = "story"
    UNFINISHED = "unfinished"  # a story that was begun, and left to be gone on with later


def open_door(typed: str) -> Opened:
    """Open the door with a code; what it fitted. Every wrong one takes as long, and counts."""
    began, bank = time.monotonic(), current_bank()
    # Looked up by reading alone: while a wrong code is made to wait, nobody else waits to write.
    with bank.database.reading() as reading:
        found = find_submission_by_code(reading, typed, bank.return_key)
        code = find_code_of(reading, found.key) if found is not None else None
        if found is None and find_telling_by_code(reading, typed, bank.return_key) is not None:
            return Opened.UNFINISHED
    if found is None or code is None:
        limits.spend(GUESSES)
        limits.spend(ALL_GUESSES, EVERYBODY)
        time.sleep(max(0.0, WRONG_TAKES - (time.monotonic() - began)))
        return Opened.NOTHING
    session[KEPT] = {"story": str(found.public_id), "mark": _mark(code), "at": int(time.time())}
    return Opened.STORY


def shut_door() -> None:
    """Forget whose story it was."""
    session.pop(KEPT, None)
    g.pop("guest", None)


def current_guest() -> Guest | None:
    """Whoever is in; None where the door is shut, was left quiet, or the code has ended."""
    if "guest" not in g:
        g.guest = _look()
    return cast(Guest | None, g.guest)


def acts_too_often(guest: Guest) -> int:
    """Count one more act of a guest's; the seconds to wait where that is too many."""
    return limits.spend(ACTS, str(guest.own.submission.public_id))


def is_timed_out() -> bool:
    """Whether this browser was in, and is no longer."""
    return KEPT in session and current_guest() is None


def _look() -> Guest | None:
    kept: Any = session.get(KEPT)
    try:
        public_id, mark, at = UUID(kept["story"]), str(kept["mark"]), int(kept["at"])
    except (TypeError, KeyError, ValueError):
        return None
    now = int(time.time())
    if now - at > QUIET_SECONDS:
        return None
    found = find_by_door(current_session(), public_id)
    if found is None or not hmac.compare_digest(_mark(found[1]), mark):
        return None
    session[KEPT] = {"story": str(public_id), "mark": mark, "at": now}
    actor = Actor.teller(found[0].key)
    return Guest(actor, get_own_story(current_session(), actor))


def _mark(code: ReturnCode) -> str:
    """What a door is known by that was opened with this code: another code ends it."""
    return hashlib.sha256(f"door {code.code_hash}".encode()).hexdigest()[:32]
