"""H11: a project's sessions open only while it has work left.

A session of a project with `remaining_minutes` opens only while the expected minutes (credited ×
attendance rate) of its earlier open sessions, by start, then id, are below that. Frozen sessions
to which nobody is added are exempt, but count as earlier ones.
"""

from __future__ import annotations

from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING

from scheduler import wording
from scheduler.modelling.choices import total
from scheduler.modelling.fractions import whole_numbers
from scheduler.rota import NEGLIGIBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.modelling.choices import BookingChoice, WholeTerm
    from scheduler.modelling.model import Model
    from scheduler.problem import Problem, WorkSession
    from scheduler.rota import Rota


FINE = 10**10
"""Units of an attendance rate that has more than six decimals."""


def violations(_: Problem, rota: Rota) -> Iterator[str]:
    """Yield a sentence for each session opened after the project's work is done."""
    expected: dict[str, list[float]] = defaultdict(list)
    for opened in rota.opened:
        done = fsum(expected[opened.project.id])
        left = opened.project.remaining_minutes
        if left is not None and not opened.people_stand and done > left - NEGLIGIBLE:
            yield (
                f"{wording.session(opened.session)} should stay closed: project "
                f"{opened.project.id} has {left:,} minutes of work left, and its earlier sessions "
                f"are expected to do {done:,.1f}."
            )
        expected[opened.project.id] += [
            booking.credited * booking.person.attendance_rate for booking in opened.bookings
        ]


def constrain(model: Model) -> None:
    """Let each session open only while the earlier ones leave work to do."""
    exempt = model.frozen.difference(session.id for session in model.sessions_with_groups)
    for sessions in _limited_sessions(model).values():
        left = model.projects[sessions[0].project].remaining_minutes or 0
        for number, session in enumerate(sessions):
            if session.id in exempt:
                continue
            earlier = [
                choice
                for other in sessions[:number]
                for choice in model.by_session.get(other.id, [])
            ]
            if left == 0 or _most_expected(model, sessions[:number]) > left - 1:
                _limit(model, session, earlier, left)


def _limited_sessions(model: Model) -> dict[str, list[WorkSession]]:
    """Return the sessions of each project with limited work that could open, by start and id."""
    found = defaultdict(list)
    for name in model.opens:
        session = model.sessions[name]
        if model.projects[session.project].remaining_minutes is not None:
            found[session.project].append(session)
    for sessions in found.values():
        sessions.sort(key=lambda session: (session.start, session.id))
    return found


def _most_expected(model: Model, sessions: list[WorkSession]) -> float:
    return sum(
        choice.session.minutes * choice.person.attendance_rate
        for session in sessions
        for choice in model.by_session.get(session.id, [])
    )


def _limit(model: Model, session: WorkSession, earlier: list[BookingChoice], left: int) -> None:
    rates, one = whole_numbers([choice.person.attendance_rate for choice in earlier], fine=FINE)
    expected: list[WholeTerm] = [
        (rate * minutes, variable)
        for rate, choice in zip(rates, earlier, strict=True)
        for minutes, variable in choice.credit
    ]
    rounding = sum(choice.session.minutes for choice in earlier) if one == FINE else 0
    below = left * one - 1 - rounding
    model.cp.add(total(expected) <= below).only_enforce_if(model.opens[session.id])
