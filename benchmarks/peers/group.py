"""A rota in the making: who is booked where, and whether one more may be."""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING

from scheduler import OpenSession
from scheduler.facts import place_share, week_of
from scheduler.insisted import frozen_sessions, insisted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler import Person, Problem, WorkSession
    from scheduler.facts import Week


class Plan:
    """Open sessions with their groups, to which people are added one by one.

    Minutes are counted in full, also where work left would cut a booking short, so the plan is
    sometimes stricter than the rules; it is never laxer.

    Parameters
    ----------
    problem
        The whole problem.
    start
        A valid rota to begin with.
    """

    def __init__(self, problem: Problem, start: Iterable[OpenSession]) -> None:
        self._problem = problem
        self._people = {person.id: person for person in problem.people}
        self._supervisors = {one.id: one for one in problem.supervisors}
        self._projects = {project.id: project for project in problem.projects}
        self._all = {session.id: session for session in problem.sessions}
        self._frozen = frozen_sessions(problem)
        insist = insisted(problem)
        self._fixed = frozenset(insist.people)
        self._kept_open = {session for _, session in insist.people + insist.supervisors}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for person in problem.people:
            for other in person.keep_apart:
                self._apart[person.id].add(other)
                self._apart[other].add(person.id)
        self._teams = {item.session: item.supervisors for item in start}
        self._groups = {item.session: list(item.people) for item in start}
        self._of: dict[str, list[WorkSession]] = defaultdict(list)
        for session, people in self._groups.items():
            for name in people:
                self._of[name].append(self._all[session])

    def is_open(self, session: WorkSession) -> bool:
        """Whether a session has been opened."""
        return session.id in self._teams

    def booked_minutes(self, person: Person, week: Week) -> int:
        """Return the minutes of a person's sessions in a week."""
        return sum(one.minutes for one in self._of[person.id] if week_of(one) == week)

    def open(self, session: WorkSession, team: tuple[str, ...], person: Person) -> bool:
        """Open a session with its first person, if the rules allow."""
        if session.id in self._frozen:
            return False
        self._teams[session.id], self._groups[session.id] = team, []
        if self.join(person, session):
            return True
        del self._teams[session.id], self._groups[session.id]
        return False

    def join(self, person: Person, session: WorkSession) -> bool:
        """Book a person on an open session, if the rules allow."""
        if session.id in self._frozen or not self._may_join(person, session):
            return False
        self._groups[session.id].append(person.id)
        self._of[person.id].append(session)
        if self._leaves_work(session):
            return True
        self._leave(person.id, session)
        return False

    def _may_join(self, person: Person, session: WorkSession) -> bool:
        own, group = self._of[person.id], self._groups[session.id]
        refused = person.not_with_supervisor
        team = [self._supervisors[one] for one in self._teams[session.id]]
        return (
            all(one.start.date() != session.start.date() for one in own)
            and self.booked_minutes(person, week_of(session)) + session.minutes
            <= person.max_weekly_minutes
            and self._credits_all(person, [*own, session])
            and self._apart[person.id].isdisjoint(group)
            and all(refused != ("female" if one.female else "male") for one in team)
            and self._taken([*group, person.id]) <= session.places
        )

    def _credits_all(self, person: Person, own: list[WorkSession]) -> bool:
        """Whether every one of some bookings credits something."""
        last = max(own, key=lambda one: (one.start, one.id))
        before = sum(one.minutes for one in own) - last.minutes
        return before < person.remaining_minutes

    def _taken(self, group: list[str]) -> float:
        margin = self._problem.policy.overbooking_margin
        return fsum(place_share(margin, self._people[one].attendance_rate) for one in group)

    def _leaves_work(self, session: WorkSession) -> bool:
        """Whether a project's open sessions each begin before its work is expected to be done."""
        left = self._projects[session.project].remaining_minutes
        if left is None:
            return True
        expected = 0.0
        own = (
            self._all[name] for name in self._teams if self._all[name].project == session.project
        )
        for one in sorted(own, key=lambda each: (each.start, each.id)):
            if expected >= left and one.id not in self._frozen:
                return False
            rates = (self._people[name].attendance_rate for name in self._groups[one.id])
            expected += one.minutes * fsum(rates)
        return True

    def _leave(self, person: str, session: WorkSession) -> None:
        self._groups[session.id].remove(person)
        self._of[person].remove(session)

    def tidy(self) -> None:
        """Take lone women out and close sessions with too few people, until none is left."""
        while any([self._tidied(self._all[name]) for name in list(self._teams)]):
            pass

    def _tidied(self, session: WorkSession) -> bool:
        """Mend one session if it needs it, and return whether it did."""
        if session.id in self._frozen or session.id not in self._teams:
            return False
        group = self._groups[session.id]
        women = [one for one in group if self._people[one].female]
        mixed = not self._projects[session.project].women_only
        alone = self._problem.policy.no_lone_woman and mixed and len(women) == 1
        if alone and (women[0], session.id) not in self._fixed:
            self._leave(women[0], session)
            return True
        too_few = len(group) < session.min_people or not group
        if too_few and session.id not in self._kept_open:
            for person in list(group):
                self._leave(person, session)
            del self._teams[session.id], self._groups[session.id]
            return True
        return False

    def sessions(self) -> tuple[OpenSession, ...]:
        """Return the rota, by start, then id."""
        opened = (self._all[name] for name in self._teams)
        return tuple(
            OpenSession(
                session=one.id,
                supervisors=tuple(sorted(self._teams[one.id])),
                people=tuple(sorted(self._groups[one.id])),
            )
            for one in sorted(opened, key=lambda each: (each.start, each.id))
        )
