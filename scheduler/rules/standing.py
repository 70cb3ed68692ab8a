"""H13: frozen and pinned bookings stand.

Frozen are those published for sessions that start before `frozen_until`; nothing but
pinned bookings is added to such sessions, and those are not exempt from what frozen ones are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ortools.sat.python import cp_model

    from scheduler.modelling.model import Model
    from scheduler.problem import Pair, Problem
    from scheduler.rota import Rota


def violations(problem: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each frozen or pinned booking dropped and each one added."""
    kinds = (
        (problem.published.people, problem.pinned.people, rota.people_pairs),
        (problem.published.supervisors, problem.pinned.supervisors, rota.supervisor_pairs),
    )
    for published, pinned, booked in kinds:
        yield from _frozen_changes(problem, rota, published, booked, frozenset(pinned))
        for member, session in pinned:
            if (member, session) not in booked:
                where = wording.session(rota.sessions[session])
                yield f"{member} is pinned to {where}, but not booked on it."


def _frozen_changes(
    problem: Problem,
    rota: Rota,
    published: Iterable[Pair],
    booked: frozenset[Pair],
    pinned: frozenset[Pair],
) -> Iterator[str]:
    standing = {pair for pair in published if is_frozen(problem.policy, rota.sessions[pair[1]])}
    for member, session in sorted(standing - booked):
        where = wording.session(rota.sessions[session])
        yield f"{member} was told to be on {where}, which is frozen, but is not booked on it."
    for member, session in sorted(booked - standing - pinned):
        if is_frozen(problem.policy, rota.sessions[session]):
            where = wording.session(rota.sessions[session])
            yield f"{member} was added to {where}, which is frozen."


def constrain(model: Model) -> None:
    """Take every pinned booking; one that is not even possible leaves no rota.

    Frozen bookings stand already; of others, the model knows only pinned ones for their sessions.
    """
    people = {(one.person.id, one.session.id): one.chosen for one in model.bookings}
    supervisors = {(one.supervisor.id, one.session.id): one.chosen for one in model.duties}
    _insist(model, model.insist.people, people, model.scope.people)
    _insist(model, model.insist.supervisors, supervisors, model.scope.supervisors)


def _insist(
    model: Model,
    pairs: Iterable[Pair],
    choices: dict[Pair, cp_model.IntVar],
    free: frozenset[str],
) -> None:
    for member, session in pairs:
        if (member, session) in choices:
            model.cp.add(choices[member, session] == 1)
        elif member in free and session in model.scope.sessions:
            model.cp.add_bool_or([])
