"""The bridge between a web request and everything that knows no web.

Views use ``reading()`` for queries, ``transaction()`` for changes and ``actor()`` for scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context, request

from payback.core.access import PUBLIC, Actor

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from celery import Celery
    from flask import Flask
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What one application holds."""

    config: Config
    database: Database
    bell: Celery


def services() -> Services:
    """Return what the running application holds."""
    found: Services = current_app.extensions["payback"]
    return found


def actor() -> Actor:
    """Return who makes this request."""
    found: Actor = g.get("actor", PUBLIC)
    return found


def reading() -> Session:
    """Return this request's session for reads; it is closed when the request ends."""
    if "reading" not in g:
        g.reading = services().database.reading()
    session: Session = g.reading
    return session


def transaction() -> AbstractContextManager[Session]:
    """Open a transaction in the name of the person who makes this request.

    The read session is closed first: what it has loaded may be about to change.
    """
    close_reading()
    return services().database.transaction(actor())


def close_reading(_error: BaseException | None = None) -> None:
    """Close this request's session for reads, if it was opened."""
    session = g.pop("reading", None)
    if session is not None:
        session.close()


def source_of_request() -> str:
    """Return where the request came from, for the audit trail and for throttling."""
    return (request.remote_addr or "unknown") if has_request_context() else "unknown"


def safe_next(target: str | None) -> str | None:
    """Return an address to go on to if it is one of ours, else ``None``.

    Refuses other hosts, schemes, backslashes and control characters, so that nobody can be
    led away after signing in.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(c) < 32 for c in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def init_web(app: Flask) -> None:
    """Close what a request opened."""
    app.teardown_appcontext(close_reading)
