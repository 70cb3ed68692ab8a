"""Throttling by network address, and by address and account together.

Never by the account alone: otherwise anybody could lock somebody else out. An IPv6 address counts
as its /64, which is one customer's.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from flask import has_request_context
from flask_limiter import Limiter, RateLimitExceeded

from payback.core import clock
from payback.core.web import network_of_request

if TYPE_CHECKING:
    from flask import Flask

    from payback.config import Config

UNKNOWN_SECONDS = 60
limiter = Limiter(key_func=network_of_request, headers_enabled=False)


def init_throttle(app: Flask, config: Config) -> None:
    """Count in memory for one process, or in Redis for many; in memory while Redis is away."""
    app.config.update(
        RATELIMIT_STORAGE_URI=config.limiter_url,
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
    )
    limiter.init_app(app)


def words_of_limit(error: Exception) -> str:
    """Return what a limit says of itself when it refuses; empty if it says nothing."""
    limit = error.limit if isinstance(error, RateLimitExceeded) else None
    return str(limit.error_message or "") if limit is not None else ""


def seconds_until_allowed() -> int:
    """Return how long to wait until what this request was refused is allowed again."""
    refused_by = limiter.current_limit if has_request_context() else None
    if refused_by is None:
        return UNKNOWN_SECONDS
    return max(1, ceil(refused_by.reset_at - clock.now().timestamp()))
