"""The job that looks for the smallest single change that would place each person left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scheduler
from payback.core import jobs
from payback.core.access import WORKER
from payback.rota import queries
from payback.rota.draft import board_queries
from payback.rota.models import RotaUnplaced
from payback.rota.problem.documents import stored_answer
from payback.rota.problem.keys import person_key, row_id
from payback.rota.problem.names import names_of

if TYPE_CHECKING:
    from scheduler import Problem, Solution

SEEK = "rota.nearest"
PERSON_SECONDS = 10.0
NOTHING_FOUND = "No single change was found that would place this person."


@jobs.handler(SEEK)
def seek_changes(context: jobs.JobContext, rota_id: int) -> None:
    """Answer for one person after another, each stored at once; a stop keeps what was found.

    A worker that takes over from a killed one goes on with those who have no answer yet.
    """
    with context.database.reading() as db:
        rota = queries.stored_rota(db, rota_id)
        problem, solution = stored_answer(rota)
        names = names_of(db, [row_id(each.id) for each in problem.sessions])
        waiting = [each for each in board_queries.unplaced_of(db, rota) if each.may_be_sought]
    for done, each in enumerate(waiting):
        context.report({"done": done, "of": len(waiting)})
        if context.stop.is_set():
            return
        sentence = _nearest(problem, solution, each)
        with context.database.transaction(WORKER) as db:
            if not jobs.still_held(db, context):
                return
            row = db.get_one(RotaUnplaced, each.id)
            row.nearest = names.say(sentence, about=each.person_id)


def _nearest(problem: Problem, solution: Solution, left: RotaUnplaced) -> str:
    found = scheduler.nearest_change(
        problem, solution, person_key(left.person_id), seconds=PERSON_SECONDS
    )
    return NOTHING_FOUND if found is None else found.sentence
