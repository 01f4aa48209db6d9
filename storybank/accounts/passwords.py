"""Hashing passwords with argon2id, in the form that Flask-Security reads at sign-in."""

import unicodedata

from argon2 import PasswordHasher

from storybank.core.errors import RuleBroken

SHORTEST = 12
LONGEST = 256
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of a new password.

    Raises:
        RuleBroken: it is too short to be safe, or absurdly long.
    """
    password = unicodedata.normalize("NFKD", password)  # as it is compared at sign-in
    if len(password) < SHORTEST:
        raise RuleBroken(
            f"Use {SHORTEST} characters or more: three or four words you will remember.",
            field="password",
        )
    if len(password) > LONGEST:
        raise RuleBroken(f"Use {LONGEST} characters or fewer.", field="password")
    return _hasher.hash(password)
