"""Argon2 password hashes, and a check that takes as long for an unknown account."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 200
OF_DEMONSTRATIONS = "orchard lantern seven"
"""What every account of a demonstration has, as its pages say; nobody else may choose it."""
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the Argon2 hash of a password."""
    return _hasher.hash(password)


def password_matches(password: str, stored: str | None) -> bool:
    """Return whether a password is right; ``None`` stands for an account that is not there."""
    try:
        matched = _hasher.verify(stored or _nobody(), password[:MAXIMUM_LENGTH])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return matched and stored is not None


@cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")
