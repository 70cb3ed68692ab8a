"""Runs: queued once an area, carried out week by week, stopped, taken over, given up."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from payback.core import jobs
from payback.core.access import COMMAND_LINE
from payback.core.errors import RuleBroken
from payback.core.jobs import Job, JobContext, JobState
from payback.rota.models import Rota, RotaBooking, RotaState, RotaUnplaced, SolutionStatus
from payback.rota.planning.job import plan_run
from payback.rota.problem.documents import fingerprint, unpacked
from payback.rota.queries import rotas_of_run
from payback.rota.service import start_run
from scheduler import check, read_problem, read_solution
from tests.support import builders
from tests.support.behind import behind
from tests.support.planning import MONDAY, SmallArea, plan, start

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database

pytestmark = pytest.mark.usefixtures("saturday")


def job_of(database: Database, job_id: int | None) -> Job:
    with database.reading() as db:
        return db.get_one(Job, job_id)


def test_a_run_leaves_a_checked_draft_with_its_input(
    database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    problem = read_problem(unpacked(rota.problem))
    checked = check(problem, read_solution(unpacked(rota.solution), problem))
    assert checked.violations == ()
    assert checked.objective == rota.objective
    assert checked.points == rota.points_by_goal
    assert rota.state is RotaState.DRAFT
    assert rota.status is SolutionStatus.OPTIMAL
    assert rota.problem_hash == fingerprint(unpacked(rota.problem))
    with database.reading() as db:
        booked = set(
            db.scalars(select(RotaBooking.person_id).where(RotaBooking.rota_id == rota.id))
        )
    assert booked == {each.person_id for each in small.requirements}


def test_everybody_left_out_has_a_sentence_without_ids(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        far = builders.a_requirement(
            db, person_id=builders.a_person(db, home_lat=50.0, home_lon=-5.0).id
        )
    plan(database, config, small.area)
    with database.reading() as db:
        left = db.scalars(select(RotaUnplaced)).one()
    assert (left.person_id, left.reason) == (far.person_id, "too_far")
    assert "this person" in left.detail
    assert small.project.name in left.detail
    assert "person-" not in left.detail
    assert "session-" not in left.detail


def test_a_later_week_starts_from_the_one_before(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.merge(small.requirements[0]).ordered_minutes = 420
        for on in (date(2026, 12, 1), date(2026, 12, 3)):
            builders.a_session(db, db.merge(small.project), on=on)
    first, second = plan(database, config, small.area, weeks=2)
    assert (first.week_on, second.week_on) == (MONDAY, date(2026, 11, 30))
    people = {each.id: each for each in read_problem(unpacked(second.problem)).people}
    key = f"person-{small.requirements[0].person_id}"
    assert people[key].remaining_minutes == 0
    assert all(each.current_project == f"project-{small.project.id}" for each in people.values())
    with database.reading() as db:
        left = db.scalars(select(RotaUnplaced).where(RotaUnplaced.rota_id == second.id)).one()
    assert left.detail == "All that is left to do is already planned before these days."


def test_a_second_run_of_an_area_is_refused_until_the_first_has_ended(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        run = start(db, small.area)
    with database.transaction(COMMAND_LINE) as db, pytest.raises(RuleBroken) as broken:
        start(db, small.area)
    assert broken.value.field == "area"
    assert "already being made" in broken.value.sentence
    jobs.run(database, config, run.job_id or 0, "a worker")
    with database.transaction(COMMAND_LINE) as db:
        start(db, small.area)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("first_on", {"first_on": date(2026, 11, 15)}),
        ("first_on", {"first_on": date(2027, 11, 15)}),
        ("first_on", {"first_on": date(2026, 12, 7)}),
        ("weeks", {"weeks": 5}),
        ("weeks", {"weeks": 0}),
        ("seconds", {"seconds": 4}),
        ("seconds", {"seconds": 601}),
    ],
)
def test_a_run_out_of_range_or_with_nothing_to_plan_is_refused(
    database: Database, small: SmallArea, field: str, changes: dict[str, object]
) -> None:
    settings = {
        "area_id": small.area.id,
        "first_on": MONDAY,
        "weeks": 1,
        "seconds": 20,
        "account_id": None,
    } | changes
    with database.transaction(COMMAND_LINE) as db, pytest.raises(RuleBroken) as broken:
        start_run(db, **settings)  # type: ignore[arg-type]
    assert broken.value.field == field


def test_a_run_that_nobody_has_begun_is_stopped_at_once(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        run = start(db, small.area)
    with database.transaction(COMMAND_LINE) as db:
        jobs.request_stop(db, run.job_id or 0)
    assert not jobs.run(database, config, run.job_id or 0, "a worker")
    assert job_of(database, run.job_id).state is JobState.STOPPED


def test_a_stopped_run_keeps_the_best_so_far_and_plans_no_further_week(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for number in range(40):
            builders.a_requirement(db, due_on=date(2027, 1 + number % 6, 1))
        for _ in range(3):
            builders.a_supervisor(db, area_id=small.area.id)
        for day in range(10):
            project = builders.a_project(db, area_id=small.area.id, lat=51.5 + day / 100)
            for on in (23, 24, 25, 26):
                builders.a_session(db, project, on=date(2026, 11, on))
        run = start(db, small.area, weeks=2, seconds=120)
    worker = threading.Thread(
        target=jobs.run, args=(database, config, run.job_id, "a worker"), daemon=True
    )
    worker.start()
    until = time.monotonic() + 60
    while job_of(database, run.job_id).progress_values.get("objective") is None:
        assert time.monotonic() < until
        time.sleep(0.2)
    with database.transaction(COMMAND_LINE) as db:
        jobs.request_stop(db, run.job_id or 0)
    worker.join(timeout=30)
    assert not worker.is_alive()
    assert job_of(database, run.job_id).state is JobState.STOPPED
    with database.reading() as db:
        (rota,) = rotas_of_run(db, run.id)
    assert rota.objective is not None
    assert rota.bound is not None
    assert rota.objective <= rota.bound


def test_a_killed_workers_run_is_done_once_by_another_and_the_stale_one_stores_nothing(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for on in (date(2026, 12, 1), date(2026, 12, 3)):
            builders.a_session(db, db.merge(small.project), on=on)
        run = start(db, small.area, weeks=2)
        job = db.get_one(Job, run.job_id)
        job.state, job.owner, job.attempt = JobState.RUNNING, "killed", 1
        job.lease_until = datetime.now(UTC) - timedelta(seconds=1)
    with database.reading() as db:
        assert list(jobs.due_job_ids(db, jobs.HANDLERS)) == [run.job_id]
    stale = JobContext(
        database=database, config=config, job_id=run.job_id or 0, owner="killed", attempt=1
    )
    assert jobs.run(database, config, run.job_id or 0, "another")
    plan_run(stale, run.id)
    assert job_of(database, run.job_id).state is JobState.DONE
    with database.reading() as db:
        assert len(db.scalars(select(Rota)).all()) == 2


def test_a_worker_that_takes_over_goes_on_after_the_weeks_that_are_stored(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        builders.a_session(db, db.merge(small.project), on=date(2026, 12, 1))
    first, _second = plan(database, config, small.area, weeks=2)
    with database.transaction(COMMAND_LINE) as db:
        behind(db, delete(Rota).where(Rota.week_on > MONDAY))
        job = db.scalars(select(Job).where(Job.kind == "rota.run")).one()
        job.state = JobState.QUEUED
    assert jobs.run(database, config, job.id, "another")
    with database.reading() as db:
        found = rotas_of_run(db, first.run_id)
    assert [each.week_on for each in found] == [MONDAY, date(2026, 11, 30)]
    assert found[0].id == first.id


def test_records_that_make_no_problem_fail_the_run_with_what_to_do(
    database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.merge(small.project).lat = 512.0
        run = start(db, small.area)
    jobs.run(database, config, run.job_id or 0, "a worker")
    job = job_of(database, run.job_id)
    assert job.state is JobState.FAILED
    assert "start again: projects[0].lat" in (job.failure or "")
