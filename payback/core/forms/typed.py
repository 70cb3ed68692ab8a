"""What arrives from a browser, and how labels read inside sentences."""

from __future__ import annotations

import unicodedata
from typing import Protocol

from payback.core.characters import printable

_ASKING = frozenset(
    ("are", "can", "could", "did", "do", "does", "has", "have", "how", "is", "may", "what", "when")
) | {"where", "which", "who", "whose", "why", "will"}
_BELONGING = frozenset(
    ("a", "an", "any", "another", "each", "our", "the", "their", "these", "this", "those", "your")
)
LONGEST_TYPED = 100_000
"""Characters of one box that are read at all; the rest of a larger text is dropped."""


class FormData(Protocol):
    """What WTForms hands a field: a dictionary that may hold several values a name."""

    def __contains__(self, name: object, /) -> bool: ...

    def getlist(self, name: str, /) -> list[object]:
        """Return every value sent under a name."""


class BadInput(ValueError):
    """What was typed cannot be read; carries the sentence to show and the boxes at fault.

    Parameters
    ----------
    sentence
        What to tell the person, in GOV.UK style.
    boxes
        Suffixes of the boxes at fault; empty for all boxes of the field.
    """

    def __init__(self, sentence: str, *boxes: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.boxes = boxes


def clean(raw: object) -> str:
    """Return typed text without control characters, with plain line ends and outer space gone."""
    if not isinstance(raw, str):
        return ""
    text = printable(raw[:LONGEST_TYPED].replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def inside(label: str) -> str:
    """Return a label as it reads inside a sentence.

    "Start time" becomes "the start time", "Your name" becomes "your name"; a label that is a
    question becomes "an answer", because nothing better can be made of it.
    """
    first, _, _ = label.partition(" ")
    if first.lower() in _ASKING or label.endswith("?"):
        return "an answer"
    plain = label if label[:2].isupper() else label[:1].lower() + label[1:]
    return plain if first.lower() in _BELONGING else f"the {plain}"


def subject_of(what: str) -> str:
    """Return an answer's name as it begins a sentence: "an email address" gives "Email address"."""
    first, _, rest = what.partition(" ")
    name = rest if first in ("a", "an", "the") and rest else what
    return name[:1].upper() + name[1:]
