"""Why someone has no booking: the first reason that applies, with a sentence to act on."""

from __future__ import annotations

from collections import Counter
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from scheduler import wording
from scheduler.facts import is_frozen, place_share
from scheduler.modelling.pairs import Pairs
from scheduler.rota import NEGLIGIBLE, Rota
from scheduler.rules import availability, suitability, travel
from scheduler.runnable import Runnable
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
    runnable = Runnable(rota)
    left_out = [person for person in problem.people if person.id not in rota.bookings_of]
    return tuple(
        reason
        for first in range(0, len(left_out), AT_ONCE)
        for reason in _reasons(rota, runnable, left_out[first : first + AT_ONCE])
    )


def _reasons(rota: Rota, runnable: Runnable, people: list[Person]) -> Iterator[Unplaced]:
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
        elif person.women_only and person.not_with_supervisor == "female":
            yield _never(person)
        elif not free[row].any():
            yield _unavailable(person, at_odd_hours=_at_odd_hours(pairs, person, runnable))
        elif not near[row].any():
            yield _too_far(pairs, row, free[row])
        elif not pairs.possible[row].any():
            yield _unsuitable(pairs, row, near[row])
        else:
            could_join = [pairs.sessions[column] for column in np.flatnonzero(pairs.possible[row])]
            yield _not_booked(rota, runnable, person, could_join, opened)


def _never(person: Person) -> Unplaced:
    detail = (
        f"{person.id} needs a women-only project and must not be supervised by a woman, but a "
        "woman always supervises there, so no session can ever suit. Review the two restrictions."
    )
    return Unplaced(person=person.id, reason="unsuitable", detail=detail)


def _at_odd_hours(pairs: Pairs[Person], person: Person, runnable: Runnable) -> bool:
    """Whether the sessions of a person's days lie at hours at which nobody is available."""
    days = {start.date() for start, _ in person.available}
    theirs = [
        within
        for session, within in zip(pairs.sessions, runnable.within_somebodys_hours, strict=True)
        if session.start.date() in days
    ]
    return bool(theirs) and not any(theirs)


def _unavailable(person: Person, *, at_odd_hours: bool) -> Unplaced:
    if at_odd_hours:
        detail = (
            f"The sessions on the days of {person.id} are at hours when nobody at all is "
            "available; move the sessions or offer others."
        )
    elif person.available:
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
    rota: Rota,
    runnable: Runnable,
    person: Person,
    could_join: list[WorkSession],
    opened: dict[str, Opened],
) -> Unplaced:
    running = [opened[session.id] for session in could_join if session.id in opened]
    if not running:
        named = wording.listed([wording.session(session) for session in could_join[:NAMED]])
        more = len(could_join) - NAMED
        also = f" and {more} more" if more > 0 else ""
        detail = (
            f"Every session {person.id} could join stayed closed: {named}{also}. "
            f"{_why_closed(runnable, could_join)}"
        )
        return Unplaced(person=person.id, reason="session_not_opened", detail=detail)
    causes = Counter(_obstacle(rota, person, item) for item in running)
    said = ", ".join(f"{number} {cause}" for cause, number in causes.most_common())
    detail = (
        f"{person.id} could join {wording.count(len(running), 'open session')}, but finds {said}. "
        "Add places or open another session."
    )
    return Unplaced(person=person.id, reason="no_place", detail=detail)


def _why_closed(runnable: Runnable, sessions: list[WorkSession]) -> str:
    """Say what keeps sessions closed: supervisors, or only what opening them would cost."""
    could_run = [session for session in sessions if runnable.has_supervisors(session)]
    if not could_run:
        return "No supervisors who could run one are free that day; find some, or another day."
    return (
        f"Supervisors are free for {wording.session(could_run[0])}, but opening it brings too few "
        "people or too little work for its cost; insist on a booking there if it must open."
    )


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


def _is_frozen(rota: Rota, _: Person, item: Opened) -> bool:
    return is_frozen(rota.problem.policy, item.session)


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
