"""``python -m tests.soak``: start, fill, use and kill the service, then count what is there."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

import payback.registry
from benchmarks.transactions import a_file
from payback.core import clock
from payback.core.access import COMMAND_LINE, Actor, Role
from payback.core.db import Database
from payback.core.jobs import ENDED, Job
from payback.diary.models import SessionState
from payback.imports import service
from payback.imports.models import FileImport, ImportState
from payback.imports.service import FORGET
from payback.people.importing.kind import PEOPLE
from tests.soak.clients import Recorder
from tests.soak.findings import faults
from tests.soak.shapes import started
from tests.support import builders, databases
from tests.support.configs import a_config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config

assert payback.registry.JOBS, "every job is known"

PEOPLE_BOOKED, DAYS, CLERKS = 6, 10, 2
IMPORTED = 500
SETTLE_SECONDS = 180.0


@contextmanager
def an_empty_database(kind: str) -> Iterator[Config]:
    """Make a migrated database and a data folder for a block."""
    with tempfile.TemporaryDirectory(prefix="payback-soak-") as name:
        folder = Path(name)
        if kind == "sqlite":
            template = databases.sqlite_template(folder)
            yield a_config(data_dir=folder, database_url=databases.new_sqlite(template, folder))
            return
        made = databases.postgres_database(folder)
        try:
            yield a_config(data_dir=folder, database_url=made.fresh())
        finally:
            made.drop()


def fill(database: Database) -> tuple[list[str], list[int], int]:
    """Write coordinators, booked people and a file to take in; return their addresses and ids."""
    with database.transaction(COMMAND_LINE) as db:
        area = builders.an_area(db)
        clerks = [builders.an_account(db, Role.COORDINATOR, areas=[area]) for _ in range(CLERKS)]
        project = builders.a_project(db, places=PEOPLE_BOOKED)
        people = [
            builders.a_requirement(
                db, person_id=builders.a_person(db, practitioner_email="officer@example.org").id
            )
            for _ in range(PEOPLE_BOOKED)
        ]
        bookings = []
        for days in range(1, DAYS + 1):
            on = clock.today() - timedelta(days=days)
            session = builders.a_session(db, project, on=on, state=SessionState.OPEN)
            bookings += [builders.an_appointment(db, session, each).id for each in people]
    owner = Actor(name="coordinator", account_id=clerks[0].id, area_ids=None)
    with database.transaction(owner) as db:
        content = a_file(IMPORTED, name="Alex")
        import_id = service.receive(db, owner, PEOPLE, content).id
    return [each.email for each in clerks], bookings, import_id


def confirm(database: Database, import_id: int) -> None:
    """Let the file be taken in once it is checked."""
    with database.reading() as db:
        row = db.get_one(FileImport, import_id)
        if row.state is not ImportState.CHECKED:
            return
        owner = row.actor
    with database.transaction(owner) as db:
        service.confirm(db, db.get_one(FileImport, import_id), owner)


def soak(config: Config, kills: int, seconds: float) -> list[str]:
    """Use one shape and kill parts of it; return what is lost or doubled."""
    database = Database(config.database_url)
    emails, bookings, import_id = fill(database)
    with started(config) as shape:
        shape.web.wait_until_well()
        recorders = [
            Recorder(shape, email, bookings[number::CLERKS]) for number, email in enumerate(emails)
        ]
        for recorder in recorders:
            recorder.start()
        killings = list(shape.victims().items())
        order = random.sample(killings * kills, kills * len(killings))[:kills]
        for number, (part, kill) in enumerate(order, start=1):
            time.sleep(random.uniform(0.2, 2 * seconds / kills - 0.2))
            kill()
            say(f"{number}. killed: {part}")
            confirm(database, import_id)
        shape.web.wait_until_well()
        settle(database, recorders, import_id)
    saved = sum(sum(each.saved.values()) for each in recorders)
    unanswered = sum((each.unanswered for each in recorders), Counter[str]())
    say(f"{saved} recordings acknowledged; sent again after {dict(unanswered)}")
    with database.reading() as db:
        found = list(faults(db, recorders, config.data_dir / "mail", IMPORTED))
    database.close()
    return found


def settle(database: Database, recorders: list[Recorder], import_id: int) -> None:
    """Let everybody finish, and every job end."""
    for recorder in recorders:
        recorder.ending.set()
    for recorder in recorders:
        recorder.join(SETTLE_SECONDS)
    waiting = select(func.count()).where(Job.state.not_in(ENDED), Job.kind != FORGET)
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        confirm(database, import_id)
        with database.reading() as db:
            if not db.scalar(waiting) and applied(database, import_id):
                return
        time.sleep(0.5)


def applied(database: Database, import_id: int) -> bool:
    """Return whether the file is taken in."""
    with database.reading() as db:
        return db.get_one(FileImport, import_id).state is ImportState.APPLIED


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Soak the shapes that were asked for; end with status 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("database", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--kills", type=int, default=15, help="for each database")
    parser.add_argument("--seconds", type=float, default=150, help="for each database")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    options = parser.parse_args(arguments)
    random.seed(options.seed)
    found = []
    for kind in options.database:
        say(f"{kind}, seed {options.seed}")
        with an_empty_database(kind) as config:
            found += soak(config, options.kills, options.seconds)
    for sentence in found:
        say(f"FAULT {sentence}")
    say(f"{len(found)} lost or doubled")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
