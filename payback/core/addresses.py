"""The addresses that templates link to, each built once in the life of an application.

A list links to as many pages as it has rows, and every page to the same dozen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import has_request_context, request, url_for

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_KEPT = 10_000
PLAIN = (int, str, type(None))


def remembering_addresses() -> Callable[..., str]:
    """Return Flask's `url_for`, which remembers what it has built.

    What is Flask's own (``_anchor`` and the like) or no plain value is built anew.
    """
    built = lru_cache(MOST_KEPT)(_build)

    def address(endpoint: str, /, **values: object) -> str:
        if not has_request_context() or not all(map(_is_plain, values.items())):
            return url_for(endpoint, **values)  # type: ignore[arg-type]  # as Flask takes them
        here = request.blueprint if endpoint.startswith(".") else None
        return built((request.script_root, here), endpoint, tuple(values.items()))

    return address


def _is_plain(given: tuple[str, object]) -> bool:
    name, value = given
    return type(value) in PLAIN and not name.startswith("_")


def _build(_around: object, endpoint: str, values: tuple[tuple[str, object], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]  # as Flask takes them
