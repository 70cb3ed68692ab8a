"""What production starts, over a London of its own, and what it costs in processor time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import psycopg
from sqlalchemy import make_url

from payback.config import load_config
from payback.core.db import Database
from payback.core.migrate import upgrade
from payback.demonstration.load import SIZES, is_empty, load
from tests.support.running import ROOT, children_of, clean_environment, free_port

if TYPE_CHECKING:
    from types import TracebackType

NAME = "payback_bench_web"
"""The database that is kept between runs."""
WORKERS, THREADS = 2, 8
START_SECONDS = 180
TICKS = os.sysconf("SC_CLK_TCK")


def prepare(server: str) -> str:
    """Return the address of a database with a year of London; made if it is not there yet.

    Parameters
    ----------
    server
        The address of a PostgreSQL database on whose server one may be created.
    """
    plain = server.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [NAME]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{NAME}"')  # type: ignore[arg-type,unused-ignore]
    url = make_url(server).set(database=NAME).render_as_string(hide_password=False)
    with TemporaryDirectory() as folder:
        config = load_config({"DATABASE_URL": url, "PAYBACK_DATA_DIR": folder})
        upgrade(config)
        database = Database(url)
        with database.reading() as db:
            empty = is_empty(db)
        if empty:
            load(database, config, SIZES["london"], print)
        database.analyze()
        database.close()
    return url


class Production:
    """`payback web --production` in a folder of its own, from start to stop."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._folder = TemporaryDirectory()
        self.port = free_port()
        command = ["web", "--production", "--port", str(self.port)]
        sizes = ["--workers", str(WORKERS), "--threads", str(THREADS)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "payback", *command, *sizes],
            cwd=ROOT,
            env=clean_environment(
                DATABASE_URL=url,
                PAYBACK_DATA_DIR=self._folder.name,
                PAYBACK_TRUSTED_PROXIES="1",
                PAYBACK_LOG_LEVEL="ERROR",
            ),
        )

    def __enter__(self) -> Self:
        """Wait until both processes have been built."""
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
        plain = self._url.replace("postgresql+psycopg://", "postgresql://", 1)
        query = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(plain) as connection:
            backends = [row[0] for row in connection.execute(query, [NAME]).fetchall()]
        return sum(map(_seconds, [*children_of(self._process.pid), *backends]))


def _seconds(process_id: int) -> float:
    try:
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
