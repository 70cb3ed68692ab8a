"""References that people read out on the telephone, and secrets that only their hash is kept of."""

from __future__ import annotations

import hashlib
import hmac
import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
SECRET_BYTES = 32


def new_reference(prefix: str) -> str:
    """Return a random reference such as ``CP-7K4M-2Q9X``: no vowels, no look-alike characters."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{prefix}-{''.join(letters[:4])}-{''.join(letters[4:])}"


def normalise_reference(text: str) -> str:
    """Return a typed reference in its stored form: capitals, with its dashes."""
    plain = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    return f"{plain[:-8]}-{plain[-8:-4]}-{plain[-4:]}" if len(plain) > 8 else plain


def new_secret() -> str:
    """Return a secret of 32 random bytes, for an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_secret(secret: str) -> str:
    """Return what is stored of a secret: SHA-256, enough for 32 random bytes."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_matches(secret: str, stored: str) -> bool:
    """Compare a secret with its stored hash in constant time."""
    return hmac.compare_digest(hash_secret(secret), stored)
