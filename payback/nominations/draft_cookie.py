"""The secret in a browser's cookie that its draft is found by. Touches no session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from payback.core.references import new_secret
from payback.core.web import services
from payback.nominations.drafts import KEPT

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

NAME = "nomination"
LONGEST = 100


def draft_key() -> str:
    """Return the secret that this browser holds; empty if it holds none."""
    key = request.cookies.get(NAME, "")
    return key if len(key) <= LONGEST and key.isascii() else ""


def new_key() -> str:
    """Return a secret for a new draft."""
    return new_secret()


def remember(response: Response, key: str) -> Response:
    """Let the browser keep the secret for as long as the draft is kept."""
    response.set_cookie(
        NAME,
        key,
        max_age=int(KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=services().config.secure_cookies,
    )
    return response


def drop(response: Response) -> Response:
    """Let the browser forget the secret."""
    response.delete_cookie(NAME)
    return response
