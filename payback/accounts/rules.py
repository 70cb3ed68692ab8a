"""What a password must be."""

from __future__ import annotations

from payback.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH

COMMON = frozenset(
    {"passwordpassword", "password1234", "123456789012", "qwertyuiop12", "letmeinletmein"}
)


def password_fault(password: str, *, email: str, name: str) -> str | None:
    """Return what is wrong with a new password, or ``None``.

    Length matters, composition does not (NCSC guidance); nothing that others could guess.
    """
    if len(password) < MINIMUM_LENGTH:
        return f"Password must be at least {MINIMUM_LENGTH} characters"
    if len(password) > MAXIMUM_LENGTH:
        return f"Password must be {MAXIMUM_LENGTH} characters or fewer"
    plain = password.lower()
    guesses = {email.lower(), email.split("@")[0].lower() * 2, name.lower(), *COMMON}
    if plain in guesses or len(set(plain)) < 5:
        return "Choose a password that is harder to guess"
    return None
