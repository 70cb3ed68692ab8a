"""Bookings and duties outside somebody's usual week: which they are, and who knows it.

Whoever is booked outside their usual week was insisted on, so that the booking stands; one that
came to lie outside it because the week changed afterwards does not, until somebody says so
(docs/decisions/0028-outside-the-usual-week-knowingly.md).
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, or_, select

from payback.core.errors import NotFound
from payback.diary.models import Appointment, AppointmentState, Duty, WorkSession
from payback.people.availability import DAYS, PART_TIMES, PARTS
from payback.people.models import AvailabilityException, Person
from payback.people.queries import DaysBetween
from payback.supervisors.models import Supervisor, SupervisorLeave

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import time

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

A_MONDAY = date(2024, 1, 1)
EARLIEST, LATEST = PART_TIMES[0][0], PART_TIMES[-1][1]


def lies_outside(
    slots: SQLColumnExpression[int],
    on: SQLColumnExpression[date],
    starts_at: SQLColumnExpression[time],
    ends_at: SQLColumnExpression[time],
) -> ColumnElement[bool]:
    """Return the condition that some hours are not all within a usual week.

    It says to the database what `people.availability.windows` says of a week without dated days.

    Parameters
    ----------
    slots
        The 21 bits of the usual week.
    on, starts_at, ends_at
        The day and the hours.
    """
    needed = reduce(
        add,
        (
            case((and_(starts_at < ends, ends_at > begins), 1 << number), else_=0)
            for number, (begins, ends) in enumerate(PART_TIMES)
        ),
    )
    of_day = slots.bitwise_rshift(DaysBetween(on, A_MONDAY) % len(DAYS) * len(PARTS))
    covered = of_day.bitwise_and(needed) == needed
    return or_(~covered, starts_at < EARLIEST, ends_at > LATEST)


def dated_days(
    kind: type[AvailabilityException] | type[SupervisorLeave], on: SQLColumnExpression[date]
) -> Select[int]:
    """Return the rows that say of a day itself whether somebody can work, whatever their week."""
    return select(kind.id).where(on.between(kind.from_on, kind.to_on))


def note_outside(db: Session, session_ids: Collection[int]) -> None:
    """Write down which bookings and duties of some sessions lie outside a usual week.

    Whoever fills sessions does so knowingly: only what is insisted on is booked outside it.
    """
    wanted = sorted(session_ids)
    known = {*db.scalars(_bookings_outside().where(Appointment.session_id.in_(wanted)))}
    planned = Appointment.state == AppointmentState.PLANNED
    for booking in db.scalars(
        select(Appointment).where(Appointment.session_id.in_(wanted), planned)
    ):
        booking.outside_week = booking.id in known
    known = {*db.scalars(_duties_outside().where(Duty.session_id.in_(wanted)))}
    for duty in db.scalars(select(Duty).where(Duty.session_id.in_(wanted), Duty.active)):
        duty.outside_week = duty.id in known


def forget_outside(db: Session, session_id: int) -> None:
    """Take back what was known of bookings and duties of a session that lies elsewhere now.

    Whoever is outside their usual week there has not been asked about it.
    """
    planned = Appointment.state == AppointmentState.PLANNED
    at = Appointment.session_id == session_id
    for booking in db.scalars(select(Appointment).where(at, planned, Appointment.outside_week)):
        booking.outside_week = False
    on = Duty.session_id == session_id
    for duty in db.scalars(select(Duty).where(on, Duty.active, Duty.outside_week)):
        duty.outside_week = False
    db.flush()


def let_booking_stand(db: Session, session: WorkSession, appointment_id: int) -> None:
    """Say that a planned booking stands, although it lies outside the person's usual week.

    Raises
    ------
    NotFound
        If the session has no such booking.
    """
    planned = Appointment.state == AppointmentState.PLANNED
    row = db.scalar(
        select(Appointment)
        .where(Appointment.id == appointment_id, Appointment.session_id == session.id, planned)
        .with_for_update()
    )
    _let_stand(row)


def let_duty_stand(db: Session, session: WorkSession, duty_id: int) -> None:
    """Say that a duty stands, although it lies outside the supervisor's usual week.

    Raises
    ------
    NotFound
        If the session has no such duty.
    """
    row = db.scalar(
        select(Duty)
        .where(Duty.id == duty_id, Duty.session_id == session.id, Duty.active)
        .with_for_update()
    )
    _let_stand(row)


def _let_stand(row: Appointment | Duty | None) -> None:
    if row is None:
        raise NotFound
    row.outside_week = True


def _bookings_outside() -> Select[int]:
    hours = (WorkSession.on, WorkSession.starts_at, WorkSession.ends_at)
    return (
        select(Appointment.id)
        .join(WorkSession, WorkSession.id == Appointment.session_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(lies_outside(Person.available_slots, *hours))
    )


def _duties_outside() -> Select[int]:
    hours = (WorkSession.on, WorkSession.starts_at, WorkSession.ends_at)
    return (
        select(Duty.id)
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .join(Supervisor, Supervisor.id == Duty.supervisor_id)
        .where(lies_outside(Supervisor.available_slots, *hours))
    )
