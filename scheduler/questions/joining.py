"""Which rules a rota would newly break with one more booking, looked at closely but cheaply."""

from collections import defaultdict
from dataclasses import replace

from scheduler.checking import Violation
from scheduler.problem import Bookings, Person, Problem
from scheduler.rota import Opened, Rota
from scheduler.rules import RULES
from scheduler.solution import OpenSession


class Joining:
    """A rota that is asked what would break if someone joined a session of it.

    Parameters
    ----------
    rota
        The rota as it stands.
    """

    def __init__(self, rota: Rota) -> None:
        self._rota = rota
        self._opened = {item.session.id: item for item in rota.opened}
        self._of_project: dict[str, list[Opened]] = defaultdict(list)
        for item in rota.opened:
            self._of_project[item.project.id].append(item)

    def breaches(self, person: str, session: str, *, leaving: str | None) -> tuple[Violation, ...]:
        """Return each breach that would come from someone's joining an open session.

        Parameters
        ----------
        person, session
            Who would join, and the open session.
        leaving
            The session that they would leave for it, if any.
        """
        near = self._sessions_near(person, session)
        problem = self._problem_of(near, person)
        before = [_session(item) for item in near.values()]
        after = [_moved(item, person, session, leaving) for item in before]
        known = frozenset(_violations(problem, before))
        return tuple(one for one in _violations(problem, after) if one not in known)

    def _sessions_near(self, person: str, session: str) -> dict[str, Opened]:
        """Return what a booking can touch: its project's sessions and the person's others."""
        project = self._opened[session].project
        near = {session: self._opened[session]}
        if project.remaining_minutes is not None:
            near |= {item.session.id: item for item in self._of_project[project.id]}
        own = [booking.session.id for booking in self._rota.bookings_of.get(person, [])]
        return near | {name: self._opened[name] for name in own}

    def _problem_of(self, near: dict[str, Opened], person: str) -> Problem:
        """Return the part of the problem that these sessions need."""
        whole = self._rota.problem
        people = _people(near)
        people[person] = self._rota.people[person]
        supervisors = {one.supervisor.id: one.supervisor for i in near.values() for one in i.duties}
        return replace(
            whole,
            people=tuple(people.values()),
            supervisors=tuple(supervisors.values()),
            sessions=tuple(item.session for item in near.values()),
            projects=tuple({item.project.id: item.project for item in near.values()}.values()),
            published=_of(whole.published, near, people.keys() | supervisors.keys()),
            pinned=_of(whole.pinned, near, people.keys() | supervisors.keys()),
        )


def _people(near: dict[str, Opened]) -> dict[str, Person]:
    """Return who is booked there, with no more work left than those bookings credit.

    Bookings elsewhere, which are left out, then cannot change what these credit.
    """
    credited: dict[str, int] = defaultdict(int)
    people = {}
    for item in near.values():
        for booking in item.bookings:
            people[booking.person.id] = booking.person
            credited[booking.person.id] += booking.credited
    return {name: replace(one, remaining_minutes=credited[name]) for name, one in people.items()}


def _of(bookings: Bookings, sessions: dict[str, Opened], members: set[str]) -> Bookings:
    return Bookings(
        people=tuple(p for p in bookings.people if p[1] in sessions and p[0] in members),
        supervisors=tuple(p for p in bookings.supervisors if p[1] in sessions and p[0] in members),
    )


def _session(opened: Opened) -> OpenSession:
    return OpenSession(
        session=opened.session.id,
        supervisors=tuple(duty.supervisor.id for duty in opened.duties),
        people=tuple(booking.person.id for booking in opened.bookings),
    )


def _moved(item: OpenSession, person: str, to: str, leaving: str | None) -> OpenSession:
    if item.session == to:
        return replace(item, people=(*item.people, person))
    if item.session == leaving:
        return replace(item, people=tuple(one for one in item.people if one != person))
    return item


def _violations(problem: Problem, sessions: list[OpenSession]) -> list[Violation]:
    rota = Rota(problem, sessions)
    return [
        Violation(rule=rule.code, sentence=sentence)
        for rule in RULES
        for sentence in rule.violations(problem, rota)
    ]
