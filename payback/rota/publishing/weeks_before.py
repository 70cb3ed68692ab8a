"""A draft that was planned to follow others of its run which are not published yet.

The diary knows nothing of those drafts, so what stops a publication is asked of the diary alone:
they may never be published. What would not fit if they were is a risk, and asks for a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import scheduler
from payback.core import wording
from payback.rota import queries
from payback.rota.planning.carried import carried_by
from payback.rota.problem.loading import load_week
from payback.rota.problem.translate import problem_of
from payback.rota.publishing.breaches import breaches_of, in_words
from payback.rota.publishing.said import Said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy.orm import Session

    from payback.rota.models import Rota
    from payback.rota.problem.names import Names
    from scheduler import Problem, Solution, Violation


def risks_of_weeks_before(
    db: Session,
    rota: Rota,
    answer: tuple[Problem, Solution],
    names: Names,
    known: Collection[Violation],
) -> Iterator[Said]:
    """Yield what would not fit if the drafts of the weeks before were published as they are.

    Parameters
    ----------
    rota
        A draft.
    answer
        What it was planned from, and what was answered.
    names
        What to call the rows in sentences.
    known
        What the draft breaks anyway.
    """
    before = queries.drafts_before(db, rota)
    if not before:
        return
    weeks = " and ".join(f"the week of {wording.date(each.week_on)}" for each in before)
    yield Said(sentence=f"This draft was planned to follow {weeks}, not published yet.")
    carried = carried_by(db, before)
    rows = load_week(db, rota.area_id, rota.week_on, carried)
    breaches = breaches_of(scheduler.read_problem(problem_of(rows)), *answer)
    for said in in_words(db, [each for each in breaches if each not in known], names):
        sentence = f"If the weeks before are published as they are planned: {said.sentence}"
        yield Said(sentence=sentence, people=said.people)
