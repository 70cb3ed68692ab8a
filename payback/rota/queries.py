"""Reads of runs and rotas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union
from sqlalchemy.orm import contains_eager, joinedload, undefer

from payback.areas.models import Area
from payback.core.jobs import Job, JobState
from payback.diary.models import WorkSession
from payback.projects.models import Project
from payback.rota.models import (
    LIVE,
    NO_WORK_LEFT,
    Rota,
    RotaBooking,
    RotaDuty,
    RotaPin,
    RotaRun,
    RotaState,
    RotaUnplaced,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from payback.core.access import Actor

ACTIVE = (JobState.QUEUED, JobState.RUNNING)


def run_by_id(db: Session, run_id: int, actor: Actor) -> RotaRun | None:
    """Return a run of the reader's areas, with its area, job, author and rotas."""
    return (
        db.scalars(
            select(RotaRun)
            .where(RotaRun.id == run_id, actor.within(RotaRun.area_id))
            .options(
                joinedload(RotaRun.area),
                joinedload(RotaRun.job),
                joinedload(RotaRun.requested_by),
                joinedload(RotaRun.rotas),
            )
            .execution_options(populate_existing=True)
        )
        .unique()
        .one_or_none()
    )


def active_run(db: Session, area_id: int) -> RotaRun | None:
    """Return the run of an area that has not ended."""
    return db.scalars(
        select(RotaRun)
        .join(RotaRun.job)
        .where(RotaRun.area_id == area_id, Job.state.in_(ACTIVE))
        .order_by(RotaRun.id)
    ).first()


def latest_runs(db: Session, actor: Actor, most: int) -> Sequence[RotaRun]:
    """Return the reader's newest runs, with area, job and author."""
    return db.scalars(
        select(RotaRun)
        .join(RotaRun.job)
        .where(actor.within(RotaRun.area_id))
        .options(
            contains_eager(RotaRun.job),
            joinedload(RotaRun.area),
            joinedload(RotaRun.requested_by),
        )
        .order_by(RotaRun.id.desc())
        .limit(most)
    ).all()


def rotas_from(db: Session, actor: Actor, week_on: date) -> Sequence[Rota]:
    """Return the drafts and the published rotas of the reader's areas from a week on."""
    return db.scalars(
        select(Rota)
        .join(Rota.area)
        .where(actor.within(Rota.area_id), Rota.week_on >= week_on)
        .where(Rota.state.in_(LIVE))
        .options(contains_eager(Rota.area), joinedload(Rota.published_by))
        .order_by(Rota.week_on, Area.name, Rota.id.desc())
    ).all()


def rota_by_id(db: Session, rota_id: int, actor: Actor) -> Rota | None:
    """Return a rota of the reader's areas with all that it holds."""
    return (
        db.scalars(
            select(Rota)
            .where(Rota.id == rota_id, actor.within(Rota.area_id))
            .options(
                joinedload(Rota.area),
                joinedload(Rota.published_by),
                joinedload(Rota.run),
                joinedload(Rota.changes_job),
                undefer(Rota.problem),
                undefer(Rota.solution),
            )
        )
        .unique()
        .one_or_none()
    )


def stored_rota(db: Session, rota_id: int) -> Rota:
    """Return a rota with its problem and answer, for a job."""
    return db.scalars(
        select(Rota)
        .where(Rota.id == rota_id)
        .options(undefer(Rota.problem), undefer(Rota.solution))
    ).one()


def published_rota(db: Session, area_id: int, week_on: date) -> Rota | None:
    """Return the published rota of a week."""
    return db.scalars(
        select(Rota)
        .where(Rota.area_id == area_id, Rota.week_on == week_on)
        .where(Rota.state == RotaState.PUBLISHED)
        .options(joinedload(Rota.published_by))
    ).one_or_none()


def rotas_of_run(db: Session, run_id: int) -> Sequence[Rota]:
    """Return what a run has left so far, by week, with problems and answers."""
    return db.scalars(
        select(Rota)
        .where(Rota.run_id == run_id)
        .options(undefer(Rota.problem), undefer(Rota.solution))
        .order_by(Rota.week_on)
    ).all()


def drafts_before(db: Session, rota: Rota) -> Sequence[Rota]:
    """Return the drafts of a rota's run for the weeks before it, with problems, by week."""
    return db.scalars(
        select(Rota)
        .where(Rota.run_id == rota.run_id, Rota.week_on < rota.week_on)
        .where(Rota.state == RotaState.DRAFT)
        .options(undefer(Rota.problem))
        .order_by(Rota.week_on)
    ).all()


def pins_between(db: Session, area_id: int, from_on: date, to_on: date) -> Sequence[RotaPin]:
    """Return the pins at an area's sessions, with session, project, who, and by whom."""
    return db.scalars(
        select(RotaPin)
        .join(RotaPin.session)
        .join(WorkSession.project)
        .where(Project.area_id == area_id, WorkSession.on.between(from_on, to_on))
        .options(
            contains_eager(RotaPin.session).contains_eager(WorkSession.project),
            joinedload(RotaPin.person),
            joinedload(RotaPin.supervisor),
            joinedload(RotaPin.pinned_by),
        )
        .order_by(WorkSession.on, WorkSession.starts_at, RotaPin.id)
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaSize:
    """How many sessions a rota opens, people it books, and people with work it leaves out."""

    sessions: int = 0
    bookings: int = 0
    people: int = 0
    unplaced: int = 0


def counts_of_rotas(db: Session, rota_ids: Iterable[int]) -> dict[int, RotaSize]:
    """Return the size of each rota, in three queries."""
    wanted = sorted(set(rota_ids))
    booked = {
        row[0]: row
        for row in db.execute(
            select(
                RotaBooking.rota_id,
                func.count(),
                func.count(RotaBooking.person_id.distinct()),
            )
            .where(RotaBooking.rota_id.in_(wanted))
            .group_by(RotaBooking.rota_id)
        )
    }
    opened = _counted(db, _opened(wanted))
    unplaced = _counted(
        db,
        select(RotaUnplaced.rota_id, RotaUnplaced.person_id)
        .where(RotaUnplaced.rota_id.in_(wanted))
        .where(RotaUnplaced.reason != NO_WORK_LEFT),
    )
    return {
        rota_id: RotaSize(
            sessions=opened.get(rota_id, 0),
            bookings=booked[rota_id][1] if rota_id in booked else 0,
            people=booked[rota_id][2] if rota_id in booked else 0,
            unplaced=unplaced.get(rota_id, 0),
        )
        for rota_id in wanted
    }


def _opened(rota_ids: list[int]) -> Select[int, int]:
    """Return which sessions rotas open: those with a supervisor or with people."""
    served = select(RotaDuty.rota_id, RotaDuty.session_id).where(RotaDuty.rota_id.in_(rota_ids))
    booked = select(RotaBooking.rota_id, RotaBooking.session_id)
    both = union(served, booked.where(RotaBooking.rota_id.in_(rota_ids))).subquery()
    return select(both.c.rota_id, both.c.session_id)


def _counted(db: Session, pairs: Select[int, int]) -> dict[int, int]:
    """Return how many rows of pairs each rota has."""
    found = pairs.subquery()
    rows = db.execute(
        select(found.c.rota_id, func.count()).group_by(found.c.rota_id).order_by(found.c.rota_id)
    )
    return {each: count for each, count in rows}
