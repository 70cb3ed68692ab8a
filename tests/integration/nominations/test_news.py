"""What a nominator is told after approval: by mail once, and on the page of the nomination."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core import jobs
from payback.core.access import COMMAND_LINE
from payback.diary import nomination_starts
from payback.diary import service as diary
from payback.diary.models import SessionState, WorkSession
from payback.diary.queries import session_for
from payback.nominations.models import EventKind, Nomination, NominationEvent, NominationState
from payback.nominations.news import TELL
from payback.notifications.models import OutboxMessage
from payback.projects import service as projects
from payback.projects.models import Project, ProjectState
from tests.support.builders import a_project, a_requirement, a_session, an_appointment
from tests.support.builders_nominations import a_nomination

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

SECRET = "a-secret-of-the-nominator-0123456789abcdefgh"
FIRST, SECOND = date(2026, 12, 1), date(2026, 12, 8)


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def nomination(database: Database) -> Nomination:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db)
        return a_nomination(
            db, secret=SECRET, state=NominationState.APPROVED, project_id=project.id
        )


def session(database: Database, nomination: Nomination, on: date, state: SessionState) -> int:
    with database.transaction(COMMAND_LINE) as db:
        project = db.get_one(Project, nomination.project_id)
        return a_session(db, project, on=on, state=state).id


def plan(database: Database, nomination: Nomination) -> None:
    """Say what a publication says when it is done."""
    with database.transaction(COMMAND_LINE) as db:
        nomination_starts.note_starts(db, nomination.area_id, FIRST, SECOND)


def move(database: Database, nomination: Nomination, to: ProjectState, reason: str = "") -> None:
    with database.transaction(COMMAND_LINE) as db:
        projects.move_project(db, db.get_one(Project, nomination.project_id), to, reason)


def told(database: Database, config: Config) -> list[OutboxMessage]:
    """Run the jobs that are due, each twice, and return the mails of the work."""
    with database.reading() as db:
        due = db.scalars(
            select(jobs.Job.id).where(jobs.Job.kind == TELL).order_by(jobs.Job.id)
        ).all()
    for job_id in due:
        jobs.run(database, config, job_id, "one")
        jobs.run(database, config, job_id, "two")
    with database.reading() as db:
        return list(db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def subjects(database: Database, config: Config) -> list[str]:
    return [mail.subject.partition(":")[0] for mail in told(database, config)]


def page(client: Client, nomination: Nomination) -> str:
    client.get_page(f"/nominations/{nomination.reference}/{SECRET}")
    return client.words


def test_work_that_only_stands_in_the_diary_is_not_said_to_start(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    session(database, nomination, FIRST, SessionState.PROPOSED)
    plan(database, nomination)
    assert subjects(database, config) == []
    assert "Work starts" not in page(client, nomination)


def test_a_published_rota_is_told_once_with_the_link(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    session(database, nomination, FIRST, SessionState.OPEN)
    plan(database, nomination)
    plan(database, nomination)
    [mail] = told(database, config)
    assert mail.subject.startswith("Work starts on 1 December 2026: your nomination CP-")
    assert mail.recipient == nomination.email
    assert f"/nominations/{nomination.reference}/" in mail.body
    assert "withdraw it here" not in mail.body
    assert nomination.contact_name not in mail.body
    shown = page(client, nomination)
    assert "We planned the work" in shown
    assert shown.count("Work starts on 1 December 2026.") == 2


def test_another_first_day_is_told_and_so_is_none(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    first = session(database, nomination, FIRST, SessionState.OPEN)
    session(database, nomination, SECOND, SessionState.OPEN)
    plan(database, nomination)
    for each in (first, None):
        with database.transaction(COMMAND_LINE) as db:
            chosen = (
                each or db.scalars(select(WorkSession.id).where(WorkSession.on == SECOND)).one()
            )
            found = session_for(db, COMMAND_LINE, chosen)
            assert found is not None
            diary.cancel_session(db, found, "Flooded", "https://x.example/")
    assert subjects(database, config) == [
        "Work starts on 1 December 2026",
        "Work now starts on 8 December 2026",
        "Work does not start on 8 December 2026",
    ]
    assert "We tell you the new day." in page(client, nomination)


def test_the_first_session_worked_is_told_and_later_ones_are_not(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    for on in (date(2026, 11, 17), date(2026, 11, 19)):
        with database.transaction(COMMAND_LINE) as db:
            project = db.get_one(Project, nomination.project_id)
            worked = a_session(db, project, on=on, state=SessionState.DONE)
            an_appointment(db, worked, a_requirement(db), credited_minutes=420)
            nomination_starts.note_work(db, worked)
            nomination_starts.note_work(db, worked)
    assert subjects(database, config) == ["Work has started"]
    shown = page(client, nomination)
    assert "Work started on 17 November 2026." in shown
    assert "The first session was on 17 November 2026." in shown


def test_an_abandoned_project_says_why_and_is_not_green(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    move(database, nomination, ProjectState.PAUSED, "The gate is locked.")
    assert "Paused" in page(client, nomination)
    move(database, nomination, ProjectState.ABANDONED, "The wall is not safe.")
    mails = told(database, config)
    assert [mail.subject.partition(":")[0] for mail in mails] == [
        "Work is paused",
        "The work cannot be done",
    ]
    assert "The wall is not safe." in mails[1].body
    shown = page(client, nomination)
    tag = client.page.select_one("main .govuk-tag")
    assert tag is not None
    assert tag.get_text() == "Not going ahead"
    assert "govuk-tag--green" not in tag["class"]
    assert "This is why: The wall is not safe." in shown


def test_a_project_taken_back_after_it_was_abandoned_names_no_day_until_it_is_ready(
    client: Client, database: Database, nomination: Nomination
) -> None:
    session(database, nomination, FIRST, SessionState.OPEN)
    move(database, nomination, ProjectState.PAUSED)
    move(database, nomination, ProjectState.ABANDONED, "The wall is not safe.")
    move(database, nomination, ProjectState.PROPOSED)
    shown = page(client, nomination)
    assert "We visit the place to see that the work is safe." in shown
    assert "Work starts on" not in shown
    move(database, nomination, ProjectState.READY)
    assert "Work starts on 1 December 2026." in page(client, nomination)


def test_no_day_is_named_on_which_the_risk_assessment_is_over(
    client: Client, database: Database, nomination: Nomination
) -> None:
    for on in (FIRST, SECOND):
        session(database, nomination, on, SessionState.OPEN)
    assert "Work starts on 1 December 2026." in page(client, nomination)
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, nomination.project_id).risk_assessed_until = date(2026, 11, 30)
    assert "Work starts on" not in page(client, nomination)


def test_a_finished_project_says_so_and_may_go_on(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    move(database, nomination, ProjectState.FINISHED)
    tag = client.get_page(f"/nominations/{nomination.reference}/{SECRET}").select_one(
        "main .govuk-tag"
    )
    assert tag is not None
    assert tag.get_text() == "Finished"
    move(database, nomination, ProjectState.RUNNING)
    assert subjects(database, config) == ["The work is finished", "We take up the work again"]
    assert "Approved" in page(client, nomination)


def test_those_who_nominated_the_same_work_hear_of_it_too(
    client: Client, database: Database, config: Config, nomination: Nomination
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        a_nomination(
            db,
            secret=SECRET + "2",
            state=NominationState.MERGED,
            merged_into_id=nomination.id,
            email="second@example.org",
            reference="CP-2222-2222",
        )
        a_nomination(
            db, state=NominationState.MERGED, merged_into_id=nomination.id, email="", source="phone"
        )
    move(database, nomination, ProjectState.FINISHED)
    assert {mail.recipient for mail in told(database, config)} == {
        nomination.email,
        "second@example.org",
    }
    client.get_page(f"/nominations/CP-2222-2222/{SECRET}2")
    assert "The work is finished" in client.words


def test_a_project_that_nobody_nominated_tells_nobody(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        projects.move_project(db, a_project(db), ProjectState.FINISHED)
        assert db.scalars(select(NominationEvent)).all() == []


def test_a_piece_of_news_that_was_told_is_not_told_by_another_job(
    database: Database, config: Config, nomination: Nomination
) -> None:
    move(database, nomination, ProjectState.FINISHED)
    with database.transaction(COMMAND_LINE) as db:
        event = db.scalars(
            select(NominationEvent.id).where(NominationEvent.kind == EventKind.FINISHED)
        ).one()
        jobs.enqueue(db, TELL, event)
    assert len(told(database, config)) == 1
