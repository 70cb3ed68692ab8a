"""A small area to plan: a park that opens twice in a week, with supervisors and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from payback.core import jobs
from payback.core.access import COMMAND_LINE
from payback.rota.queries import rotas_of_run
from payback.rota.service import start_run
from tests.support import builders

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.areas.models import Area
    from payback.config import Config
    from payback.core.db import Database
    from payback.diary.models import WorkSession
    from payback.people.models import Requirement
    from payback.projects.models import Project
    from payback.rota.models import Rota, RotaRun
    from payback.supervisors.models import Supervisor

TODAY = "2026-11-21T10:00:00Z"
MONDAY = date(2026, 11, 23)
TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallArea:
    """What `a_small_area` has made."""

    area: Area
    project: Project
    sessions: list[WorkSession]
    supervisors: list[Supervisor]
    requirements: list[Requirement]


def a_small_area(db: Session, *, people: int = 4, supervisors: int = 1) -> SmallArea:
    """Add a park with sessions on Tuesday and Thursday of the week of `MONDAY`."""
    area = builders.an_area(db)
    project = builders.a_project(db, area_id=area.id, min_people=2, places=8)
    return SmallArea(
        area=area,
        project=project,
        sessions=[builders.a_session(db, project, on=on) for on in (TUESDAY, THURSDAY)],
        supervisors=[builders.a_supervisor(db, area_id=area.id) for _ in range(supervisors)],
        requirements=[builders.a_requirement(db) for _ in range(people)],
    )


def start(db: Session, area: Area, *, weeks: int = 1, seconds: int = 20) -> RotaRun:
    """Queue a run of the week of `MONDAY`, with one worker."""
    return start_run(
        db,
        area_id=area.id,
        first_on=MONDAY,
        weeks=weeks,
        seconds=seconds,
        account_id=None,
        workers=1,
    )


def plan(database: Database, config: Config, area: Area, *, weeks: int = 1) -> list[Rota]:
    """Plan weeks as a worker does, and return their rotas."""
    with database.transaction(COMMAND_LINE) as db:
        run = start(db, area, weeks=weeks)
    assert jobs.run(database, config, run.job_id or 0, "a worker")
    with database.reading() as db:
        return list(rotas_of_run(db, run.id))
