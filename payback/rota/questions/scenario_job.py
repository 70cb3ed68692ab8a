"""The job that works out a what-if question about a rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scheduler
from payback.core import jobs
from payback.core.access import WORKER
from payback.rota import queries
from payback.rota.models import RotaRun, RotaScenario
from payback.rota.planning.reporting import Reporter
from payback.rota.problem.documents import stored_answer
from payback.rota.questions.scenarios import WHAT_IF, change_of, packed

if TYPE_CHECKING:
    from scheduler import Comparison

SECONDS = 20.0
TOO_SHORT = "There was too little time to find any rota."


@jobs.handler(WHAT_IF)
def work_out(context: jobs.JobContext, scenario_id: int) -> None:
    """Plan the week again with the change made, as if the rota had been announced.

    The week as it is is planned again for as long, so that like is compared with like. Nothing of
    the rota or of what is announced changes. A stop compares the best found so far.
    """
    with Reporter(context) as reporter:
        comparison = _compared(context, scenario_id, reporter)
    if comparison is None or not context.result_wanted:
        return
    with context.database.transaction(WORKER) as db:
        if jobs.still_held(db, context):
            db.get_one(RotaScenario, scenario_id).figures = packed(comparison)


def _compared(context: jobs.JobContext, scenario_id: int, reporter: Reporter) -> Comparison | None:
    with context.database.reading() as db:
        scenario = db.get_one(RotaScenario, scenario_id)
        rota = queries.stored_rota(db, scenario.rota_id)
        run = db.get_one(RotaRun, rota.run_id)
    problem, before = stored_answer(rota)
    try:
        return scheduler.what_if(
            problem,
            [change_of(problem, scenario.what)],
            seconds=min(SECONDS, run.seconds),
            workers=run.workers,
            seed=run.seed,
            before=before,
            progress=reporter,
            stop=context.stop,
        )
    except TimeoutError as error:
        if context.stop.is_set():
            return None
        raise jobs.GivenUp(TOO_SHORT) from error
