"""Who may sign in, and what a password must be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.accounts.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, OF_DEMONSTRATIONS

if TYPE_CHECKING:
    from payback.accounts.models import Account
    from payback.config import Config
    from payback.core.access import Role

LEAST_GUESSES = 10**10
"""Beyond what can be tried against a stolen, slowly hashed password."""
OUR_WORDS = ("community", "payback", "probation", "unpaid", "nomination", "rota")
LONGEST_RATED = 72
"""The rating reads no further; what is longer only gets harder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an account may do at the moment of a request."""

    id: int
    name: str
    role: Role
    active: bool
    demonstration: bool
    area_ids: frozenset[int]


def may_sign_in(account: Account | Standing, config: Config) -> bool:
    """Return whether an account is open; a demonstration's never is in production.

    Everybody knows the password of those.
    """
    return account.active and (config.demonstration or not account.demonstration)


def password_fault(password: str, *, email: str, name: str) -> str | None:
    """Return what is wrong with a new password, or ``None``.

    Length matters, composition does not (NCSC guidance): common passwords, names, words, years and
    keys that stand beside each other are rated as what they are, with the account's own words.
    """
    from zxcvbn import zxcvbn  # its lists of words, for the few who choose a password

    if len(password) < MINIMUM_LENGTH:
        return f"Password must be at least {MINIMUM_LENGTH} characters"
    if len(password) > MAXIMUM_LENGTH:
        return f"Password must be {MAXIMUM_LENGTH} characters or fewer"
    if _letters(OF_DEMONSTRATIONS) in _letters(password):
        return "Choose another password: everybody can read this one on demonstrations"
    known = [email, *re.split(r"\W+", email), name, *name.split(), *OUR_WORDS]
    rating = zxcvbn(password[:LONGEST_RATED], user_inputs=[each for each in known if each])
    if rating["guesses"] < LEAST_GUESSES:
        return "Choose a password that is harder to guess, such as three random words"
    return None


def _letters(text: str) -> str:
    """Return the letters of a text alone, in one spelling of each (NFKC, case folded)."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(filter(str.isalpha, folded))
