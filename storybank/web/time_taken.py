"""How long somebody took over a form: a signed mark in the form says when it was first opened.

Nothing is kept in a cookie, and nothing but the number of seconds is kept at all.
"""

from itsdangerous import BadSignature, TimestampSigner

from storybank.core import clock
from storybank.web.bank import current_bank

# Whoever leaves a page open for longer went away from it: that time is not theirs.
LONGEST = 45 * 60
FIELD = "opened"


def opened_mark() -> str:
    """What a form carries from when it was first opened."""
    return _signer().sign(b"").decode("ascii")


def seconds_since(mark: str) -> int | None:
    """Seconds since a form was opened; None where nobody knows, or it was left open."""
    try:
        _, opened = _signer().unsign(mark[:200], return_timestamp=True)
    except (BadSignature, UnicodeError):
        return None
    seconds = round((clock.now() - opened).total_seconds())
    return seconds if 0 <= seconds <= LONGEST else None


def added(before: int | None, now: int | None) -> int | None:
    """Two stretches of time together; None where neither is known."""
    return None if before is None and now is None else (before or 0) + (now or 0)


class _Signer(TimestampSigner):
    """Signs with the one clock of the house."""

    def get_timestamp(self) -> int:
        """Seconds, as the signature keeps them."""
        return int(clock.now().timestamp())


def _signer() -> _Signer:
    return _Signer(current_bank().secret, salt="form-opened")
