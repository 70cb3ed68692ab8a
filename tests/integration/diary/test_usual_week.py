"""A usual week that changes breaks what was booked in it, unless that was known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, update

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditEvent
from payback.diary.breaks.queries import breaks_of
from payback.diary.breaks.scope import within
from payback.diary.filling import Filling, fill_sessions
from payback.diary.models import Appointment, Duty, WorkSession
from payback.diary.usual_week import lies_outside
from payback.people.availability import slot_bit, windows
from payback.people.models import AvailabilityException, Person
from payback.people.models.person import ALL_SLOTS
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support.behind import behind
from tests.support.builders import (
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_appointment,
)

if TYPE_CHECKING:
    from payback.core.db import Database
    from payback.people.models import Requirement
    from tests.support.client import Client

DAY = date(2026, 11, 24)
NOT_TUESDAY_MORNING = ALL_SLOTS & ~slot_bit(1, 0)
NOT_TUESDAY_EVENING = ALL_SLOTS & ~slot_bit(1, 2)
SAID = "Does not usually work at these hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published session of a Tuesday, 9:30 to 16:30, with a supervisor and one person."""

    session: WorkSession
    requirement: Requirement
    booking: Appointment
    supervisor: Supervisor
    duty: Duty


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def at(database: Database) -> Published:
    with database.transaction(COMMAND_LINE) as db:
        session = a_session(db, a_project(db, min_people=1), on=DAY, state="open")
        requirement, supervisor = a_requirement(db), a_supervisor(db, name="Sue Field")
        return Published(
            session=session,
            requirement=requirement,
            booking=an_appointment(db, session, requirement),
            supervisor=supervisor,
            duty=a_duty(db, session, supervisor),
        )


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client], at: Published) -> Client:
    assert at
    return signed_in(Role.COORDINATOR)


def reasons(database: Database) -> list[tuple[str, ...]]:
    with database.reading() as db:
        found = breaks_of(db, within(COMMAND_LINE))
    return [each.reasons for each in found if each.appointment or each.duty]


def change_weeks(database: Database, at: Published, slots: int) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Person, at.requirement.person_id).available_slots = slots
        db.get_one(Supervisor, at.supervisor.id).available_slots = slots


def test_a_week_without_the_hours_of_a_session_breaks_booking_and_duty(
    database: Database, at: Published
) -> None:
    change_weeks(database, at, NOT_TUESDAY_EVENING)
    assert reasons(database) == []
    change_weeks(database, at, NOT_TUESDAY_MORNING)
    assert reasons(database) == [(SAID,), (SAID,)]
    change_weeks(database, at, ALL_SLOTS)
    assert reasons(database) == []


def test_days_entered_for_themselves_say_it_whatever_the_week_says(
    database: Database, at: Published
) -> None:
    change_weeks(database, at, NOT_TUESDAY_MORNING)
    person, days = at.requirement.person_id, {"from_on": DAY, "to_on": DAY}
    with database.transaction(COMMAND_LINE) as db:
        can = AvailabilityException(person_id=person, available=True, **days)
        db.add_all([can, SupervisorLeave(supervisor_id=at.supervisor.id, **days)])
    assert reasons(database) == [("Is on leave on this day",)]


def test_what_is_booked_outside_a_week_is_known_and_no_break(
    database: Database, at: Published
) -> None:
    change_weeks(database, at, NOT_TUESDAY_MORNING)
    with database.transaction(COMMAND_LINE) as db:
        person = a_person(db, available_slots=NOT_TUESDAY_MORNING)
        added = a_requirement(db, person_id=person.id)
        wanted = {at.requirement.person_id: at.requirement.id, person.id: added.id}
        fill_sessions(
            db,
            Filling(
                session_ids=frozenset({at.session.id}),
                people={at.session.id: wanted.keys()},
                supervisors={at.session.id: {at.supervisor.id}},
                requirement_ids=wanted,
            ),
        )
    assert reasons(database) == []
    with database.reading() as db:
        assert set(db.scalars(select(Appointment.outside_week))) == {True}
        assert db.get_one(Duty, at.duty.id).outside_week


def test_what_a_week_has_overtaken_shows_at_once_and_may_be_let_stand(
    coordinator: Client, database: Database, at: Published
) -> None:
    person = f"/people/{at.requirement.person_id}"
    coordinator.send(f"{person}/availability", {"version": "1"}, status=200)
    assert "1 booking may not stand" in coordinator.words
    assert "does not usually work at these hours" in coordinator.words
    change_weeks(database, at, 0)
    session = f"/sessions/{at.session.id}"
    coordinator.get_page(session)
    press_let_stand(coordinator, "bookings")
    press_let_stand(coordinator, "duties")
    assert "May not stand" not in coordinator.words
    assert reasons(database) == []
    with database.reading() as db:
        noted = db.scalars(
            select(AuditEvent.record_kind).where(AuditEvent.details == "outside_week")
        ).all()
    assert sorted(noted) == ["appointments", "duties"]


def press_let_stand(client: Client, part: str) -> None:
    form = client.page.select_one(f'form[action*="/{part}/"][action$="/let-stand"]')
    assert form is not None, client.words
    client.send(str(form["action"]), {}, status=200)


def test_only_what_has_no_other_trouble_is_offered_to_stand(
    coordinator: Client, database: Database, at: Published
) -> None:
    change_weeks(database, at, 0)
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Supervisor, at.supervisor.id).active = False
    page = coordinator.get_page(f"/sessions/{at.session.id}")
    offered = [str(each["action"]) for each in page.select('form[action$="/let-stand"]')]
    assert offered == [f"/sessions/{at.session.id}/bookings/{at.booking.id}/let-stand"]
    coordinator.send(f"/sessions/999/bookings/{at.booking.id}/let-stand", {}, status=404)
    other = f"/sessions/{at.session.id}/bookings/{at.booking.id + 1}/let-stand"
    coordinator.send(other, {}, status=404)


def test_the_database_says_of_a_week_what_the_windows_say(
    database: Database, at: Published
) -> None:
    random, hours = (
        Random(20261124),
        [time(hour, half) for hour in range(6, 24) for half in (0, 30)],
    )
    with database.transaction(COMMAND_LINE) as db:
        for _ in range(150):
            slots, day = random.getrandbits(21), DAY + timedelta(days=random.randrange(400))
            starts, ends = sorted(random.sample(hours, 2))
            behind(
                db,
                update(WorkSession)
                .where(WorkSession.id == at.session.id)
                .values(on=day, starts_at=starts, ends_at=ends),
            )
            behind(db, update(Supervisor).values(available_slots=slots))
            outside = lies_outside(
                Supervisor.available_slots,
                *(WorkSession.on, WorkSession.starts_at, WorkSession.ends_at),
            )
            said = db.execute(select(outside).select_from(Supervisor).join(Duty).join(WorkSession))
            start, end = datetime.combine(day, starts), datetime.combine(day, ends)
            free = any(a <= start and end <= b for a, b in windows(slots, [], day, day))
            assert said.scalar_one() is not free, (slots, day, starts, ends)
