"""Characters that no text needs: control characters, lone surrogates, the byte order mark."""

from __future__ import annotations

import re
import unicodedata

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")


def printable(text: str) -> str:
    """Return a text without them; tabs and line ends stay.

    A database refuses some of them, and what cannot be seen must not make two texts differ.
    """
    return _UNWANTED.sub("", text)


def as_email(text: str) -> str:
    """Return an e-mail address as it is looked up and counted: one spelling for one address."""
    return " ".join(unicodedata.normalize("NFC", printable(text)).split()).lower()
