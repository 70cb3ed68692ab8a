"""The part of a problem that a model may decide; everything else stands as it is."""

from dataclasses import dataclass

from scheduler.facts import is_frozen
from scheduler.problem import Bookings, Pair, Problem
from scheduler.solution import OpenSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Free sessions, supervisors and people (ids), and the rota that stands around them.

    A booking is free where both its person and its session are; likewise for supervisors. Every
    other booking of `rota` stays, and no other is made.
    """

    sessions: frozenset[str]
    supervisors: frozenset[str]
    people: frozenset[str]
    rota: tuple[OpenSession, ...] = ()


def whole(problem: Problem) -> Scope:
    """Return the scope in which everything is free."""
    return Scope(
        sessions=frozenset(session.id for session in problem.sessions),
        supervisors=frozenset(supervisor.id for supervisor in problem.supervisors),
        people=frozenset(person.id for person in problem.people),
    )


def insisted(problem: Problem) -> Bookings:
    """Return the bookings that H13 says must stand: frozen ones, then pinned ones."""
    frozen = frozen_bookings(problem)
    return Bookings(
        people=tuple(dict.fromkeys(frozen.people + problem.pinned.people)),
        supervisors=tuple(dict.fromkeys(frozen.supervisors + problem.pinned.supervisors)),
    )


def frozen_bookings(problem: Problem) -> Bookings:
    """Return the published bookings in sessions that start before `frozen_until`."""
    frozen = frozen_sessions(problem)

    def kept(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        return tuple(pair for pair in pairs if pair[1] in frozen)

    return Bookings(
        people=kept(problem.published.people), supervisors=kept(problem.published.supervisors)
    )


def frozen_sessions(problem: Problem) -> frozenset[str]:
    """Return the ids of the sessions that start before `frozen_until`."""
    return frozenset(
        session.id for session in problem.sessions if is_frozen(problem.policy, session)
    )
