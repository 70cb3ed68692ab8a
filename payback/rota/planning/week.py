"""Planning one week: from rows to a checked rota, and the rota stored.

What belongs here: the one call of the optimiser and the storing of its answer. Nothing of jobs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert

import scheduler
from payback.core import clock
from payback.rota import queries
from payback.rota.models import (
    NO_WORK_LEFT,
    Rota,
    RotaBooking,
    RotaDuty,
    RotaUnplaced,
    SolutionStatus,
)
from payback.rota.planning.carried import carried_by
from payback.rota.problem.documents import fingerprint, packed
from payback.rota.problem.keys import row_id
from payback.rota.problem.loading import load_week
from payback.rota.problem.names import names_of
from payback.rota.problem.translate import answer_of, problem_of
from payback.rota.problem.week_rows import requirement_of

if TYPE_CHECKING:
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy.orm import Session

    from payback.rota.models import RotaRun
    from payback.rota.problem.translate import Answer
    from scheduler import Problem, Solution, Stop
    from scheduler.problem import JsonObject
    from scheduler.progress import OnProgress

PLANNED_AHEAD = "All that is left to do is already planned before these days."


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekProblem:
    """What one week asks of the optimiser, and what storing its answer needs."""

    week_on: date
    document: JsonObject
    problem: Problem
    requirement_ids: dict[int, int]
    planned_ahead: frozenset[int]
    replaces_id: int | None


def week_problem(db: Session, run: RotaRun, week_on: date) -> WeekProblem:
    """Read what bears on a week of a run, after the run's earlier weeks.

    Raises
    ------
    ProblemInvalid
        If the rows make no problem that can be solved; its faults say where.
    """
    earlier = [each for each in queries.rotas_of_run(db, run.id) if each.week_on < week_on]
    rows = load_week(db, run.area_id, week_on, carried_by(db, earlier))
    document = problem_of(rows)
    problem = scheduler.read_problem(document)
    chosen = requirement_of(rows)
    published = queries.published_rota(db, run.area_id, week_on)
    return WeekProblem(
        week_on=week_on,
        document=document,
        problem=problem,
        requirement_ids={person_id: each.id for person_id, each in chosen.items()},
        planned_ahead=frozenset(
            person_id
            for person_id, each in chosen.items()
            if each.ordered_minutes > rows.credited.get(each.id, 0)
        ),
        replaces_id=published.id if published else None,
    )


def solve_week(
    run: RotaRun, week: WeekProblem, *, progress: OnProgress | None = None, stop: Stop | None = None
) -> Solution:
    """Ask the optimiser, with the run's settings.

    Raises
    ------
    TimeoutError
        If the time was too short to find out whether there is a rota at all.
    """
    return scheduler.solve(
        week.problem,
        seconds=run.seconds,
        workers=run.workers,
        seed=run.seed,
        progress=progress,
        stop=stop,
    )


def store_week(db: Session, run: RotaRun, week: WeekProblem, solution: Solution) -> Rota:
    """Write a draft rota, once the checker has found nothing against it.

    Raises
    ------
    AssertionError
        If the answer breaks a rule; nothing is written then.
    """
    checked = scheduler.check(week.problem, solution)
    if solution.status != "infeasible" and checked.violations:
        raise AssertionError(f"the optimiser broke a rule: {checked.violations[0]}")
    rota = Rota(
        run_id=run.id,
        area_id=run.area_id,
        week_on=week.week_on,
        status=SolutionStatus(solution.status),
        objective=solution.objective,
        bound=solution.bound,
        search_seconds=solution.seconds,
        problem_hash=fingerprint(week.document),
        problem=packed(week.document),
        solution=packed(solution.to_dict()),
        points=json.dumps(checked.points),
        replaces_id=week.replaces_id,
    )
    db.add(rota)
    db.flush()
    names = names_of(db, [row_id(each.id) for each in week.problem.sessions])
    _store_answer(db, rota, week, answer_of(week.problem, solution, names))
    return rota


def _store_answer(db: Session, rota: Rota, week: WeekProblem, answer: Answer) -> None:
    now = clock.now()
    bookings = [
        _dated(now, rota)
        | {
            "session_id": each.session_id,
            "person_id": each.person_id,
            "requirement_id": week.requirement_ids[each.person_id],
            "credited_minutes": each.credited_minutes,
            "attendance_rate": each.attendance_rate,
        }
        for each in answer.bookings
    ]
    duties = [
        _dated(now, rota) | {"session_id": session_id, "supervisor_id": supervisor_id}
        for session_id, supervisor_id in answer.duties
    ]
    unplaced = [
        _dated(now, rota)
        | {
            "person_id": person_id,
            "reason": reason,
            "detail": _detail(week, person_id, reason, said),
        }
        for person_id, reason, said in answer.unplaced
    ]
    for table, rows in ((RotaBooking, bookings), (RotaDuty, duties), (RotaUnplaced, unplaced)):
        if rows:
            db.execute(insert(table), rows)


def _detail(week: WeekProblem, person_id: int, reason: str, said: str) -> str:
    ahead = reason == NO_WORK_LEFT and person_id in week.planned_ahead
    return PLANNED_AHEAD if ahead else said


def _dated(now: datetime, rota: Rota) -> dict[str, Any]:
    return {"created_at": now, "updated_at": now, "rota_id": rota.id}
