"""The bookings that must stand (H13): frozen ones, and those that a coordinator pins."""

from scheduler.facts import is_frozen
from scheduler.problem import Bookings, Pair, Problem


def insisted(problem: Problem) -> Bookings:
    """Return the bookings that H13 says must stand: frozen ones, then pinned ones."""
    frozen = frozen_bookings(problem)
    return Bookings(
        people=tuple(dict.fromkeys(frozen.people + problem.pinned.people)),
        supervisors=tuple(dict.fromkeys(frozen.supervisors + problem.pinned.supervisors)),
    )


def frozen_bookings(problem: Problem) -> Bookings:
    """Return the published bookings in sessions that start before `frozen_until`."""
    return within(problem.published, frozen_sessions(problem))


def settled_bookings(problem: Problem) -> Bookings:
    """Return all that frozen sessions can have: frozen bookings, and pinned ones added to them."""
    return within(insisted(problem), frozen_sessions(problem))


def within(bookings: Bookings, sessions: frozenset[str]) -> Bookings:
    """Return those bookings that are in some sessions."""

    def kept(pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        return tuple(pair for pair in pairs if pair[1] in sessions)

    return Bookings(people=kept(bookings.people), supervisors=kept(bookings.supervisors))


def frozen_sessions(problem: Problem) -> frozenset[str]:
    """Return the ids of the sessions that start before `frozen_until`."""
    return frozenset(
        session.id for session in problem.sessions if is_frozen(problem.policy, session)
    )
