"""Characters that no text needs: control and format characters, lone surrogates.

Format characters (Unicode category Cf) cannot be seen and can show a text in another order than it
is written in. Those stay that are a sign of their own, such as the Arabic year sign, and the two
joiners inside words, which some scripts and joined emoji need. A text of nothing but blank letters
is empty.
"""

from __future__ import annotations

import re
import unicodedata

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_FORMAT = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_OUTER_JOINERS = re.compile("(?<!\\S)[\u200c\u200d]+|[\u200c\u200d]+(?!\\S)")
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""Letters, marks and patterns that are drawn as nothing; beside others some have a use."""


def printable(text: str) -> str:
    """Return a text without them; tabs and line ends stay.

    A database refuses some of them, and what cannot be seen must not make two texts differ.
    """
    text = _UNWANTED.sub("", text)
    if text.isascii():
        return text
    text = _OUTER_JOINERS.sub("", _FORMAT.sub("", text))
    seen = _BLANK.sub("", text)
    return text if seen.strip() else seen


def as_email(text: str) -> str:
    """Return an e-mail address as it is looked up and counted: one spelling for one address."""
    return " ".join(unicodedata.normalize("NFC", printable(text)).split()).lower()
