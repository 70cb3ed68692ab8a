"""What production starts, over a London of its own, and what it costs in processor time."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import psycopg
from sqlalchemy import make_url

from payback.config import load_config
from payback.core.answers.refreshing import catch_up
from payback.core.db import Database
from payback.core.migrate import upgrade
from payback.demonstration.load import SIZES, is_empty, load
from tests.support.running import ROOT, children_of, clean_environment, free_port

if TYPE_CHECKING:
    from types import TracebackType

NAME = "payback_bench_web"
"""The database of one year that is kept between runs; that of several says how many."""
WORKERS, THREADS = 2, 8
START_SECONDS = 180


def prepare(server: str, years: int = 1) -> str:
    """Return the address of a database with years of London; made if it is not there yet.

    Parameters
    ----------
    server
        The address of a PostgreSQL database on whose server one may be created.
    years
        How many years of attendance lie behind the people and projects of today.
    """
    name = NAME if years == 1 else f"{NAME}_{years}_years"
    plain = server.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [name]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type,unused-ignore]
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    with TemporaryDirectory() as folder:
        config = load_config({"DATABASE_URL": url, "PAYBACK_DATA_DIR": folder})
        upgrade(config)
        database = Database(url)
        with database.reading() as db:
            empty = is_empty(db)
        if empty:
            load(database, config, replace(SIZES["london"], years=years), print)
        database.analyze()
        catch_up(database, threading.Event())
        database.close()
    return url


class Served:
    """Gunicorn's processes in a folder of their own, from start to stop.

    Parameters
    ----------
    module, arguments
        What Python runs; the port is added at the end.
    url
        The database whose backends count as the server's; empty for none.
    """

    def __init__(self, module: str, *arguments: str, url: str = "") -> None:
        self._url = url
        self._folder = TemporaryDirectory()
        self.port = free_port()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, str(self.port)],
            cwd=ROOT,
            env=clean_environment(**settings(url, self._folder.name)),
        )

    def __enter__(self) -> Self:
        """Wait until all processes are there."""
        deadline = time.monotonic() + START_SECONDS
        while len(children_of(self._process.pid)) < WORKERS:
            if self._process.poll() is not None or time.monotonic() > deadline:
                message = "the service did not start"
                raise RuntimeError(message)
            time.sleep(0.5)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self._process.terminate()
        self._process.wait(60)
        self._folder.cleanup()

    def processor_seconds(self) -> float:
        """Return the processor time that web processes and their backends have used so far."""
        return sum(map(_seconds, [*children_of(self._process.pid), *self._backends()]))

    def _backends(self) -> list[int]:
        if not self._url:
            return []
        plain = self._url.replace("postgresql+psycopg://", "postgresql://", 1)
        query = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(plain) as connection:
            return [row[0] for row in connection.execute(query, [make_url(self._url).database])]


def production(url: str) -> Served:
    """Return what `payback web --production` starts, behind one proxy."""
    sizes = ("--workers", str(WORKERS), "--threads", str(THREADS))
    return Served("payback", "web", "--production", *sizes, "--port", url=url)


def bare() -> Served:
    """Return the bare application under the same settings."""
    return Served("benchmarks.web.bare")


def settings(url: str, folder: str) -> dict[str, str]:
    """Return the settings of a server over a database."""
    return {
        "DATABASE_URL": url,
        "PAYBACK_DATA_DIR": folder,
        "PAYBACK_TRUSTED_PROXIES": "1",
        "PAYBACK_LOG_LEVEL": "ERROR",
    }


def _seconds(process_id: int) -> float:
    """Return what a process's threads have used, to the nanosecond; not those that have ended."""
    total = 0
    for thread in Path(f"/proc/{process_id}/task").glob("*/schedstat"):
        with suppress(OSError):
            total += int(thread.read_text().split()[0])
    return total / 1e9
