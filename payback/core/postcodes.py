"""The form of a UK postcode; where each one is, `payback.areas.postcodes` knows."""

from __future__ import annotations

import re

_SEPARATORS = re.compile(r"[\s.()\[\]\u00ad\u200b\u2010-\u2015-]+")
_FORM = re.compile(
    r"(GIR|[A-PR-UWYZ](?:\d{1,2}|\d[A-Z]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[A-Z]))(\d[ABD-HJLNP-UW-Z]{2})",
    re.ASCII,
)


def normalise_postcode(text: str) -> str:
    """Return a postcode in capitals with one space before its last three characters.

    Spaces, dots, hyphens and brackets are ignored. The postcode need not exist.

    Raises
    ------
    ValueError
        Where the text does not have the form of a postcode; with a sentence for the reader.
    """
    compact = _SEPARATORS.sub("", text)
    match = _FORM.fullmatch(compact.upper()) if compact.isascii() else None
    if match is None:
        message = "Enter a full UK postcode, like NW4 4BG"
        raise ValueError(message)
    return f"{match[1]} {match[2]}"


def is_postcode(text: str) -> bool:
    """Say whether a text has the form of a postcode; the postcode need not exist."""
    try:
        normalise_postcode(text)
    except ValueError:
        return False
    return True
