"""What would happen if: both rotas, before and after some changes, and what differs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.checking import check
from scheduler.facts import is_frozen
from scheduler.format import read_problem
from scheduler.problem import Bookings
from scheduler.questions.changes import SupervisorAway, standing
from scheduler.questions.fairness import fairness
from scheduler.rota import Rota
from scheduler.solving import solve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.problem import Pair, Problem
    from scheduler.progress import OnProgress, Stop
    from scheduler.questions.changes import Change
    from scheduler.solution import Solution

MINUTES_AN_HOUR = 60

_SETTLED = ("optimal", "infeasible")
"""Where planning again with nothing changed can find nothing better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a rota comes to: hours credited, hours below the weekly offers, people short.

    `points` are those of the week with `before` announced; none if there is no rota.
    """

    points: float | None
    hours: float
    hours_short: float
    people_short: int
    people_booked: int
    sessions_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two rotas, without and with some changes.

    Attributes
    ----------
    before, after
        The rota of the problem as it is, and that of the changed one. `after` is planned as if
        `before` had been announced, so that no more people need telling than is worth it.
    changed
        The problem that `after` solves.
    figures_before, figures_after
        What each comes to. `figures_before` are those of the best rota known for the week without
        the changes: of `before`, of the week planned again from there with the same limits, and
        of `after`, if that would do. So nothing looks like a gain because one search was shorter.
    dropped, added
        Bookings and duties of `before` that `after` lacks, and those that it has besides: all
        that must be told.
    notes
        What the comparison could not take into account, in sentences.
    """

    before: Solution
    after: Solution
    changed: Problem = field(repr=False)
    figures_before: Figures
    figures_after: Figures
    dropped: Bookings
    added: Bookings
    notes: tuple[str, ...]

    @property
    def hours_gained(self) -> float:
        """Credited hours that the changes bring; below zero if they cost some."""
        return self.figures_after.hours - self.figures_before.hours

    @property
    def changes_to_tell(self) -> int:
        """How many bookings and duties are dropped or added."""
        parts = (self.dropped, self.added)
        return sum(len(part.people) + len(part.supervisors) for part in parts)


def what_if(
    problem: Problem,
    changes: Sequence[Change],
    *,
    seconds: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    before: Solution | None = None,
    progress: OnProgress | None = None,
    stop: Stop | None = None,
) -> Comparison:
    """Plan a problem without and with some changes, and compare.

    Parameters
    ----------
    problem
        The problem as it is; it is not changed.
    changes
        What would happen, applied in order.
    seconds
        How long each of the two may take to plan.
    workers, seed
        As for `solve`; with one worker the same question gets the same answer.
    before
        The rota of the problem as it is, if it is known already.
    progress, stop
        As for `solve`, for each of the two.

    Raises
    ------
    LookupError
        If a change names something that the problem does not have.
    ProblemInvalid
        If a change adds something wrong.
    TimeoutError
        If the time does not suffice to find any rota with the pinned bookings.
    """
    plan = partial(solve, seconds=seconds, workers=workers, seed=seed, progress=progress, stop=stop)
    changed = problem
    for change in changes:
        changed = change.applied(changed)
    changed = read_problem(changed.to_dict())
    if before is None:
        before = plan(problem)
    as_it_is = problem
    if before.status != "infeasible":
        as_it_is, changed = _announced(problem, before), _announced(changed, before)
    after = plan(changed)
    again = before if before.status in _SETTLED else plan(as_it_is)
    best = _best(as_it_is, (before, again, after))
    told, planned = _bookings(problem, before), _bookings(changed, after)
    return Comparison(
        before=before,
        after=after,
        changed=changed,
        figures_before=_figures(as_it_is, best),
        figures_after=_figures(changed, after),
        dropped=_lacking(told, planned),
        added=_lacking(planned, told),
        notes=tuple(_frozen_duties(changed, changes)),
    )


def _best(problem: Problem, solutions: Iterable[Solution]) -> Solution:
    """Return the rota with the most points of those that a problem allows, the first of equals."""
    first, *others = solutions
    best, most = first, _points(problem, first)
    for other in others:
        points = _points(problem, other)
        if points is not None and (most is None or points > most):
            best, most = other, points
    return best


def _points(problem: Problem, solution: Solution) -> float | None:
    """Return the points of a rota for a problem; none if it is no rota for it."""
    known = {session.id for session in problem.sessions}
    foreign = any(item.session not in known for item in solution.sessions)
    if solution.status == "infeasible" or foreign or not _has_members(problem, solution):
        return None
    checked = check(problem, solution)
    return None if checked.violations else checked.objective


def _has_members(problem: Problem, solution: Solution) -> bool:
    """Whether a problem knows everybody in a rota; changes may add people and supervisors."""
    people = {person.id for person in problem.people}
    supervisors = {supervisor.id for supervisor in problem.supervisors}
    return all(
        people.issuperset(item.people) and supervisors.issuperset(item.supervisors)
        for item in solution.sessions
    )


def _announced(problem: Problem, rota: Solution) -> Problem:
    """Return a problem in which a rota is published, so far as its sessions still exist."""
    people = tuple((one, item.session) for item in rota.sessions for one in item.people)
    supervisors = tuple((one, item.session) for item in rota.sessions for one in item.supervisors)
    announced = Bookings(people=people, supervisors=supervisors)
    kept = {session.id for session in problem.sessions}
    return replace(problem, published=standing(announced, kept))


def _bookings(problem: Problem, solution: Solution) -> Bookings:
    rota = Rota(problem, solution.sessions)
    return Bookings(
        people=tuple((one.person.id, one.session.id) for one in rota.bookings),
        supervisors=tuple((one.supervisor.id, one.session.id) for one in rota.duties),
    )


def _lacking(some: Bookings, others: Bookings) -> Bookings:
    return Bookings(
        people=_minus(some.people, others.people),
        supervisors=_minus(some.supervisors, others.supervisors),
    )


def _minus(pairs: tuple[Pair, ...], others: tuple[Pair, ...]) -> tuple[Pair, ...]:
    known = frozenset(others)
    return tuple(pair for pair in pairs if pair not in known)


def _figures(problem: Problem, solution: Solution) -> Figures:
    rota, shared = Rota(problem, solution.sessions), fairness(problem, solution)
    return Figures(
        points=_points(problem, solution),
        hours=sum(booking.credited for booking in rota.bookings) / MINUTES_AN_HOUR,
        hours_short=shared.minutes_short / MINUTES_AN_HOUR,
        people_short=shared.people_short,
        people_booked=len(rota.bookings_of),
        sessions_open=len(rota.opened),
    )


def _frozen_duties(problem: Problem, changes: Sequence[Change]) -> Iterable[str]:
    """Yield a sentence for each frozen duty of a supervisor who would be away."""
    sessions = {session.id: session for session in problem.sessions}
    for change in changes:
        if not isinstance(change, SupervisorAway):
            continue
        for supervisor, name in problem.published.supervisors:
            session = sessions[name]
            away = supervisor == change.supervisor and session.start.date() in change.dates
            if away and is_frozen(problem.policy, session):
                yield (
                    f"Supervisor {supervisor} is announced for {wording.session(session)}, which "
                    "is frozen and so stands; cancel the session or move `frozen_until` to plan "
                    "without them."
                )
