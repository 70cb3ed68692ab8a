"""Which rules the bookings of a draft break in a week as it is now, and how that is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import scheduler
from payback.rota.draft import board_queries
from payback.rota.problem.keys import people_in
from payback.rota.publishing.said import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from payback.rota.problem.names import Names
    from scheduler import Problem, Solution, Violation


def breaches_of(problem: Problem, planned: Problem, solution: Solution) -> tuple[Violation, ...]:
    """Return the rules that the bookings break; whoever has none may have left the problem.

    Parameters
    ----------
    problem
        The week as it is now.
    planned
        What the draft was planned from: how likely it is that somebody comes is read from there.
    solution
        The draft.
    """
    rates = {each.id: each.attendance_rate for each in planned.people}
    people = tuple(
        replace(each, attendance_rate=rates.get(each.id, each.attendance_rate))
        for each in problem.people
    )
    return scheduler.check(
        replace(problem, people=people), replace(solution, unplaced=())
    ).violations


def in_words(db: Session, breaches: Iterable[Violation], names: Names) -> Iterator[Said]:
    """Say some breaches with the names of those whom they are about."""
    sentences = [each.sentence for each in breaches]
    people = board_queries.people_by_ids(db, people_in(sentences))
    named = names.called(lambda each: people[each].listed_name if each in people else "someone")
    for each in sentences:
        about = tuple(key for key in people_in([each]) if key in people)
        yield Said(sentence=named.say(each), people=about)
