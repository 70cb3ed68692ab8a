"""The pages of planning, as each role sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core import jobs
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.jobs import Job, JobState
from payback.people.models import Person, Requirement
from payback.projects.models import Project
from payback.rota.models import Rota, RotaRun, RotaState
from tests.support import builders
from tests.support.planning import TUESDAY, SmallArea, plan, start

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

NEW = "/rota-runs/new"

pytestmark = pytest.mark.usefixtures("saturday")


def values(small: SmallArea, **changes: str) -> dict[str, str]:
    return {
        "area": str(small.area.id),
        "first_on": "2026-11-23",
        "weeks": "1",
        "seconds": "20",
    } | changes


def test_a_coordinator_starts_a_run_follows_it_and_reads_the_draft(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    response = coordinator.send(NEW, values(small))
    assert response.status_code == 200
    assert "Waiting for a worker" in coordinator.words
    assert coordinator.page.select_one("noscript meta[http-equiv=refresh]")
    with database.reading() as db:
        run = db.scalars(select(RotaRun)).one()
    jobs.run(database, config, run.job_id or 0, "a worker")
    coordinator.get_page(f"/rota-runs/{run.id}")
    assert coordinator.page.select_one("noscript meta[http-equiv=refresh]") is None
    assert "the best possible" in coordinator.words.lower()
    assert "Barnet" in coordinator.get_page("/rotas").get_text()
    with database.reading() as db:
        rota = db.scalars(select(Rota)).one()
        names = [each.full_name for each in db.scalars(select(Person))]
    coordinator.get_page(f"/rotas/{rota.id}")
    assert small.project.name in coordinator.words
    assert small.supervisors[0].name in coordinator.words
    assert all(name in coordinator.words for name in names)
    with database.reading() as db:
        read = db.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.READ)).all()
    assert {each.record_id for each in read} == {each.person_id for each in small.requirements}


def test_each_booking_of_somebody_has_a_table_of_its_own_name(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        busy = db.get_one(Requirement, small.requirements[0].id)
        busy.weekly_minutes = busy.max_weekly_minutes
    (rota,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{rota.id}/people/{busy.person_id}")
    names = [each["aria-label"] for each in coordinator.page.select("[role=region]")]
    assert names == [
        "What the booking earns on Tue 24 Nov from 9:30am",
        "What the booking earns on Thu 26 Nov from 9:30am",
    ]


def test_progress_is_shown_in_words_and_can_be_stopped(
    coordinator: Client, database: Database, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        run = start(db, small.area)
        job = db.get_one(Job, run.job_id)
        job.state = JobState.RUNNING
        job.progress = (
            '{"week": 1, "weeks": 2, "phase": "exact model", "objective": 979.2, '
            '"bound": 1000.0, "gap": 0.0208, "elapsed": 3.0}'
        )
    coordinator.get_page(f"/rota-runs/{run.id}")
    for said in ("within 2.1% of the best possible", "979 points", "1,000 points", "Week 1 of 2"):
        assert said in coordinator.words
    coordinator.send(f"/rota-runs/{run.id}/stop")
    assert "is stopping" in coordinator.words
    assert "Stop and keep" not in coordinator.words
    with database.reading() as db:
        assert db.get_one(Job, run.job_id).stop_requested


def test_a_failed_run_says_what_to_do(
    coordinator: Client, database: Database, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        run = start(db, small.area)
        job = db.get_one(Job, run.job_id)
        job.state, job.failure = JobState.FAILED, "There was too little time to find any rota."
    coordinator.get_page(f"/rota-runs/{run.id}")
    assert "too little time" in coordinator.words
    assert "Plan again" in coordinator.words


def test_a_form_sent_twice_starts_one_run(
    coordinator: Client, database: Database, small: SmallArea
) -> None:
    form = {**coordinator.tokens(NEW), **values(small)}
    first = coordinator.post(NEW, data=form)
    second = coordinator.post(NEW, data=form)
    assert first.location == second.location
    with database.reading() as db:
        assert len(db.scalars(select(RotaRun)).all()) == 1


def test_a_second_run_of_the_area_is_refused_in_the_form(
    coordinator: Client, small: SmallArea
) -> None:
    coordinator.send(NEW, values(small))
    assert coordinator.send(NEW, values(small)).status_code == 422
    assert coordinator.errors() == [
        "A plan for Barnet is already being made. Wait until it ends, or stop it first"
    ]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"area": ""}, "Select an area"),
        ({"area": "999999"}, "Select an area"),
        ({"area": "x"}, "Select an area"),
        ({"first_on": ""}, "Select the first week"),
        ({"first_on": "2026-13-40"}, "Select the first week"),
        ({"first_on": "2020-01-06"}, "Select the first week"),
        ({"weeks": "9"}, "Select the number of weeks"),
        ({"seconds": ""}, "Enter the longest search"),
        ({"seconds": "4"}, "Longest search must be between 5 and 600"),
        ({"seconds": "many"}, "Longest search must be a whole number, like 15"),
        ({"first_on": "2026-12-07"}, "No work sessions of Barnet can be planned in these weeks."),
    ],
)
def test_bad_input_is_told_and_nothing_typed_is_lost(
    coordinator: Client, small: SmallArea, changes: dict[str, str], error: str
) -> None:
    assert coordinator.send(NEW, values(small, **changes)).status_code == 422
    assert coordinator.errors()[0].startswith(error)
    typed = coordinator.page.select_one("#seconds")
    assert typed is not None
    assert typed["value"] == changes.get("seconds", "20")


def test_a_manager_sees_counts_and_no_names_and_cannot_plan(
    signed_in: Callable[[Role], Client], database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    manager = signed_in(Role.MANAGER)
    manager.get_page(f"/rotas/{rota.id}")
    with database.reading() as db:
        for person in db.scalars(select(Person)):
            assert person.full_name not in manager.words
            assert person.crn not in manager.words
        assert not db.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.READ)).all()
    assert "4 people for 8 places" in manager.words
    assert "Publish" not in [each.get_text(strip=True) for each in manager.page.select("main a")]
    assert manager.get(NEW).status_code == 403
    assert manager.send(f"/rotas/{rota.id}/discard", {"version": "1"}).status_code == 403
    assert manager.send(f"/rotas/{rota.id}/publish", {"version": "1"}).status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PARTNER, Role.ADMINISTRATOR])
def test_other_roles_see_no_rota(signed_in: Callable[[Role], Client], role: Role) -> None:
    client = signed_in(role)
    for path in ("/rotas", NEW, "/rotas/1", "/rota-runs/1", "/rotas/1/publish"):
        assert client.get(path).status_code == 403


def test_rotas_and_runs_of_other_areas_do_not_exist(
    signed_in: Callable[[Role], Client], database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    coordinator = signed_in(Role.COORDINATOR)
    with database.transaction(COMMAND_LINE) as db:
        brent = builders.an_area(db, code="E09000005", name="Brent")
        other = builders.an_account(db, Role.COORDINATOR, areas=[brent])
    coordinator.get("/sign-in")
    client = coordinator.application.test_client()
    client.sign_in(other.email, builders.PASSWORD)  # type: ignore[attr-defined]
    for path in (f"/rotas/{rota.id}", f"/rotas/{rota.id}/publish", f"/rota-runs/{rota.run_id}"):
        assert client.get(path).status_code == 404
    for path in (f"/rotas/{rota.id}/publish", f"/rotas/{rota.id}/discard"):
        assert client.send(path, {"version": "1"}).status_code == 404  # type: ignore[attr-defined]
    assert client.send(f"/rota-runs/{rota.run_id}/stop").status_code == 404  # type: ignore[attr-defined]
    assert client.send(NEW, values(small)).status_code == 422  # type: ignore[attr-defined]


def test_a_draft_can_be_discarded_once_and_not_with_an_old_page(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    stale = coordinator.send(f"/rotas/{rota.id}/discard", {"version": "99"})
    assert stale.status_code == 409
    for _ in range(2):
        response = coordinator.send(f"/rotas/{rota.id}/discard", {"version": str(rota.version)})
        assert response.status_code == 200
    with database.reading() as db:
        assert db.get_one(Rota, rota.id).state is RotaState.DISCARDED


def test_sessions_that_could_not_be_planned_are_listed_with_the_cause(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        old = builders.a_project(db, area_id=small.area.id, risk_assessed_until=TUESDAY)
        builders.a_session(db, old, on=small.sessions[1].on)
    (rota,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "its risk assessment ended on 24 November 2026" in coordinator.words


def test_a_rota_that_opens_nothing_says_so(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, small.project.id).women_only = True
    (rota,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "No session opens in this rota." in coordinator.words
    assert "Nothing suitable" in coordinator.words


def test_how_evenly_the_work_is_shared_is_said_in_figures(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{rota.id}")
    table = next(
        each
        for each in coordinator.page.select("table")
        if "How evenly" in each.get_text(" ", strip=True)
    )
    rows = {
        head.get_text(strip=True): cell.get_text(strip=True)
        for head, cell in zip(table.select("tbody th"), table.select("tbody td"), strict=True)
    }
    assert rows["People given their weekly offer"] == "4 of 4 (100%)"
    assert rows["Journeys, one way"].startswith("Half within ")
    assert rows["Bookings at a weekend"] == "0%"
    assert "Short of their weekly offer" not in rows
