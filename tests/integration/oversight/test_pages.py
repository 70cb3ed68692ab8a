"""Administrators read the trail and see to work that has failed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from payback.core import clock, jobs
from payback.core.access import COMMAND_LINE, Role
from payback.core.jobs import Job, JobState
from tests.support.builders import a_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.support.client import Client


def test_the_trail_is_narrowed_to_one_record(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        people = [a_person(db) for _ in range(3)]
    client = signed_in(Role.ADMINISTRATOR)
    page = client.get_page(f"/audit?record_kind=people&record_id={people[1].id}")
    (row,) = page.select("tbody tr")
    assert f"people {people[1].id}" in row.get_text()
    assert "command line" in row.get_text()


def test_a_wrong_filter_gets_a_sentence_and_keeps_what_was_typed(
    signed_in: Callable[[Role], Client],
) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    page = client.get_page(
        "/audit?record_id=many&since-day=31&since-month=2&since-year=2026", status=422
    )
    assert len(client.errors()) == 2
    assert page.select_one("#record_id")["value"] == "many"  # type: ignore[index]


def test_the_trail_is_shown_in_pages(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for _ in range(60):
            a_person(db)
    client = signed_in(Role.ADMINISTRATOR)
    assert len(client.get_page("/audit?record_kind=people&page=2").select("tbody tr")) == 10
    assert client.get_page("/audit?record_kind=people&page=x").select("tbody tr")


def test_failed_work_is_shown_and_can_be_tried_again_once(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        job_id = jobs.enqueue(db, "mail", 1).id
        ended = {
            "state": JobState.FAILED,
            "failure": "The server is away.",
            "ended_at": clock.now(),
        }
        db.execute(update(Job).values(**ended))
    client = signed_in(Role.ADMINISTRATOR)
    assert "The server is away." in client.get_page("/service-state").get_text()
    client.send(f"/service-state/jobs/{job_id}/retry", status=200)
    with database.reading() as db:
        assert db.execute(select(Job.state)).scalar_one() is JobState.QUEUED
    client.send(f"/service-state/jobs/{job_id}/retry", status=200)
    assert "It has been done" in client.page.get_text()


def test_mail_that_waits_to_be_tried_again_is_shown_with_why_and_when(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        ids = [jobs.enqueue(db, "mail", number).id for number in (1, 2)]
        later = clock.now() + timedelta(minutes=30)
        why = {"failure": "The mail server did not take it (451).", "retries": 6}
        db.execute(update(Job).values(due_at=later, **why))
    client = signed_in(Role.ADMINISTRATOR)
    assert "did not take it (451)" in client.get_page("/service-state").get_text()
    client.send(f"/service-state/jobs/{ids[0]}/retry", status=200)
    client.send("/service-state/retry", status=200)
    assert "1 piece of work is tried again now" in client.page.get_text()
    with database.reading() as db:
        dues = db.execute(select(Job.due_at)).scalars().all()
    assert max(dues) < later - timedelta(minutes=29)
