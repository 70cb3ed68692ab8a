"""A week's availability as people write it in a file: "Mon-Fri am, Sat", or 21 characters."""

from __future__ import annotations

import re

from payback.people.availability import DAYS, PARTS, slot_bit
from payback.people.models import ALL_SLOTS

_YES, _NO = frozenset("1yx"), frozenset("0n-.")
_PART_WORDS = {"am": 0, "morning": 0, "pm": 1, "afternoon": 1, "eve": 2, "evening": 2}
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_PHRASE = re.compile(rf"{_DAY}(?:\s*(?:-|–|to)\s*{_DAY})?(?:\s+([a-z]+))?")
_SHORT = tuple(day[:3].lower() for day in DAYS)
_LENGTH = len(DAYS) * len(PARTS)


def slots_of(text: str) -> int:
    """Return 21 bits from words such as "Mon am, Tue-Thu, Sat pm", "all", "none" or 21 characters.

    In the short form each character is a slot from Monday morning on: 1, y or x is free, 0, n or
    a dash is not.

    Raises
    ------
    ValueError
        With a sentence that says which part cannot be understood.
    """
    plain = text.strip().lower()
    if plain in {"all", "any", "always"}:
        return ALL_SLOTS
    if plain == "none":
        return 0
    if len(plain) == _LENGTH and set(plain) <= _YES | _NO:
        return sum(1 << bit for bit, each in enumerate(plain) if each in _YES)
    slots = 0
    for phrase in re.split(r"[,;]", plain):
        if phrase.strip():
            slots |= _phrase(phrase.strip())
    return slots


def words_of(slots: int) -> str:
    """Return bits as the words that `slots_of` reads."""
    if slots in {0, ALL_SLOTS}:
        return "all" if slots else "none"
    names = ("am", "pm", "eve")
    return ", ".join(
        f"{day[:3]} {names[part]}"
        for number, day in enumerate(DAYS)
        for part in range(len(PARTS))
        if slots & slot_bit(number, part)
    )


def _phrase(phrase: str) -> int:
    match = _PHRASE.fullmatch(phrase)
    if match is None or (match[3] and match[3] not in _PART_WORDS):
        message = (
            f"“{phrase[:40]}” is not understood. Write days and parts like “Mon am, Tue-Thu pm, "
            "Sat eve”, “all”, “none”, or 21 characters of 0 and 1."
        )
        raise ValueError(message)
    first = _SHORT.index(match[1])
    last = _SHORT.index(match[2]) if match[2] else first
    count = (last - first) % len(DAYS) + 1
    parts = [_PART_WORDS[match[3]]] if match[3] else range(len(PARTS))
    days = [(first + number) % len(DAYS) for number in range(count)]
    return sum(slot_bit(day, part) for day in days for part in parts)
