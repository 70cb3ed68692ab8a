"""Throttling by network address, and by address and account together.

Never by the account alone: otherwise anybody could lock somebody else out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_limiter import Limiter

from payback.core.web import source_of_request

if TYPE_CHECKING:
    from flask import Flask

    from payback.config import Config

limiter = Limiter(key_func=source_of_request, headers_enabled=False)


def init_throttle(app: Flask, config: Config) -> None:
    """Count in memory for one process, or in Redis for many."""
    app.config.update(RATELIMIT_STORAGE_URI=config.limiter_url, RATELIMIT_STRATEGY="moving-window")
    limiter.init_app(app)
