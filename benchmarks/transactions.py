"""`python -m benchmarks.transactions`: how long write transactions are open, and who waits.

A borough's or a region's file of people is imported by a worker, on SQLite and on PostgreSQL,
while somebody else writes a line every fifth of a second and opens records; both are measured.
Results are printed and written to `transactions.md`; `--database` and `--people` choose some.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import make_url, select

import payback.registry
from benchmarks.instances import ROOT
from payback.accounts.models import Account
from payback.areas.service import ensure_london
from payback.core import audit, clock, jobs
from payback.core.access import COMMAND_LINE, Actor, Role
from payback.core.db import Database
from payback.imports import service
from payback.imports.models import FileImport
from payback.people.importing.kind import PEOPLE
from payback.people.models import Person
from tests.support import databases
from tests.support.configs import a_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config

assert payback.registry.JOBS, "every job is known"

PAUSE_SECONDS = 0.2
KINDS = ("SQLite", "PostgreSQL")
SIZES = (1_000, 10_000)
COLUMNS = (
    *(
        "database",
        "people in the file",
        "step",
        "seconds in all",
        "write transactions",
        "median",
        "longest",
    ),
    *("longest wait of the other writer", "longest of a reader"),
)
HEAD = f"""# The time inside write transactions

Written by `python -m benchmarks.transactions`: two shared cores, a worker that imports, and in
the same process one other person who writes a line every {PAUSE_SECONDS} s and reads lists of
people. SQLite has one writer at a time, so the longest transaction is what everybody else may have
to wait; on PostgreSQL only those wait who change the same people. Where the longest is far more
than anybody waited, the whole process stood still, because others used the machine.

| {" | ".join(COLUMNS)} |
|---|---:|---|---:|---:|---:|---:|---:|---:|
"""
FIELDS = (
    *("crn", "given_name", "family_name", "sex", "date_of_birth", "postcode", "order_type"),
    *("ordered_hours", "minutes_done", "sentence_date"),
)


@dataclass(slots=True)
class Measured:
    """What one step took."""

    name: str
    seconds: float = 0.0
    held: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)

    def row(self, kind: str, people: int) -> str:
        """Return the line of the table."""
        held = sorted(self.held)
        middle = held[len(held) // 2]
        return (
            f"| {kind} | {people:,} | {self.name} | {self.seconds:.1f} | {len(held)} "
            f"| {middle:.3f} s | {held[-1]:.2f} s "
            f"| {max(self.waited):.2f} s | {max(self.read):.2f} s |"
        )


def a_file(people: int, *, name: str) -> bytes:
    """Return a file of invented people."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    sentenced = (clock.today() - timedelta(days=60)).isoformat()
    for number in range(people):
        who = (f"B{number:06}", name, "Invented", "male", "1990-03-27", "NW4 4BG")
        writer.writerow([*who, "community order", 120, 60 * (number % 9), sentenced])
    return out.getvalue().encode()


def measure(config: Config, people: int) -> list[Measured]:
    """Import a file, and the same people with another name."""
    worker, others = Database(config.database_url), Database(config.database_url)
    with worker.transaction(COMMAND_LINE) as db:
        ensure_london(db)
        account = Account(
            email="bench@example.org", name="B", password_hash="-", role=Role.COORDINATOR
        )
        db.add(account)
    owner = Actor(name="coordinator", account_id=account.id, area_ids=None)
    steps = []
    for what, name in (("new", "Alex"), ("changed", "Sam")):
        with worker.transaction(owner) as db:
            row = service.receive(db, owner, PEOPLE, a_file(people, name=name))
        steps.append(_worked(config, worker, others, row.id, f"check, all {what}"))
        with worker.transaction(owner) as db:
            service.confirm(db, db.get_one(FileImport, row.id), owner)
        steps.append(_worked(config, worker, others, row.id, f"import, all {what}"))
    worker.close()
    others.close()
    return steps


def _worked(
    config: Config, worker: Database, others: Database, import_id: int, name: str
) -> Measured:
    step, ended = Measured(name), threading.Event()
    worker.after_write.append(step.held.append)
    other = threading.Thread(target=_go_on_working, args=(others, step, ended))
    other.start()
    begun = perf_counter()
    with worker.reading() as db:
        job_id = db.get_one(FileImport, import_id).job_id
    jobs.run(worker, config, job_id or 0, "benchmark")
    step.seconds = perf_counter() - begun
    ended.set()
    other.join()
    worker.after_write.clear()
    return step


def _go_on_working(database: Database, step: Measured, ended: threading.Event) -> None:
    while not ended.wait(PAUSE_SECONDS) or not step.waited:
        begun = perf_counter()
        with database.transaction(COMMAND_LINE) as db:
            audit.record(db, audit.AuditAction.EXPORTED, "benchmark", None)
        step.waited.append(perf_counter() - begun)
        begun = perf_counter()
        with database.reading() as db:
            db.scalars(select(Person).order_by(Person.family_name, Person.id).limit(25)).all()
        step.read.append(perf_counter() - begun)


@contextmanager
def an_empty_database(kind: str) -> Iterator[Config]:
    """Make a migrated database for a block; PostgreSQL's writes each commit to its disk."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        if kind == "SQLite":
            yield a_config(
                data_dir=folder,
                database_url=databases.new_sqlite(databases.sqlite_template(folder), folder),
            )
            return
        made = databases.postgres_database(folder)
        url = make_url(made.fresh()).difference_update_query(["options"])
        try:
            address = url.render_as_string(hide_password=False)
            yield a_config(data_dir=folder, database_url=address)
        finally:
            made.drop()


def main(arguments: list[str] | None = None) -> int:
    """Measure files of some sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.transactions")
    parser.add_argument("--people", type=int, action="append")
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args(arguments)
    lines = []
    for people, kind in product(options.people or SIZES, options.database or KINDS):
        with an_empty_database(kind) as config:
            for step in measure(config, people):
                lines.append(step.row(kind, people))
                print(lines[-1], flush=True)
    report = HEAD + "\n".join(lines) + "\n"
    Path(ROOT, "benchmarks", "transactions.md").write_text(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
