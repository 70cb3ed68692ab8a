"""The bookings around a scope that a model takes as given."""

from collections.abc import Iterator

from scheduler.insisted import frozen_bookings, frozen_sessions, within
from scheduler.modelling.scope import Scope
from scheduler.problem import Bookings, Pair, Problem


class Standing:
    """What stands, and whom it touches.

    Parameters
    ----------
    problem
        The whole problem.
    scope
        The part that is free.
    insist
        The frozen and pinned bookings that must stand.

    Attributes
    ----------
    free_sessions
        Ids of the sessions that may be decided: those of the scope that are not frozen.
    people, supervisors
        Ids of those whose bookings the model must know: the free ones, those who stand in a
        free session, and those whose minutes count for the project of a free session.
    people_pairs, supervisor_pairs
        The standing bookings of those people and supervisors.
    open_sessions
        Sessions that are open whatever the model decides.
    added
        Pinned bookings that are to be added to frozen sessions of the scope.
    extended
        Ids of those sessions. Their other frozen and pinned bookings, `optional`, may stand with
        them where they are not among those that must.
    """

    def __init__(self, problem: Problem, scope: Scope, insist: Bookings) -> None:
        self._scope = scope
        frozen_ids = frozen_sessions(problem)
        self.free_sessions = scope.sessions - frozen_ids
        frozen = frozen_bookings(problem)
        added = within(insist, scope.sessions & frozen_ids)
        self.added = Bookings(
            people=_without(added.people, frozen.people, scope.people),
            supervisors=_without(added.supervisors, frozen.supervisors, scope.supervisors),
        )
        self.extended = frozenset(session for _, session in _all(self.added))
        optional = within(frozen, self.extended), within(problem.pinned, self.extended)
        self.optional = Bookings(
            people=_without(optional[0].people + optional[1].people, insist.people, scope.people),
            supervisors=_without(
                optional[0].supervisors + optional[1].supervisors,
                insist.supervisors,
                scope.supervisors,
            ),
        )
        people = _both(frozen.people, insist.people)
        people += self._around("people", scope.people)
        supervisors = _both(frozen.supervisors, insist.supervisors)
        supervisors += self._around("supervisors", scope.supervisors)
        self.open_sessions = frozenset(session for _, session in people + supervisors) | {
            item.session for item in scope.rota if item.session not in self.free_sessions
        }
        decided = self.free_sessions | self.extended
        counted = decided | _sharing_a_limit(problem, decided)
        self.people = scope.people | {person for person, session in people if session in counted}
        self.supervisors = scope.supervisors | {
            supervisor for supervisor, session in supervisors if session in decided
        }
        self.people_pairs = _of(people, self.people)
        self.supervisor_pairs = _of(supervisors, self.supervisors)

    def _around(self, name: str, free: frozenset[str]) -> Iterator[Pair]:
        for item in self._scope.rota:
            for member in item.people if name == "people" else item.supervisors:
                added = self.added.people if name == "people" else self.added.supervisors
                stays = item.session not in self.free_sessions or member not in free
                if stays and (member, item.session) not in added:
                    yield member, item.session


def _all(bookings: Bookings) -> tuple[Pair, ...]:
    return bookings.people + bookings.supervisors


def _without(
    pairs: tuple[Pair, ...], others: tuple[Pair, ...], members: frozenset[str]
) -> tuple[Pair, ...]:
    """Return the pairs of some members that are not among others, each once."""
    known = frozenset(others)
    return tuple(dict.fromkeys(p for p in pairs if p not in known and p[0] in members))


def _both(pairs: tuple[Pair, ...], wanted: tuple[Pair, ...]) -> list[Pair]:
    found = frozenset(wanted)
    return [pair for pair in pairs if pair in found]


def _of(pairs: list[Pair], members: frozenset[str]) -> tuple[Pair, ...]:
    return tuple(dict.fromkeys(pair for pair in pairs if pair[0] in members))


def _sharing_a_limit(problem: Problem, sessions: frozenset[str]) -> frozenset[str]:
    """Return the sessions of those projects with limited work that the given ones belong to."""
    limited = {project.id for project in problem.projects if project.remaining_minutes is not None}
    projects = {session.project for session in problem.sessions if session.id in sessions} & limited
    return frozenset(session.id for session in problem.sessions if session.project in projects)
