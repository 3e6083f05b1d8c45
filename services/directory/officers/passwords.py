"""Passwords: hashed with argon2id, compared in the same time whether or not the account exists."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's second setting: 19 MiB and 2 rounds, so that eight threads stay within 152 MiB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hashed(password: str) -> str:
    """Return the hash to keep."""
    return _HASHER.hash(password)


def matches(password: str, known: str | None) -> bool:
    """Tell whether a password is right; without a known hash it is not, after the same time."""
    try:
        return _HASHER.verify(known or _nobodys(), password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def made_up() -> str:
    """Return a new random password."""
    return secrets.token_urlsafe(12)


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
