"""The nearest single change that would place someone who has no booking."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.checking import check
from scheduler.deadline import Deadline
from scheduler.exact.search import search
from scheduler.goals import GOALS
from scheduler.insisted import insisted
from scheduler.modelling.model import Model
from scheduler.modelling.scope import Scope
from scheduler.questions.candidates import candidates
from scheduler.rota import Rota
from scheduler.rules import RULES

if TYPE_CHECKING:
    from scheduler.problem import Person, Problem
    from scheduler.questions.candidates import Candidate, ChangeKind
    from scheduler.rota import Opened
    from scheduler.solution import OpenSession, Solution

DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestChange:
    """A single change that places someone, the rest of the rota standing.

    Attributes
    ----------
    kind
        `booked_anyway` (only the points spoke against it), `one_more_place`, `longer_journey`,
        `another_time` or `session_opened`.
    session, supervisors
        Where it places them, and who runs that.
    companions
        Others without a booking who come along, as a group or the points ask for.
    size
        Minutes of somebody's time that it asks for: on the way there and back, in the person's
        diary, of a new session's supervisors, or their share for one more in the group.
    points
        What the rota then earns more; below zero if less.
    sentence
        The change in words.
    problem, solution
        The problem with the change made, and a valid rota for it with the person placed.
    """

    person: str
    kind: ChangeKind
    session: str
    supervisors: tuple[str, ...]
    companions: tuple[str, ...]
    size: float
    points: float
    sentence: str
    problem: Problem = field(repr=False)
    solution: Solution = field(repr=False)


def nearest_change(
    problem: Problem, solution: Solution, person: str, *, seconds: float = 10.0
) -> NearestChange | None:
    """Find the smallest single change that would place someone without a booking.

    The changes are tried smallest first: the session concerned is solved again with the change
    made and everyone who has a booking staying where they are. Each answer has passed the checker.

    Parameters
    ----------
    problem
        The problem solved.
    solution
        A rota for it that keeps every rule.
    person
        Id of someone without a booking.
    seconds
        How long to look at most.

    Returns
    -------
    NearestChange or None
        `None` if no such change was found in the time given.

    Raises
    ------
    KeyError
        If the problem knows no such person.
    ValueError
        If they have a booking.
    """
    deadline = Deadline(seconds)
    rota = Rota(problem, solution.sessions)
    someone = rota.people[person]
    if person in rota.bookings_of:
        raise ValueError(f"{person} has a booking already.")
    for candidate in candidates(rota, someone):
        if deadline.over:
            break
        sessions = _placed(rota, solution, candidate, someone, deadline)
        if sessions is not None:
            found = _verified(rota, solution, candidate, sessions, someone)
            if found is not None:
                return found
    return None


def _placed(
    rota: Rota, solution: Solution, candidate: Candidate, person: Person, deadline: Deadline
) -> tuple[OpenSession, ...] | None:
    """Return the rota with the person on the candidate's session, if one is possible."""
    opened = next((one for one in rota.opened if one.session.id == candidate.session.id), None)
    closed = opened is None
    scope = Scope(
        sessions=frozenset({candidate.session.id}),
        supervisors=frozenset(rota.supervisors) if closed else frozenset(),
        people=_companions(rota, opened, person) | {person.id},
        rota=solution.sessions,
    )
    insist = insisted(candidate.problem)
    insist = replace(insist, people=(*insist.people, (person.id, candidate.session.id)))
    model = Model(candidate.problem, scope, rules=RULES, insist=insist)
    model.maximise(GOALS)
    return search(model, deadline).sessions


def _companions(rota: Rota, opened: Opened | None, person: Person) -> frozenset[str]:
    """Return who else may join: anyone left out for a new session, or a woman for a woman."""
    left_out = [one for one in rota.problem.people if one.id not in rota.bookings_of]
    if opened is None:
        return frozenset(one.id for one in left_out)
    has_women = any(booking.person.female for booking in opened.bookings)
    if person.female and not has_women:
        return frozenset(one.id for one in left_out if one.female)
    return frozenset()


def _verified(
    rota: Rota,
    solution: Solution,
    candidate: Candidate,
    sessions: tuple[OpenSession, ...],
    person: Person,
) -> NearestChange | None:
    """Return the change once the checker has found nothing against its rota."""
    draft = replace(solution, status="feasible", bound=None, sessions=sessions)
    checked = check(candidate.problem, draft)
    if checked.violations:
        return None
    placed = next(one for one in sessions if one.session == candidate.session.id)
    newly = {one for one in placed.people if one not in rota.bookings_of}
    companions = tuple(sorted(newly - {person.id}))
    unplaced = tuple(one for one in solution.unplaced if one.person not in newly)
    return NearestChange(
        person=person.id,
        kind=candidate.kind,
        session=placed.session,
        supervisors=placed.supervisors,
        companions=companions,
        size=candidate.size,
        points=round(checked.objective - check(rota.problem, solution).objective, DECIMALS),
        sentence=_sentence(candidate, placed, companions),
        problem=candidate.problem,
        solution=replace(draft, objective=checked.objective, unplaced=unplaced),
    )


def _sentence(candidate: Candidate, placed: OpenSession, companions: tuple[str, ...]) -> str:
    words = candidate.words
    if candidate.kind == "session_opened" and placed.supervisors:
        words += f", run by {wording.listed(list(placed.supervisors))}"
    if companions:
        words += f", together with {wording.listed(list(companions))}"
    return f"{words}."
