"""The job that plans the weeks of a run one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import jobs
from payback.core.access import WORKER
from payback.rota import queries
from payback.rota.models import RotaRun, SolutionStatus
from payback.rota.planning import week as planning
from payback.rota.planning.reporting import Reporter
from payback.rota.rules import weeks_from
from scheduler import ProblemInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from payback.rota.models import Rota
    from scheduler import Solution

RUN = "rota.run"

TOO_SHORT = "There was too little time to find any rota. Start again with more seconds."
UNREADABLE = "The records do not make a plan that can be solved. Put this right and start again: "


@jobs.handler(RUN)
def plan_run(context: jobs.JobContext, run_id: int) -> None:
    """Plan the weeks of a run that have no rota yet, each from the last.

    A worker that takes over from a killed one goes on with the first week that was not stored. A
    stop keeps the best rota so far and plans no further week; a week that cannot be planned ends
    the run too, because the weeks after it would start from nothing.
    """
    with context.database.reading() as db:
        run = db.get_one(RotaRun, run_id)
        planned = queries.rotas_of_run(db, run_id)
    for number, week_on in enumerate(weeks_from(run.first_on, run.weeks), start=1):
        if _is_over(context, planned):
            return
        if week_on not in {rota.week_on for rota in planned}:
            planned = [*planned, *_plan(context, run, week_on, number)]


def _is_over(context: jobs.JobContext, planned: Sequence[Rota]) -> bool:
    infeasible = any(rota.status is SolutionStatus.INFEASIBLE for rota in planned)
    return infeasible or context.stop.is_set()


def _plan(context: jobs.JobContext, run: RotaRun, week_on: date, number: int) -> list[Rota]:
    """Plan one week and store it, if the job is still this worker's."""
    described = {"week_on": week_on.isoformat(), "week": number, "weeks": run.weeks}
    with Reporter(context, **described) as reporter:
        solved = _solved(context, run, week_on, reporter)
    if solved is None or not context.result_wanted:
        return []
    with context.database.transaction(WORKER) as db:
        if not jobs.still_held(db, context):
            return []
        return [planning.store_week(db, run, *solved)]


def _solved(
    context: jobs.JobContext, run: RotaRun, week_on: date, reporter: Reporter
) -> tuple[planning.WeekProblem, Solution] | None:
    """Return a week and its answer; nothing if it was stopped before there was any rota."""
    try:
        with context.database.reading() as db:
            week = planning.week_problem(db, run, week_on)
        return week, planning.solve_week(run, week, progress=reporter, stop=context.stop)
    except ProblemInvalid as invalid:
        raise jobs.GivenUp(UNREADABLE + str(invalid.faults[0])) from invalid
    except TimeoutError as error:
        if context.stop.is_set():
            return None
        raise jobs.GivenUp(TOO_SHORT) from error
