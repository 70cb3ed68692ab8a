"""A finished rota beside its problem: who is where, and how many minutes each booking credits.

This is what `violations` and `points` read. Solvers do not use it for their constraints.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from scheduler.facts import Week, week_of
from scheduler.insisted import frozen_bookings
from scheduler.problem import Pair, Person, Problem, Project, Supervisor, WorkSession
from scheduler.solution import OpenSession

NEGLIGIBLE = 1e-9
"""Sums of decimal fractions are compared with this much slack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A person on a session; `credited` minutes count towards what they have left.

    `frozen` ones were published for a session that starts before `frozen_until`.
    """

    person: Person
    session: WorkSession
    project: Project
    credited: int
    frozen: bool
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A supervisor who runs a session."""

    supervisor: Supervisor
    session: WorkSession
    project: Project
    frozen: bool
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open session with its supervisors and people; `frozen` if somebody was told of it."""

    session: WorkSession
    project: Project
    frozen: bool
    bookings: tuple[Booking, ...]
    duties: tuple[Duty, ...]

    @property
    def people_stand(self) -> bool:
        """Whether nobody was added to a frozen session, so that rules on its group are waived."""
        return self.frozen and all(booking.frozen for booking in self.bookings)

    @property
    def team_stands(self) -> bool:
        """Whether no supervisor was added to a frozen session, which waives rules on its team."""
        return self.frozen and all(duty.frozen for duty in self.duties)


class Rota:
    """An answer resolved against its problem; sessions in order of start, then id.

    Parameters
    ----------
    problem
        The problem that was to be solved.
    sessions
        The open sessions of the answer; their ids must be those of the problem.
    """

    def __init__(self, problem: Problem, sessions: Iterable[OpenSession]) -> None:
        self.problem = problem
        self.sessions = {session.id: session for session in problem.sessions}
        self.projects = {project.id: project for project in problem.projects}
        self.people = {person.id: person for person in problem.people}
        self.supervisors = {supervisor.id: supervisor for supervisor in problem.supervisors}
        self.opened = self._resolve(sessions)

    def _resolve(self, sessions: Iterable[OpenSession]) -> tuple[Opened, ...]:
        listed = sorted(sessions, key=lambda item: _order(self.sessions[item.session]))
        told = frozen_bookings(self.problem)
        told_people, told_supervisors = frozenset(told.people), frozenset(told.supervisors)
        frozen = {session for _, session in told_people | told_supervisors}
        pinned_people = frozenset(self.problem.pinned.people)
        pinned_supervisors = frozenset(self.problem.pinned.supervisors)
        left = {person.id: person.remaining_minutes for person in self.problem.people}
        opened = []
        for item in listed:
            session = self.sessions[item.session]
            project = self.projects[session.project]
            bookings = []
            for person in item.people:
                credited = min(session.minutes, left[person])
                left[person] -= credited
                bookings.append(
                    Booking(
                        person=self.people[person],
                        session=session,
                        project=project,
                        credited=credited,
                        frozen=(person, session.id) in told_people,
                        pinned=(person, session.id) in pinned_people,
                    )
                )
            duties = tuple(
                Duty(
                    supervisor=self.supervisors[supervisor],
                    session=session,
                    project=project,
                    frozen=(supervisor, session.id) in told_supervisors,
                    pinned=(supervisor, session.id) in pinned_supervisors,
                )
                for supervisor in item.supervisors
            )
            opened.append(
                Opened(
                    session=session,
                    project=project,
                    frozen=session.id in frozen,
                    bookings=tuple(bookings),
                    duties=duties,
                )
            )
        return tuple(opened)

    @cached_property
    def bookings(self) -> tuple[Booking, ...]:
        """Every booking of a person, in order of start."""
        return tuple(booking for opened in self.opened for booking in opened.bookings)

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty of a supervisor, in order of start."""
        return tuple(duty for opened in self.opened for duty in opened.duties)

    @cached_property
    def bookings_of(self) -> dict[str, list[Booking]]:
        """The bookings of each person who has any, in order of start."""
        found = defaultdict(list)
        for booking in self.bookings:
            found[booking.person.id].append(booking)
        return dict(found)

    @cached_property
    def duties_of(self) -> dict[str, list[Duty]]:
        """The duties of each supervisor who has any, in order of start."""
        found = defaultdict(list)
        for duty in self.duties:
            found[duty.supervisor.id].append(duty)
        return dict(found)

    @cached_property
    def credited_by_week(self) -> dict[tuple[str, Week], int]:
        """Credited minutes of each person in each ISO week."""
        found: dict[tuple[str, Week], int] = defaultdict(int)
        for booking in self.bookings:
            found[booking.person.id, week_of(booking.session)] += booking.credited
        return dict(found)

    @cached_property
    def people_pairs(self) -> frozenset[Pair]:
        """Every booking as ids of person and session."""
        return frozenset((booking.person.id, booking.session.id) for booking in self.bookings)

    @cached_property
    def supervisor_pairs(self) -> frozenset[Pair]:
        """Every duty as ids of supervisor and session."""
        return frozenset((duty.supervisor.id, duty.session.id) for duty in self.duties)


def _order(session: WorkSession) -> tuple[object, ...]:
    return session.start, session.id
