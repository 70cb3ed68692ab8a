"""Single changes that might place someone, each removing the one thing in the way of a session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, fsum
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from scheduler import wording
from scheduler.facts import is_frozen, place_share
from scheduler.modelling.pairs import Pairs
from scheduler.rota import NEGLIGIBLE
from scheduler.rules import availability, suitability, travel, wasted_bookings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from scheduler.problem import Person, Problem, WorkSession
    from scheduler.rota import Opened, Rota

ChangeKind: TypeAlias = Literal[
    "booked_anyway", "one_more_place", "longer_journey", "another_time", "session_opened"
]

GENTLEST_FIRST = get_args(ChangeKind)
"""The order of changes of one size."""

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A change that may be enough: its kind, session and size, and what it makes of the problem.

    `size` is in minutes of somebody's time; `words` say the change.
    """

    kind: ChangeKind
    session: WorkSession
    size: float
    problem: Problem
    words: str


def candidates(rota: Rota, person: Person) -> list[Candidate]:
    """Return the changes that might place someone without a booking, smallest first.

    Sessions that do not suit them, and those with more than one thing in the way, are left out.
    """
    found = [candidate for candidate in _candidates(rota, person) if candidate is not None]
    return sorted(found, key=_order)


def _order(candidate: Candidate) -> tuple[object, ...]:
    rank = GENTLEST_FIRST.index(candidate.kind)
    return candidate.size, rank, candidate.session.start, candidate.session.id


def _candidates(rota: Rota, person: Person) -> Iterator[Candidate | None]:
    problem = rota.problem
    opened = {item.session.id: item for item in rota.opened}
    free = _allowed(problem, person, availability.narrow_people)
    near = _allowed(problem, person, travel.narrow_people)
    suits = _allowed(problem, person, suitability.narrow_people, wasted_bookings.narrow_people)
    minutes = Pairs(problem, [person], problem.sessions, ()).travel_minutes[0]
    for column in np.flatnonzero(suits & (free | near)):
        session = problem.sessions[column]
        item = opened.get(session.id)
        if is_frozen(problem.policy, session):
            continue
        if item is None:
            if free[column] and near[column]:
                yield _opening(problem, session)
        elif free[column] and near[column]:
            yield _joining(problem, item, person)
        elif _taken(problem, item, person) <= session.places + NEGLIGIBLE:
            if free[column]:
                yield _longer_journey(problem, session, person, float(minutes[column]))
            else:
                yield _another_time(problem, session, person)


def _allowed(
    problem: Problem, person: Person, *narrow: Callable[[Pairs[Person]], None]
) -> NDArray[np.bool_]:
    pairs = Pairs(problem, [person], problem.sessions, ())
    for rule in narrow:
        rule(pairs)
    row: NDArray[np.bool_] = pairs.possible[0]
    return row


def _taken(problem: Problem, item: Opened, person: Person) -> float:
    """Return the places that a group would take up with one more person."""
    margin = problem.policy.overbooking_margin
    group = [*(booking.person for booking in item.bookings), person]
    return fsum(place_share(margin, one.attendance_rate) for one in group)


def _opening(problem: Problem, session: WorkSession) -> Candidate:
    return Candidate(
        kind="session_opened",
        session=session,
        size=_supervision(session),
        problem=problem,
        words=f"Open {wording.session(session)}",
    )


def _joining(problem: Problem, item: Opened, person: Person) -> Candidate | None:
    session, taken = item.session, _taken(problem, item, person)
    where = wording.session(session)
    if taken <= session.places + NEGLIGIBLE:
        words = f"Book {person.id} on {where} all the same: it has room"
        return Candidate(
            kind="booked_anyway", session=session, size=0, problem=problem, words=words
        )
    if taken > session.places + 1 + NEGLIGIBLE:
        return None
    larger = replace(session, places=session.places + 1)
    sessions = tuple(larger if one.id == session.id else one for one in problem.sessions)
    return Candidate(
        kind="one_more_place",
        session=session,
        size=_supervision(session) / (len(item.bookings) + 1),
        problem=replace(problem, sessions=sessions),
        words=f"Make room for {larger.places} instead of {session.places} on {where}",
    )


def _longer_journey(
    problem: Problem, session: WorkSession, person: Person, minutes: float
) -> Candidate:
    willing = replace(person, max_travel_minutes=ceil(minutes))
    return Candidate(
        kind="longer_journey",
        session=session,
        size=2 * (willing.max_travel_minutes - person.max_travel_minutes),
        problem=_with(problem, willing),
        words=(
            f"Agree a journey of {willing.max_travel_minutes} instead of at most "
            f"{person.max_travel_minutes} minutes with {person.id}, to {wording.session(session)}"
        ),
    )


def _another_time(problem: Problem, session: WorkSession, person: Person) -> Candidate:
    freer = replace(person, available=(*person.available, (session.start, session.end)))
    return Candidate(
        kind="another_time",
        session=session,
        size=_minutes_outside(session, person),
        problem=_with(problem, freer),
        words=f"Ask {person.id} to be free for the whole of {wording.session(session)}",
    )


def _supervision(session: WorkSession) -> float:
    """Return the minutes that all supervisors of a session spend on it together."""
    return (session.end - session.start) / MINUTE * session.supervisors_needed


def _minutes_outside(session: WorkSession, person: Person) -> float:
    """Return how long the session lasts while the person is not available."""
    covered, reached = timedelta(), session.start
    for start, end in sorted(person.available):
        first, last = max(start, reached), min(end, session.end)
        if first < last:
            covered += last - first
            reached = last
    return (session.end - session.start - covered) / MINUTE


def _with(problem: Problem, person: Person) -> Problem:
    people = tuple(person if one.id == person.id else one for one in problem.people)
    return replace(problem, people=people)
