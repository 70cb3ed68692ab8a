"""The choices of a rota as CP-SAT variables; rules and goals add what they have to say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import numpy as np
from ortools.sat.python import cp_model

from scheduler.facts import travel_minutes
from scheduler.insisted import frozen_bookings, frozen_sessions, insisted
from scheduler.modelling.choices import BookingChoice, DutyChoice, Term
from scheduler.modelling.credits import declare_credits
from scheduler.modelling.objective import Objective
from scheduler.modelling.pairs import Pairs
from scheduler.modelling.scope import Scope, whole
from scheduler.modelling.standing import Standing
from scheduler.problem import Bookings, Pair, Person, Problem, Supervisor, WorkSession
from scheduler.solution import OpenSession

Choice = TypeVar("Choice", BookingChoice, DutyChoice)


class ModelRule(Protocol):
    """What a model needs of a hard rule: how it narrows choices down, and constrains them."""

    @property
    def code(self) -> str:
        """Its code, such as `H3`."""

    @property
    def narrow_people(self) -> Callable[[Pairs[Person]], None] | None:
        """Rule out bookings of people before there are variables."""

    @property
    def narrow_supervisors(self) -> Callable[[Pairs[Supervisor]], None] | None:
        """Rule out duties of supervisors before there are variables."""

    @property
    def constrain(self) -> Callable[["Model"], None] | None:
        """Say the rule of the variables."""


class ModelGoal(Protocol):
    """What a model needs of a goal: its points as terms."""

    @property
    def terms(self) -> Callable[["Model"], Iterator[Term]]:
        """Return coefficients in points with their variables."""


class Model:
    """A CP-SAT model of the free part of a problem.

    Parameters
    ----------
    problem
        The whole problem.
    scope
        What may be decided; all of it if not given.
    rules
        The hard rules to obey. Fewer than all are useful to find which of them clash.
    insist
        The frozen and pinned bookings that must stand; all if not given.

    Attributes
    ----------
    cp
        The CP-SAT model.
    true
        A constant 1, chosen for whatever stands.
    frozen
        Ids of the sessions that start before `frozen_until`.
    free_sessions
        The sessions that may be decided, by start, then id.
    sessions_with_choices, sessions_with_groups, sessions_with_teams
        Those, and frozen ones to which anybody, people or supervisors are to be added, so that
        what is asked of groups (H8 to H11) and of teams (H9, H12) is asked of them.
    objective
        The points, once they are asked for with `maximise`.
    opens
        For each session that is free or stands open, whether it opens.
    bookings, duties
        The choices, by start of the session, then its id.
    """

    def __init__(
        self,
        problem: Problem,
        scope: Scope | None = None,
        *,
        rules: Sequence[ModelRule],
        insist: Bookings | None = None,
    ) -> None:
        self.problem = problem
        self.policy = problem.policy
        self.rules = frozenset(rule.code for rule in rules)
        self.insist = insisted(problem) if insist is None else insist
        self.scope = whole(problem) if scope is None else scope
        self.frozen = frozen_sessions(problem)
        self.standing = Standing(problem, self.scope, self.insist)
        self.projects = {project.id: project for project in problem.projects}
        self.sessions = {session.id: session for session in problem.sessions}
        self.free_sessions = tuple(
            sorted((self.sessions[name] for name in self.standing.free_sessions), key=_order)
        )
        self._told = frozen_bookings(problem)
        self.sessions_with_choices = self._with(self.standing.extended)
        self.sessions_with_groups = self._with(self._added_to(self.standing.added.people))
        self.sessions_with_teams = self._with(self._added_to(self.standing.added.supervisors))
        self.cp = cp_model.CpModel()
        self.true = self.cp.new_constant(1)
        self.opens = self._declare_opens()
        self.bookings = sorted(self._declare_bookings(rules), key=_choice_order)
        self.duties = sorted(self._declare_duties(rules), key=_choice_order)
        self.by_person = _grouped(self.bookings, lambda choice: choice.person.id)
        self.by_session = _grouped(self.bookings, lambda choice: choice.session.id)
        self.duties_by_supervisor = _grouped(self.duties, lambda choice: choice.supervisor.id)
        self.duties_by_session = _grouped(self.duties, lambda choice: choice.session.id)
        declare_credits(self.cp, self.by_person.values(), self.rules)
        for rule in rules:
            if rule.constrain:
                rule.constrain(self)
        self.objective: Objective | None = None

    def _with(self, frozen: Iterable[str]) -> tuple[WorkSession, ...]:
        """Return the free sessions and some frozen ones, by start, then id."""
        extra = [self.sessions[name] for name in frozen]
        return tuple(sorted((*self.free_sessions, *extra), key=_order))

    def _added_to(self, added: Iterable[Pair]) -> set[str]:
        """Return the frozen sessions that some bookings are added to, or nobody was told of."""
        told = {session for _, session in self._told.people + self._told.supervisors}
        return {session for _, session in added} | (self.standing.extended - told)

    def _declare_opens(self) -> dict[str, cp_model.IntVar]:
        opens = {session: self.true for session in self.standing.open_sessions}
        for session in self.sessions_with_choices:
            if session.id not in opens:
                opens[session.id] = self.cp.new_bool_var(f"{session.id} opens")
        return opens

    def _declare_bookings(self, rules: Sequence[ModelRule]) -> Iterator[BookingChoice]:
        people = {person.id: person for person in self.problem.people}
        free = [person for person in self.problem.people if person.id in self.scope.people]
        pinned, told = self.problem.pinned.people, frozenset(self._told.people)
        pairs = Pairs(self.problem, free, self.sessions_with_choices, pinned)
        pairs.limit(self.standing.extended, set(pinned) - told)
        for rule in rules:
            if rule.narrow_people:
                rule.narrow_people(pairs)
        travel = pairs.travel_minutes
        for row, column in np.argwhere(pairs.possible):
            person, session = pairs.members[row], pairs.sessions[column]
            yield BookingChoice(
                person=person,
                session=session,
                project=pairs.projects[column],
                chosen=self._chosen(person.id, session),
                free=True,
                frozen=False,
                travel_minutes=float(travel[row, column]),
            )
        optional = [pair for pair in self.standing.optional.people if pair in told]
        for pair in (*self.standing.people_pairs, *optional):
            person, session = people[pair[0]], self.sessions[pair[1]]
            project = self.projects[session.project]
            yield BookingChoice(
                person=person,
                session=session,
                project=project,
                chosen=self._chosen(pair[0], session) if pair in optional else self.true,
                free=False,
                frozen=pair in told,
                travel_minutes=travel_minutes(self.policy, person, project),
            )

    def _declare_duties(self, rules: Sequence[ModelRule]) -> Iterator[DutyChoice]:
        supervisors = {supervisor.id: supervisor for supervisor in self.problem.supervisors}
        free = [one for one in self.problem.supervisors if one.id in self.scope.supervisors]
        pinned, told = self.problem.pinned.supervisors, frozenset(self._told.supervisors)
        pairs = Pairs(self.problem, free, self.sessions_with_choices, pinned)
        pairs.limit(self.standing.extended, set(pinned) - told)
        for rule in rules:
            if rule.narrow_supervisors:
                rule.narrow_supervisors(pairs)
        travel = pairs.travel_minutes
        for row, column in np.argwhere(pairs.possible):
            supervisor, session = pairs.members[row], pairs.sessions[column]
            yield DutyChoice(
                supervisor=supervisor,
                session=session,
                project=pairs.projects[column],
                chosen=self._chosen(supervisor.id, session),
                free=True,
                frozen=False,
                travel_minutes=float(travel[row, column]),
            )
        optional = [pair for pair in self.standing.optional.supervisors if pair in told]
        for pair in (*self.standing.supervisor_pairs, *optional):
            supervisor, session = supervisors[pair[0]], self.sessions[pair[1]]
            project = self.projects[session.project]
            yield DutyChoice(
                supervisor=supervisor,
                session=session,
                project=project,
                chosen=self._chosen(pair[0], session) if pair in optional else self.true,
                free=False,
                frozen=pair in told,
                travel_minutes=travel_minutes(self.policy, supervisor, project),
            )

    def _chosen(self, member: str, session: WorkSession) -> cp_model.IntVar:
        """Return a new choice that, taken, opens its session."""
        chosen = self.cp.new_bool_var(f"{member} at {session.id}")
        self.cp.add_implication(chosen, self.opens[session.id])
        return chosen

    def maximise(self, goals: Iterable[ModelGoal]) -> None:
        """Ask for the most points; without this any rota that keeps the rules will do."""
        self.objective = Objective(term for goal in goals for term in goal.terms(self))
        self.cp.maximize(self.objective.expression())

    def hint(self, sessions: Iterable[OpenSession]) -> None:
        """Suggest a rota to start from."""
        rota = {item.session: item for item in sessions}
        for session in self.free_sessions:
            if self.opens[session.id] is not self.true:
                self.cp.add_hint(self.opens[session.id], session.id in rota)
        people = {(who, item.session) for item in rota.values() for who in item.people}
        for booking in self.bookings:
            if booking.free:
                taken = (booking.person.id, booking.session.id) in people
                self.cp.add_hint(booking.chosen, taken)
        supervisors = {(who, item.session) for item in rota.values() for who in item.supervisors}
        for duty in self.duties:
            if duty.free:
                taken = (duty.supervisor.id, duty.session.id) in supervisors
                self.cp.add_hint(duty.chosen, taken)

    def read(self, value: Callable[[cp_model.IntVar], int]) -> tuple[OpenSession, ...]:
        """Return the whole rota under an assignment of the variables, by start, then id."""
        people: dict[str, list[str]] = defaultdict(list)
        supervisors: dict[str, list[str]] = defaultdict(list)
        for item in self.scope.rota:
            people[item.session] += set(item.people) - self.standing.people
            supervisors[item.session] += set(item.supervisors) - self.standing.supervisors
        for booking in self.bookings:
            if value(booking.chosen):
                people[booking.session.id].append(booking.person.id)
        for duty in self.duties:
            if value(duty.chosen):
                supervisors[duty.session.id].append(duty.supervisor.id)
        opened = [self.sessions[name] for name, choice in self.opens.items() if value(choice)]
        return tuple(
            OpenSession(
                session=session.id,
                supervisors=tuple(sorted(supervisors[session.id])),
                people=tuple(sorted(people[session.id])),
            )
            for session in sorted(opened, key=_order)
        )


def _order(session: WorkSession) -> tuple[datetime, str]:
    return session.start, session.id


def _choice_order(choice: BookingChoice | DutyChoice) -> tuple[datetime, str]:
    return _order(choice.session)


def _grouped(choices: list[Choice], key: Callable[[Choice], str]) -> dict[str, list[Choice]]:
    found = defaultdict(list)
    for choice in choices:
        found[key(choice)].append(choice)
    return dict(found)
