"""Passwords: what a new one must be, its argon2id hash, and whether one is the right one.

The hash is in the form that Flask-Security reads at sign-in.
"""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from storybank.core.errors import RuleBroken

SHORTEST = 12
LONGEST = 200  # hashing is slow on purpose: no more of it than any person needs
_hasher = PasswordHasher()


def check_password(password: str) -> None:
    """A new password must be long enough to be safe.

    Raises:
        RuleBroken: it is too short, or absurdly long.
    """
    if len(_normalised(password)) < SHORTEST:
        raise RuleBroken(
            f"Use {SHORTEST} characters or more. Three or four words you will remember do well.",
            field="password",
        )
    if len(password) > LONGEST:
        raise RuleBroken(f"Use {LONGEST} characters or fewer.", field="password")


def hash_password(password: str) -> str:
    """The argon2id hash of a new password.

    Raises:
        RuleBroken: it is too short to be safe, or absurdly long.
    """
    check_password(password)
    return _hasher.hash(_normalised(password))


def is_password(password: str, password_hash: str) -> bool:
    """Whether this is the password that was hashed."""
    try:
        return _hasher.verify(password_hash, _normalised(password))
    except (VerificationError, InvalidHashError):
        return False


def _normalised(password: str) -> str:
    """One spelling of Unicode, whatever keyboard it was typed on; sign-in compares the same."""
    return unicodedata.normalize("NFKD", password)
