"""The way back to a story: sixteen digits that are printed once and kept nowhere. Pure.

A code is looked up by its hash alone. The hash is scrypt (RFC 7914) over a key that lies outside
the database, so that a stolen copy of the database gives no code away, and every guess costs time.
"""

import hashlib
import hmac
import secrets

DIGITS = 16
_COST = 2**13  # with 8 and 1: 8 MB and about 20 ms a guess


def new_code() -> str:
    """Sixteen digits nobody can guess."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def code_of(token: str, key: bytes) -> str:
    """The code of whatever is told in the browser that ``token`` knows, always the same.

    Nobody can guess it who has not both; a story sent twice at once so shows the same code.
    """
    digest = hmac.digest(key, b"return code of " + token.encode("utf-8", "replace"), "sha512")
    return f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}}"


def read_code(typed: str) -> str:
    """The digits of what was typed, whatever stood between them; "" where they are not sixteen."""
    digits = "".join(ch for ch in typed if ch.isascii() and ch.isdigit())
    return digits if len(digits) == DIGITS else ""


def show_code(code: str) -> str:
    """The code in groups of four, as people read it out."""
    return " ".join(code[at : at + 4] for at in range(0, DIGITS, 4))


def hash_code(code: str, key: bytes) -> str:
    """What is kept instead of a code, in hex. Nothing remembers the code it was made of."""
    return hashlib.scrypt(code.encode("ascii"), salt=key, n=_COST, r=8, p=1, dklen=32).hex()


def new_token() -> str:
    """What a browser is known by while a story is being told in it."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is kept instead of a token: it is long enough for a plain SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
