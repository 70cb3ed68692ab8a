"""What of a message is not kept: all of it once it has gone, its secrets once it is given up."""

from __future__ import annotations

import re

GONE = "(The text of this message is not kept: it has been sent.)"
NO_LINK = "(This link is not kept. Ask for a new one on our website.)"
_SECRET_LINK = re.compile(r"https?://\S*/[A-Za-z0-9_-]{40,}\S*")


def without_secrets(body: str) -> str:
    """Return a text with a sentence in the place of each link that ends in a secret."""
    return _SECRET_LINK.sub(NO_LINK, body)
