"""How often anybody may ask something of the rooms that need no account.

Counts are held in memory alone, by a keyed hash of the sender's address that is forgotten when
the server stops. The address itself is kept nowhere, least of all beside a story.
"""

import hmac
import math
import secrets
import time
from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from storybank.web import register

# Wrong passwords from one address; a whole office signing in in the morning costs nothing.
ATTEMPTS = "10 per minute"
# Pages anybody may read: enough for an office behind one address, too few to wear us out.
READS = "300 per minute"
_SALT = secrets.token_bytes(32)


@dataclass(frozen=True)
class Limit:
    """So much of one thing in a while, for each sender or for whatever key is given."""

    name: str
    amount: RateLimitItem

    @classmethod
    def of(cls, name: str, amount: str) -> "Limit":
        """A limit written in words: ``Limit.of("codes", "5 per minute")``."""
        return cls(name, parse(amount))


# Stories told without an account. A workshop of thirty people may sit behind one address.
TELLING_PAGES = Limit.of("telling-pages", "150 per minute")
TELLING_BEGUN = Limit.of("telling-begun", "60 per 10 minutes")
TELLING_FILES = Limit.of("telling-files", "20 per 10 minutes")
# Of one call, by everybody together: more than any honest hour has brought.
CALL_BEGUN = Limit.of("call-begun", "600 per hour")
CALL_SENT = Limit.of("call-sent", "300 per hour")
# Reports read at an address of their own, without an account: a board may sit behind one address.
SHARED_READS = Limit.of("shared-reads", "120 per minute")
# Setting a report's pages costs seconds: of one address, by everybody who has it.
SHARED_PAPER = Limit.of("shared-paper", "6 per 10 minutes")


def set_up(app: Flask) -> None:
    """Limit wrong passwords and the pages that anybody may read."""
    limiter = Limiter(sender, app=app)
    app.extensions["storybank_limiter"] = limiter
    guessed: Any = limiter.limit(
        ATTEMPTS, methods=["POST"], deduct_when=lambda response: response.status_code != 302
    )
    read: Any = limiter.limit(READS)
    views = app.view_functions
    views["security.login"] = guessed(views["security.login"])
    for endpoint in register.ENDPOINTS:
        views[endpoint] = read(views[endpoint])


def sender() -> str:
    """Who asks, as far as counting goes: nothing an address could be read from."""
    return hmac.digest(_SALT, get_remote_address().encode(), "sha256").hex()


def spend(limit: Limit, key: str | None = None) -> int:
    """Count one more; the seconds to wait where that is too many, 0 where it is not.

    ``key`` is whose count it is; the sender's where none is given.
    """
    if not _is_counting() or _counts().hit(limit.amount, limit.name, _key(key)):
        return 0
    return _seconds(limit, key)


def wait_for(limit: Limit, key: str | None = None) -> int:
    """The seconds to wait before one more would be taken, without counting any."""
    if not _is_counting() or _counts().test(limit.amount, limit.name, _key(key)):
        return 0
    return _seconds(limit, key)


def say_wait(seconds: int) -> str:
    """A wait as people say it: “a minute”, “10 minutes”."""
    minutes = math.ceil(seconds / 60)
    return "a minute" if minutes <= 1 else f"{minutes} minutes"


def _is_counting() -> bool:
    return bool(current_app.config.get("RATELIMIT_ENABLED", True))


def _counts() -> Any:
    return cast(Limiter, current_app.extensions["storybank_limiter"]).limiter


def _key(key: str | None) -> str:
    return sender() if key is None else key


def _seconds(limit: Limit, key: str | None) -> int:
    stats = _counts().get_window_stats(limit.amount, limit.name, _key(key))
    return max(1, math.ceil(float(stats.reset_time) - time.time()))
