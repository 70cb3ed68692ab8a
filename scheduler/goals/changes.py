"""Changes: the cost of each published booking dropped, frozen ones apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ortools.sat.python import cp_model

    from scheduler.modelling.choices import Term
    from scheduler.modelling.model import Model
    from scheduler.problem import Pair, Problem
    from scheduler.rota import Rota


def points(problem: Problem, rota: Rota) -> float:
    """Return the cost of the published bookings that the rota drops."""
    policy = problem.policy
    people = _dropped(problem.published.people, rota.people_pairs, rota)
    supervisors = _dropped(problem.published.supervisors, rota.supervisor_pairs, rota)
    return -(policy.person_change_points * people + policy.supervisor_change_points * supervisors)


def _dropped(published: Iterable[Pair], booked: frozenset[Pair], rota: Rota) -> int:
    policy = rota.problem.policy
    return sum(
        pair not in booked and not is_frozen(policy, rota.sessions[pair[1]]) for pair in published
    )


def terms(model: Model) -> Iterator[Term]:
    """Yield the cost of all published bookings as lost, and what each kept one gives back."""
    policy, published = model.policy, model.problem.published
    people = {(one.person.id, one.session.id): one.chosen for one in model.bookings}
    supervisors = {(one.supervisor.id, one.session.id): one.chosen for one in model.duties}
    yield from _kept(model, published.people, people, policy.person_change_points)
    yield from _kept(model, published.supervisors, supervisors, policy.supervisor_change_points)


def _kept(
    model: Model, published: Iterable[Pair], choices: dict[Pair, cp_model.IntVar], cost: float
) -> Iterator[Term]:
    for pair in published:
        if pair[1] not in model.frozen:
            yield -cost, model.true
            if pair in choices:
                yield cost, choices[pair]
