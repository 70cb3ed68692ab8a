"""The bridge between a web request and everything that knows no web.

Views use ``reading()`` for queries, ``noted_reading()`` for queries that the audit trail must
know of, ``transaction()`` for changes and ``actor()`` for scope.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, g, has_request_context, request

from payback.core import audit, audit_waiting
from payback.core.access import PUBLIC, Actor
from payback.core.characters import printable
from payback.core.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from flask import Flask
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database


LONGEST_SOURCE = 100
"""The longest network address that the audit trail keeps; a proxy may hand on anything."""
HALF_OF_IPV6 = 8
"""Bytes that name a network; the rest each of its machines chooses, as often as it likes."""
NOTE_PATIENCE_SECONDS = 2.0
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What one application holds.

    Parameters
    ----------
    require
        Raises ``Away`` if the database is not as the settings and this version need it.
    """

    config: Config
    database: Database
    require: Callable[[Database, Config], None]

    def require_usable(self) -> None:
        """Refuse a database that may not be used, or does not answer."""
        self.require(self.database, self.config)


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


@contextmanager
def noted_reading() -> Iterator[Session]:
    """Open a session for reads that leave lines in the audit trail when the block ends.

    The records are read without waiting for anybody. The lines are on disk before the page is
    sent: in the trail, or beside it if others keep the database locked.

    Raises
    ------
    Busy
        If the lines can be kept neither here nor there.
    """
    db = reading()
    db.info["actor"], db.info[audit.NOTED] = actor(), []
    try:
        yield db
    finally:
        lines = db.info.pop(audit.NOTED)
        close_reading()
    if lines:
        _note(lines)


def note(action: audit.AuditAction, kind: str, record_id: int | None, details: str) -> None:
    """Leave one line in the audit trail about this request, after whatever came of it."""
    close_reading()
    _note([audit.line(actor(), action, kind, record_id, details)])


def _note(lines: list[dict[str, object]]) -> None:
    database, data_dir = services().database, services().config.data_dir
    try:
        with database.transaction(actor(), patience=NOTE_PATIENCE_SECONDS) as db:
            audit.write_lines(db, lines)
    except Busy:
        logger.warning("audit lines wait beside the database", extra={"lines": len(lines)})
        try:
            audit_waiting.put_aside(data_dir, lines)
        except OSError as error:
            raise Busy from error


def close_reading(_error: BaseException | None = None) -> None:
    """Close this request's session for reads, if it was opened."""
    session = g.pop("reading", None)
    if session is not None:
        session.close()


def source_of_request() -> str:
    """Return where the request came from, for the audit trail."""
    address = request.remote_addr if has_request_context() else None
    return printable(address or "")[:LONGEST_SOURCE] or "unknown"


def network_of_request() -> str:
    """Return what throttling counts as one: an IPv4 address, or the first half of an IPv6 address.

    Whoever has one IPv6 address has all that begin with the same 64 bits (RFC 6177).
    """
    source = source_of_request()
    try:
        address = ip_address(source)
    except ValueError:
        return source
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{ip_address(address.packed[:HALF_OF_IPV6] + bytes(HALF_OF_IPV6))}/64"


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


def stand_under(endpoint: str) -> None:
    """Say to which entry of the navigation a page belongs that several features share."""
    g.stands_under = endpoint


def init_web(app: Flask) -> None:
    """Close what a request opened."""
    app.teardown_appcontext(close_reading)
