"""Missing outcomes: the mail of the next morning, the coordinator's first page, the list."""

from __future__ import annotations

import threading
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from payback.attendance.chasing import CHASE
from payback.core import jobs
from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import SessionState, WorkSession
from payback.notifications.models import OutboxMessage
from tests.integration.attendance.test_service import an_entry, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

EARLY, MORNING = "2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z"


def at_once(act: Callable[[str], object]) -> None:
    """Have two workers do something at the same moment."""
    start = threading.Barrier(2)

    def run(worker: str) -> None:
        start.wait()
        act(worker)

    threads = [threading.Thread(target=run, args=[worker]) for worker in ("one", "two")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def chased(database: Database, config: Config, moment: str) -> list[OutboxMessage]:
    """Let two workers see to what is due at a moment, and return every mail so far."""
    with time_machine.travel(moment, tick=False):
        at_once(lambda _worker: jobs.begin_daily(database))
        with database.reading() as db:
            due = db.scalars(
                select(jobs.Job.id).where(jobs.Job.kind == CHASE).order_by(jobs.Job.id)
            ).all()
        for job_id in due:
            at_once(partial(jobs.run, database, config, job_id))
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def set_session(database: Database, scene: Scene, **changes: object) -> None:
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, scene.session.id)
        for name, value in changes.items():
            setattr(session, name, value)


def test_a_supervisor_is_written_to_at_eight_the_next_morning_once_though_two_workers_run(
    database: Database, config: Config, scene: Scene
) -> None:
    record(database, scene.appointments[0], an_entry())
    assert chased(database, config, EARLY) == []
    (mail,) = chased(database, config, MORNING)
    assert mail.recipient == scene.email
    assert mail.subject == "Outcomes are missing at 1 session of yours"
    assert "Oak Hill Park, Tuesday 24 November 2026, 9:30am to 4:30pm" in mail.body
    assert "2 outcomes missing, 1 day ago" in mail.body
    assert f"{config.base_url}/my/sessions/{scene.session.id}" in mail.body
    assert len(chased(database, config, "2026-11-25T17:00:00Z")) == 1
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(jobs.DailyRun)) == 1


@pytest.mark.usefixtures("scene")
def test_the_mail_names_nobody(database: Database, config: Config) -> None:
    (mail,) = chased(database, config, MORNING)
    for name in ("Able", "Baker", "Last", "Alex"):
        assert name not in mail.subject + mail.body


def test_they_are_written_to_each_morning_until_all_is_recorded(
    database: Database, config: Config, scene: Scene
) -> None:
    chased(database, config, MORNING)
    mails = chased(database, config, "2026-11-26T08:10:00Z")
    assert "3 outcomes missing, 2 days ago" in mails[1].body
    for appointment in scene.appointments:
        record(database, appointment, an_entry("UACP", uuid=uuid4()))
    assert len(chased(database, config, "2026-11-27T08:10:00Z")) == len(mails) == 2


@pytest.mark.usefixtures("scene")
def test_work_done_again_by_a_worker_that_took_over_writes_nothing_more(
    database: Database, config: Config
) -> None:
    chased(database, config, MORNING)
    with database.transaction(COMMAND_LINE) as db:
        for job in db.scalars(select(jobs.Job).where(jobs.Job.kind == CHASE)):
            job.state = jobs.JobState.QUEUED
    assert len(chased(database, config, MORNING)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"state": SessionState.CANCELLED, "cancelled_because": "Snow"},
        {"on": date(2026, 11, 25)},
        {"on": date(2026, 10, 10)},
    ],
    ids=["cancelled", "today", "too old for a supervisor to record"],
)
def test_nobody_is_asked_for_what_is_not_owed(
    database: Database, config: Config, scene: Scene, changes: dict[str, object]
) -> None:
    set_session(database, scene, **changes)
    assert chased(database, config, MORNING) == []


@pytest.mark.parametrize(
    ("moment", "begun"),
    [("2026-07-01T06:59:00Z", []), ("2026-07-01T07:00:00Z", [CHASE])],
)
def test_the_hour_is_that_of_london_in_summer_too(
    database: Database, moment: str, begun: list[str]
) -> None:
    with time_machine.travel(moment, tick=False):
        assert jobs.begin_daily(database) == begun
        assert jobs.begin_daily(database) == []


def test_a_coordinators_first_page_counts_what_is_missing_and_its_days(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    record(database, scene.appointments[0], an_entry())
    staff = signed_in(Role.COORDINATOR)
    staff.get_page("/nominations/inbox")
    assert "Missing outcomes" not in staff.words
    set_session(database, scene, on=date(2026, 11, 12))
    page = staff.get_page("/nominations/inbox")
    assert "2 outcomes are missing at 1 session, the oldest 12 days ago." in staff.words
    assert page.select_one("main a[href='/attendance']") is not None


def test_a_manager_is_not_asked_for_outcomes(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    set_session(database, scene, on=date(2026, 11, 12))
    manager = signed_in(Role.MANAGER)
    manager.get_page("/nominations/inbox")
    assert "Missing outcomes" not in manager.words


def test_a_session_stays_on_the_supervisors_list_until_it_is_done(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    set_session(database, scene, on=date(2026, 10, 20))
    supervisor.get_page("/my/sessions")
    assert "Older, with outcomes missing" in supervisor.words
    assert "Oak Hill Park" in supervisor.words
    for appointment in scene.appointments:
        record(database, appointment, an_entry("UACP", uuid=uuid4()))
    supervisor.get_page("/my/sessions")
    assert "Oak Hill Park" not in supervisor.words
