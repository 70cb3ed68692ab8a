"""vdirsyncer and khal subscribe over HTTP and show the right local times."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select
from waitress.server import create_server

from payback.calendars.models import Feed
from payback.calendars.service import open_feed
from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import Duty, SessionState
from tests.journeys.calendar_client import sessions_in
from tests.support import builders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from payback.core.db import Database

EARLY, LATE = (time(9, 30), time(16, 30)), (time(17, 0), time(20, 15))


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, as the service serves it."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


def subscribe_on(database: Database, days: list[date]) -> str:
    """Give a supervisor sessions in the morning and the evening of some days, and an address."""
    with database.transaction(COMMAND_LINE) as db:
        account = builders.an_account(db, Role.SUPERVISOR)
        supervisor = builders.a_supervisor(db, account_id=account.id)
        project = builders.a_project(db, name="Sunny Hill Park")
        for on in days:
            for starts_at, ends_at in (EARLY, LATE):
                session = builders.a_session(
                    db,
                    project,
                    on=on,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    state=SessionState.OPEN,
                )
                db.add(Duty(session_id=session.id, supervisor_id=supervisor.id))
        _, secret = open_feed(db, supervisor, "Laptop")
    return f"/calendars/{secret}.ics"


@pytest.mark.parametrize(
    "days",
    [
        [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)],
        [date(2027, 3, 27), date(2027, 3, 28), date(2027, 3, 29)],
    ],
    ids=["autumn", "spring"],
)
def test_a_client_shows_the_same_wall_clock_times_on_both_sides_of_a_clock_change(
    served: str, database: Database, tmp_path: Path, days: list[date]
) -> None:
    with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC)):
        path = subscribe_on(database, days)
        shown = sessions_in(served + path, tmp_path, first=days[0].isoformat(), span="7d")
    assert shown == [
        f"{on:%Y-%m-%d} {start:%H:%M} {end:%H:%M} Sunny Hill Park @ 1 Park Road, Hendon, NW4 4BG"
        for on in days
        for start, end in (EARLY, LATE)
    ]


def test_an_address_that_was_switched_off_cannot_be_subscribed_to(
    served: str, database: Database, tmp_path: Path
) -> None:
    path = subscribe_on(database, [date(2026, 11, 24)])
    with database.transaction(COMMAND_LINE) as db:
        db.scalars(select(Feed)).one().revoked_at = datetime.now(UTC)
    with pytest.raises(AssertionError, match="NOT FOUND"):
        sessions_in(served + path, tmp_path)
