"""What is left of a draft once that is taken away which the week does not know any more.

So that everything which has changed is named at once: what is gone as gone, and of the rest each
rule that it breaks, but for those that it breaks only because something is gone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from payback.rota.publishing.breaches import breaches_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from scheduler import Problem, Solution, Violation
    from scheduler.problem import Pair


def remaining(problem: Problem, solution: Solution, broken: AbstractSet[Pair]) -> Solution:
    """Return a draft without what a week does not know.

    Parameters
    ----------
    problem
        The week as it is now.
    solution
        The draft.
    broken
        Who, at which session, is to be left out besides.
    """
    sessions = {each.id for each in problem.sessions}
    known = {each.id for each in problem.people} | {each.id for each in problem.supervisors}

    def kept(session: str, members: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in members if one in known and (one, session) not in broken)

    return replace(
        solution,
        sessions=tuple(
            replace(
                each,
                people=kept(each.session, each.people),
                supervisors=kept(each.session, each.supervisors),
            )
            for each in solution.sessions
            if each.session in sessions
        ),
    )


def breaches_besides(problem: Problem, planned: Problem, left: Solution) -> tuple[Violation, ...]:
    """Return the rules that what is left of a draft breaks by what has changed for it.

    Parameters
    ----------
    problem, planned
        The week as it is now, and as the draft was planned from it.
    left
        What is left of the draft; all of it kept the rules when it was planned, so what breaks them
        there as well does so because something is gone.
    """
    anyway = {*breaches_of(planned, planned, left)}
    return tuple(each for each in breaches_of(problem, planned, left) if each not in anyway)
