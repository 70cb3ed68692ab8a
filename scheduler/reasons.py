"""Why someone has no booking: the first reason that applies, with a sentence to act on."""

from __future__ import annotations

from collections import Counter
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.exact.pairs import Pairs
from scheduler.facts import place_share
from scheduler.rota import NEGLIGIBLE, Rota
from scheduler.rules import availability, suitability, travel
from scheduler.solution import Unplaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from scheduler.problem import Person, Problem, WorkSession
    from scheduler.rota import Opened
    from scheduler.solution import OpenSession

AT_ONCE = 500
"""People looked at together, so that a table of them by sessions stays small."""

NAMED = 3
"""Sessions named in a sentence."""


def unplaced(problem: Problem, sessions: Sequence[OpenSession]) -> tuple[Unplaced, ...]:
    """Return everyone without a booking in a rota, in the problem's order.

    Parameters
    ----------
    problem
        The problem solved.
    sessions
        The open sessions of the rota.
    """
    rota = Rota(problem, sessions)
    left_out = [person for person in problem.people if person.id not in rota.bookings_of]
    return tuple(
        reason
        for first in range(0, len(left_out), AT_ONCE)
        for reason in _reasons(rota, left_out[first : first + AT_ONCE])
    )


def _reasons(rota: Rota, people: list[Person]) -> Iterator[Unplaced]:
    """Yield the reasons of some people.

    `free`, `near` and `suited` hold, for each person, the sessions that are left once
    availability, then travel, then suitability have been asked for.
    """
    pairs = Pairs(rota.problem, people, rota.problem.sessions, ())
    availability.narrow_people(pairs)
    free = pairs.possible.copy()
    travel.narrow_people(pairs)
    near = pairs.possible.copy()
    suitability.narrow_people(pairs)
    opened = {item.session.id: item for item in rota.opened}
    for row, person in enumerate(people):
        if person.remaining_minutes == 0:
            detail = f"{person.id} has no unpaid work left; the requirement can be closed."
            yield Unplaced(person=person.id, reason="complete", detail=detail)
        elif not free[row].any():
            yield _unavailable(person)
        elif not near[row].any():
            yield _too_far(pairs, row, free[row])
        elif not pairs.possible[row].any():
            yield _unsuitable(pairs, row, near[row])
        else:
            could_join = [pairs.sessions[column] for column in np.flatnonzero(pairs.possible[row])]
            yield _not_booked(rota, person, could_join, opened)


def _unavailable(person: Person) -> Unplaced:
    if person.available:
        detail = (
            f"No session lies wholly inside a time when {person.id} is available; ask for other "
            "days or longer hours."
        )
    else:
        detail = f"{person.id} is not available at any time in these days; ask for a day."
    return Unplaced(person=person.id, reason="unavailable", detail=detail)


def _too_far(pairs: Pairs[Person], row: int, free: NDArray[np.bool_]) -> Unplaced:
    person = pairs.members[row]
    columns = np.flatnonzero(free)
    nearest = columns[np.argmin(pairs.travel_minutes[row, columns])]
    detail = (
        f"The nearest session {person.id} is free for, "
        f"{wording.session(pairs.sessions[nearest])}, is "
        f"{pairs.travel_minutes[row, nearest]:.0f} minutes away, beyond their limit of "
        f"{person.max_travel_minutes}; agree a longer journey or offer a session nearer."
    )
    return Unplaced(person=person.id, reason="too_far", detail=detail)


def _unsuitable(pairs: Pairs[Person], row: int, near: NDArray[np.bool_]) -> Unplaced:
    person = pairs.members[row]
    projects = {pairs.projects[column].id: column for column in np.flatnonzero(near)}
    causes = Counter(
        objection
        for column in projects.values()
        for objection in suitability.objections(person, pairs.projects[column])
    )
    said = "; ".join(cause for cause, _ in causes.most_common(NAMED))
    detail = (
        f"No project that {person.id} could reach in time is suitable: {said}. Review the "
        "restrictions or offer other work."
    )
    return Unplaced(person=person.id, reason="unsuitable", detail=detail)


def _not_booked(
    rota: Rota, person: Person, could_join: list[WorkSession], opened: dict[str, Opened]
) -> Unplaced:
    running = [opened[session.id] for session in could_join if session.id in opened]
    if not running:
        named = wording.listed([wording.session(session) for session in could_join[:NAMED]])
        more = len(could_join) - NAMED
        also = f" and {more} more" if more > 0 else ""
        detail = (
            f"Every session {person.id} could join stayed closed: {named}{also}. Opening one "
            "takes supervisors who can run it and enough people."
        )
        return Unplaced(person=person.id, reason="session_not_opened", detail=detail)
    causes = Counter(_obstacle(rota, person, item) for item in running)
    said = ", ".join(f"{number} {cause}" for cause, number in causes.most_common())
    detail = (
        f"{person.id} could join {wording.count(len(running), 'open session')}, but finds {said}. "
        "Add places or open another session."
    )
    return Unplaced(person=person.id, reason="no_place", detail=detail)


def _obstacle(rota: Rota, person: Person, item: Opened) -> str:
    """Return what keeps a person out of an open session, for use after a number."""
    checks: tuple[tuple[Callable[[Rota, Person, Opened], bool], str], ...] = (
        (_is_frozen, "already announced and fixed"),
        (_is_full, "full"),
        (_must_be_kept_apart, "with someone to be kept apart from"),
        (_would_be_alone, "without another woman"),
        (_is_too_long, "longer than their weekly limit"),
    )
    for applies, cause in checks:
        if applies(rota, person, item):
            return cause
    return "costing more in travel and changes than it would earn"


def _is_frozen(_: Rota, __: Person, item: Opened) -> bool:
    return item.frozen


def _is_full(rota: Rota, person: Person, item: Opened) -> bool:
    margin = rota.problem.policy.overbooking_margin
    booked = [booking.person for booking in item.bookings]
    taken = fsum(place_share(margin, one.attendance_rate) for one in (*booked, person))
    return taken > item.session.places + NEGLIGIBLE


def _must_be_kept_apart(_: Rota, person: Person, item: Opened) -> bool:
    refused = person.not_with_supervisor
    return any(
        booking.person.id in person.keep_apart or person.id in booking.person.keep_apart
        for booking in item.bookings
    ) or any(refused == ("female" if duty.supervisor.female else "male") for duty in item.duties)


def _would_be_alone(rota: Rota, person: Person, item: Opened) -> bool:
    mixed = rota.problem.policy.no_lone_woman and not item.project.women_only
    return mixed and person.female and not any(one.person.female for one in item.bookings)


def _is_too_long(_: Rota, person: Person, item: Opened) -> bool:
    return min(item.session.minutes, person.remaining_minutes) > person.max_weekly_minutes
