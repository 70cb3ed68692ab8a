"""The part of a problem that a model may decide; everything else stands as it is."""

from dataclasses import dataclass

from scheduler.problem import Problem
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
