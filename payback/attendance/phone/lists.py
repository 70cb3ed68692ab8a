"""The sessions and people that a phone holds: those of yesterday, today and the coming days.

As little as the work asks for: names, CRN and what remains, no notes, no address of anybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from payback.attendance.outcomes import outcome_of
from payback.core import clock, wording
from payback.diary.models import Appointment, AppointmentState
from payback.diary.queries import BOOKED
from payback.people.balance import remaining_minutes
from payback.people.models import Person
from payback.people.sums import credited_minutes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from payback.diary.breaks.standing import OnDuty
    from payback.diary.models import WorkSession

DAYS_BACK, DAYS_AHEAD = 1, 6


def days_held(today: date) -> tuple[date, date]:
    """Return the first and the last day whose sessions a phone holds."""
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def booked_on(db: Session, session_ids: Iterable[int]) -> Sequence[Appointment]:
    """Return who is booked on sessions, by name, with the people and their requirements."""
    return db.scalars(
        select(Appointment)
        .join(Appointment.person)
        .where(Appointment.session_id.in_(sorted(set(session_ids))))
        .where(Appointment.state.in_(BOOKED))
        .options(contains_eager(Appointment.person), joinedload(Appointment.requirement))
        .order_by(Person.family_name, Person.given_name, Appointment.id)
    ).all()


def sessions_for_phone(
    db: Session, duties: Sequence[OnDuty], booked: Sequence[Appointment]
) -> list[dict[str, object]]:
    """Return sessions with their people, ready to be sent as JSON.

    Parameters
    ----------
    db
        Tells what was credited.
    duties
        The sessions that the phone's owner is down for, in order.
    booked
        Who is booked on them.
    """
    credited = credited_minutes_of(db, [each.requirement_id for each in booked])
    left = {
        each.id: remaining_minutes(each.requirement.ordered_minutes, credited[each.requirement_id])
        for each in booked
    }
    people: dict[int, list[dict[str, object]]] = {}
    for each in booked:
        people.setdefault(each.session_id, []).append(_person(each, left[each.id]))
    return [_session(duty, people.get(duty.session.id, [])) for duty in duties]


def _session(duty: OnDuty, people: list[dict[str, object]]) -> dict[str, object]:
    session, project = duty.session, duty.session.project
    facts = {
        "Work": project.work,
        "Contact": project.contact_name,
        "Toilets": project.toilets,
        "Hand washing": project.hand_washing,
        "Access": project.site_access,
        "Tools": project.tools,
    }
    return _times(session) | {
        "id": session.id,
        "project": project.name,
        "address": f"{project.address}, {project.postcode}",
        "call": project.contact_phone,
        "facts": [[name, value] for name, value in facts.items() if value],
        "cancelled": session.cancelled_because if duty.cancelled else "",
        "why_not": duty.why_not,
        "people": [person | {"open": person["open"] and not duty.cancelled} for person in people],
    }


def _times(session: WorkSession) -> dict[str, object]:
    """Return when a session is: as instants for the phone's clock, and as words for people."""
    return {
        "on": session.on.isoformat(),
        "day": wording.short_date(session.on),
        "starts": wording.time(session.starts_at),
        "ends": wording.time(session.ends_at),
        "begins_at": milliseconds(clock.london_instant(session.on, session.starts_at)),
        "over_at": milliseconds(clock.london_instant(session.on, session.ends_at)),
    }


def _person(appointment: Appointment, left: int) -> dict[str, object]:
    """Return one person of a list.

    ``open`` says whether the phone may record here: what is recorded already, or was cleared and
    has kept its notes, is changed on the ordinary page, which shows it whole.
    """
    planned = appointment.state is AppointmentState.PLANNED
    recorded = outcome_of(appointment.outcome_code)
    return {
        "id": appointment.id,
        "version": str(appointment.version),
        "name": appointment.person.listed_name,
        "crn": appointment.person.crn,
        "left": f"{wording.hours(left)} remaining" if left else "All hours worked",
        "recorded": recorded.name if recorded else "",
        "colour": recorded.colour if recorded else "",
        "open": planned and not appointment.notes,
    }


def milliseconds(instant: datetime) -> int:
    """Return an instant as a browser counts it."""
    return round(instant.timestamp() * 1000)
