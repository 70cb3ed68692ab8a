"""Whether a value of a setting can work at all: addresses, files and folders, as they stand."""

from __future__ import annotations

import os
import ssl
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

BROKERS = frozenset({"amqp", "amqps", "redis", "rediss"})
COUNTERS = frozenset({"redis", "rediss"})
NOBODY = ".invalid"
"""How the addresses end that stand in until an operator has set theirs."""


def is_web_address(address: str) -> bool:
    """Return whether an address has http or https, a host and a port that can be."""
    return is_server(address, frozenset({"http", "https"})) and bool(urlsplit(address).hostname)


def is_web_root(address: str) -> bool:
    """Return whether a web address says nothing but a host and perhaps a port."""
    parts = urlsplit(address) if is_web_address(address) else None
    return parts is not None and not (
        parts.path or parts.query or parts.fragment or "@" in parts.netloc
    )


def is_server(address: str, schemes: frozenset[str]) -> bool:
    """Return whether an address names a server of one of some kinds, here if it names no host.

    The path of a Redis is the number of its database.
    """
    try:
        parts = urlsplit(address)
        port_can_be = parts.port != 0
    except ValueError:
        return False
    number = parts.path.strip("/")
    return (
        parts.scheme in schemes
        and address.startswith(f"{parts.scheme}://")
        and port_can_be
        and (not parts.scheme.startswith("redis") or number == "" or number.isdecimal())
    )


def is_mail_server(address: str) -> bool:
    """Return whether an address names a host that takes mail."""
    return is_server(address, frozenset({"smtp", "smtps"})) and bool(urlsplit(address).hostname)


def is_mail_address(written: str) -> bool:
    """Return whether mail can be sent to an address, as far as its spelling tells.

    A name may stand before it: ``Community Payback <payback@example.org>``. The addresses that
    stand in for one pass: see ``reaches_nobody``.
    """
    _name, address = parseaddr(written)
    if reaches_nobody(address) and address.count("@") == 1:
        return True
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False, strict=False)
    except EmailNotValidError:
        return False
    return True


def reaches_nobody(written: str) -> bool:
    """Return whether an address only stands in for one."""
    return parseaddr(written)[1].endswith(NOBODY)


def is_database(address: str) -> bool:
    """Return whether an address names a PostgreSQL, or a file in a folder that there is.

    What SQLite keeps in memory is another database in each process, and gone with it.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return False
    if url.drivername == "postgresql+psycopg":
        return url.port is None or 0 < url.port < 2**16
    name = url.database or ""
    return url.drivername == "sqlite" and not (
        name in {"", ":memory:"} or name.startswith("file:") or Path(name).is_dir()
    )


def holds_certificates(path: str) -> bool:
    """Return whether a file holds certificates that a connection can be checked with."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except (OSError, ValueError):
        return False
    return True


def can_hold_files(folder: Path) -> bool:
    """Return whether a folder can be written in, or made; nothing is made to find out."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
