"""Writes of runs and drafts; publishing has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from payback.areas.models import Area
from payback.core import bulk, clock, jobs, wording
from payback.core.errors import Conflict, RuleBroken
from payback.core.weeks import monday_of
from payback.rota import queries
from payback.rota.models import (
    LEAST_SECONDS,
    LIVE,
    LONGEST_WEEKS,
    MOST_SECONDS,
    Rota,
    RotaRun,
    RotaState,
)
from payback.rota.planning.job import RUN
from payback.rota.problem.sessions import offered_count
from payback.rota.questions.nearest_job import SEEK
from payback.rota.rules import last_day, weeks_from

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


LATEST_WEEKS = 26
"""How far ahead a plan may begin."""


def start_run(
    db: Session,
    *,
    area_id: int,
    first_on: date,
    weeks: int,
    seconds: int,
    account_id: int | None,
    seed: int = 1,
    workers: int = 2,
) -> RotaRun:
    """Queue a run of the optimiser.

    Parameters
    ----------
    area_id
        The area to plan; one run of an area can be active at a time.
    first_on
        Any day of the first week.
    weeks
        How many weeks, planned one after another.
    seconds
        The longest search for each week.
    account_id
        Who asks; ``None`` for the command line.
    seed, workers
        For the optimiser: with one worker the same seed gives the same rota.

    Raises
    ------
    RuleBroken
        Naming ``area``, ``first_on``, ``weeks`` or ``seconds``.
    """
    area = db.scalars(select(Area).where(Area.id == area_id).with_for_update()).one()
    _check_span(first_on, weeks, seconds)
    if queries.active_run(db, area_id) is not None:
        raise RuleBroken(
            "area",
            f"A plan for {area.name} is already being made. Wait until it ends, or stop it first",
        )
    mondays = weeks_from(first_on, weeks)
    if not offered_count(db, area_id, mondays[0], last_day(mondays[-1]), clock.today()):
        raise RuleBroken(
            "first_on",
            f"No work sessions of {area.name} can be planned in these weeks. Check that its "
            "projects are running, have a risk assessment in date, and have sessions",
        )
    run = RotaRun(
        area_id=area_id,
        first_on=mondays[0],
        weeks=weeks,
        seconds=seconds,
        seed=seed,
        workers=workers,
        requested_by_id=account_id,
    )
    db.add(run)
    db.flush()
    run.job_id = jobs.enqueue(db, RUN, run.id).id
    return run


def stop_run(db: Session, run: RotaRun) -> None:
    """Ask a run to end with the best rota so far; nothing happens if it has ended."""
    if run.job_id is not None:
        jobs.request_stop(db, run.job_id)


def discard(rota: Rota) -> None:
    """Put a draft aside.

    Raises
    ------
    Conflict
        If it is no draft any more.
    """
    if rota.state is not RotaState.DRAFT:
        raise Conflict(f"This rota is {rota.state.value}, so it cannot be discarded.")
    rota.state = RotaState.DISCARDED


def restore(rota: Rota) -> None:
    """Take a discarded draft up again; publishing checks whether it still fits its week.

    Raises
    ------
    Conflict
        If it is not discarded.
    """
    if rota.state is not RotaState.DISCARDED:
        raise Conflict(f"This rota is {rota.state.value}, so there is nothing to take up again.")
    rota.state = RotaState.DRAFT


def seek_changes(db: Session, rota: Rota) -> None:
    """Queue the search for what would place the people left out, unless it goes on already.

    The rota itself stays as it is, so a page that shows it is not out of date.

    Raises
    ------
    Conflict
        If the rota is neither a draft nor published.
    """
    if rota.state not in LIVE:
        raise Conflict(f"This rota is {rota.state.value}, so nobody can be placed in it any more.")
    latest = db.scalars(
        select(Rota.changes_job_id).where(Rota.id == rota.id).with_for_update()
    ).one()
    if latest is None or db.get_one(jobs.Job, latest).ended:
        job = jobs.enqueue(db, SEEK, rota.id)
        noted = update(Rota).where(Rota.id == rota.id).values(changes_job_id=job.id)
        db.execute(noted, execution_options=bulk.SEARCHES.options)


def stop_seeking(db: Session, rota: Rota) -> None:
    """Ask that search to end; nothing happens if it has ended."""
    if rota.changes_job_id is not None:
        jobs.request_stop(db, rota.changes_job_id)


def _check_span(first_on: date, weeks: int, seconds: int) -> None:
    this_week = monday_of(clock.today())
    latest = weeks_from(this_week, LATEST_WEEKS)[-1]
    if not this_week <= monday_of(first_on) <= latest:
        raise RuleBroken(
            "first_on",
            f"First week must be between that of {wording.date(this_week)} and that of "
            f"{wording.date(latest)}",
        )
    if not 1 <= weeks <= LONGEST_WEEKS:
        raise RuleBroken("weeks", f"Number of weeks must be between 1 and {LONGEST_WEEKS}")
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise RuleBroken(
            "seconds", f"Seconds for each week must be between {LEAST_SECONDS} and {MOST_SECONDS}"
        )
