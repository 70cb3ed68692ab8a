"""One booking at a time: no two planned or worked times of one person overlap, whoever writes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, time
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
import time_machine
from alembic import command
from sqlalchemy import select, text, update

from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import Conflict, RuleBroken
from payback.core.migrate import alembic_config
from payback.diary.breaks.queries import breaks_of
from payback.diary.breaks.scope import within
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.overlaps import require_free
from payback.notifications.models import OutboxMessage
from payback.supervisors.models import SupervisorLeave
from tests.support.behind import before, behind
from tests.support.builders import (
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_appointment,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database
    from payback.people.models import Requirement
    from payback.supervisors.models import Supervisor
    from tests.support.client import Client

DAY = date(2026, 11, 24)
BOOKED = "This person is booked at another session at this time. Nothing was saved."
WORKED = {"state": "recorded", "outcome_code": "ATTC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPlaces:
    """Two sessions at one time, one person and one supervisor at the first."""

    first: WorkSession
    second: WorkSession
    requirement: Requirement
    booking: Appointment
    supervisor: Supervisor


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def places(database: Database) -> TwoPlaces:
    with database.transaction(COMMAND_LINE) as db:
        first = a_session(db, a_project(db, name="Oak Hill Park"), on=DAY, state="open")
        second = a_session(db, a_project(db, name="Mill Field"), on=DAY, state="open")
        person = a_person(db, given_name="Kim", family_name="Hidden")
        requirement = a_requirement(db, person_id=person.id)
        account = an_account(db, Role.SUPERVISOR, email="sue@example.org")
        supervisor = a_supervisor(db, name="Sue Field", account_id=account.id)
        a_duty(db, first, supervisor)
        return TwoPlaces(
            first=first,
            second=second,
            requirement=requirement,
            booking=an_appointment(db, first, requirement),
            supervisor=supervisor,
        )


def _cancel(db: Session, session: WorkSession) -> None:
    values = {"state": SessionState.CANCELLED, "cancelled_because": "Snow"}
    behind(db, update(WorkSession).where(WorkSession.id == session.id).values(values))


def test_nobody_is_planned_at_two_sessions_at_once(database: Database, places: TwoPlaces) -> None:
    with pytest.raises(Conflict) as refused, database.transaction(COMMAND_LINE) as db:
        an_appointment(db, places.second, places.requirement)
    assert refused.value.sentence == BOOKED


def test_whoever_writes_past_the_service_is_refused_too(
    database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        away = an_appointment(db, places.second, places.requirement, state="withdrawn")
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        behind(db, update(Appointment).where(Appointment.id == away.id).values(state="planned"))
    with database.reading() as db:
        assert db.get_one(Appointment, away.id).state is AppointmentState.WITHDRAWN


def test_sessions_one_after_another_are_two_bookings(database: Database, places: TwoPlaces) -> None:
    with database.transaction(COMMAND_LINE) as db:
        times = {"starts_at": time(16, 30), "ends_at": time(18)}
        evening = a_session(db, a_project(db), on=DAY, **times)
        an_appointment(db, evening, places.requirement)
        a_duty(db, evening, places.supervisor)


def test_a_session_cannot_move_onto_another_of_its_people(
    database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        times = {"starts_at": time(17), "ends_at": time(18)}
        evening = a_session(db, a_project(db), on=DAY, **times)
        an_appointment(db, evening, places.requirement)
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        moved = update(WorkSession).where(WorkSession.id == evening.id)
        behind(db, moved.values(starts_at=time(16)))


def test_a_cancelled_session_holds_nobody_until_it_is_put_back(
    database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        _cancel(db, places.first)
        an_appointment(db, places.second, places.requirement)
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        back = {"state": SessionState.OPEN, "cancelled_because": ""}
        behind(db, update(WorkSession).where(WorkSession.id == places.first.id).values(back))


def test_time_worked_overlaps_no_other_time_worked_but_may_stop_a_plan_from_being_kept(
    database: Database, places: TwoPlaces
) -> None:
    first = update(Appointment).where(Appointment.id == places.booking.id)
    with database.transaction(COMMAND_LINE) as db:
        behind(db, first.values(WORKED | {"started_at": time(9, 30), "ended_at": time(12)}))
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        an_appointment(db, places.second, places.requirement)
    with database.transaction(COMMAND_LINE) as db:
        times = {"started_at": time(12), "ended_at": time(16)}
        an_appointment(db, places.second, places.requirement, **WORKED, **times)
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        behind(db, first.values(ended_at=time(12, 1)))


def test_recording_says_where_the_person_was_at_that_time(
    database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        times = {"started_at": time(9, 30), "ended_at": time(12)}
        worked = update(Appointment).where(Appointment.id == places.booking.id)
        behind(db, worked.values(WORKED | times))
        here = an_appointment(db, places.second, places.requirement, state="withdrawn")
        require_free(db, here, places.second, time(12), time(16))
        with pytest.raises(RuleBroken) as refused:
            require_free(db, here, places.second, time(11), time(16))
    assert refused.value.field == "started_at"
    assert "at Oak Hill Park from 9:30am to midday" in refused.value.sentence


def test_nobody_supervises_two_sessions_at_once(database: Database, places: TwoPlaces) -> None:
    with pytest.raises(Conflict) as refused, database.transaction(COMMAND_LINE) as db:
        a_duty(db, places.second, places.supervisor)
    assert "supervisor is on duty at another session" in refused.value.sentence
    with database.transaction(COMMAND_LINE) as db:
        a_duty(db, places.second, places.supervisor, active=False)
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        behind(db, update(Duty).values(active=True))


@pytest.mark.parametrize("what", ["booking", "duty"])
def test_of_two_who_write_at_once_one_is_refused(
    database: Database, places: TwoPlaces, what: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        third = a_session(db, a_project(db), on=DAY)
        requirement = a_requirement(db)
        supervisor = a_supervisor(db)
    ready = Barrier(2)

    def write(session: WorkSession) -> bool:
        ready.wait(10)
        try:
            with database.transaction(COMMAND_LINE) as db:
                if what == "booking":
                    an_appointment(db, session, requirement)
                else:
                    a_duty(db, session, supervisor)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, (places.second, third))) == [False, True]


def test_rows_that_overlapped_before_are_kept_and_listed(
    database: Database, config: Config, places: TwoPlaces
) -> None:
    command.downgrade(alembic_config(config), "0013")
    with database.transaction(COMMAND_LINE) as db:
        copied = {"session_id": places.second.id, "person_id": places.booking.person_id}
        columns = {
            **copied,
            "requirement_id": places.requirement.id,
            "penalty_minutes": 0,
            "credited_minutes": 0,
            "notes": "",
            "state": "planned",
            "notes_sensitive": False,
            "alert_practitioner": False,
            "version": 1,
            "created_at": places.booking.created_at,
            "updated_at": places.booking.created_at,
        }
        names = ", ".join(columns)
        marks = ", ".join(f":{name}" for name in columns)
        statement = text(f"INSERT INTO appointments ({names}) VALUES ({marks})")  # noqa: S608 - names of our own
        before(db, statement.bindparams(**columns))
    command.upgrade(alembic_config(config), "head")
    with database.reading() as db:
        reasons = [each.reasons for each in breaks_of(db, within(COMMAND_LINE))]
    assert reasons.count(("Is booked at another session on this day",)) == 2


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


def test_nobody_on_leave_is_told_that_a_session_put_back_is_theirs(
    coordinator: Client, database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        here = an_account(db, Role.SUPERVISOR, email="jo@example.org")
        a_duty(db, places.first, a_supervisor(db, name="Jo Bell", account_id=here.id))
        _cancel(db, places.first)
        db.add(SupervisorLeave(supervisor_id=places.supervisor.id, from_on=DAY, to_on=DAY))
    coordinator.send(f"/sessions/{places.first.id}/restore", {"version": "1"})
    with database.reading() as db:
        assert list(db.scalars(select(OutboxMessage.recipient))) == ["jo@example.org"]
    assert "Sue Field: is on leave on this day" in coordinator.words
    assert "1 supervisor is told by email." in coordinator.words


def test_a_session_put_back_without_anybody_to_write_to_says_so(
    coordinator: Client, database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        _cancel(db, places.first)
        db.add(SupervisorLeave(supervisor_id=places.supervisor.id, from_on=DAY, to_on=DAY))
    coordinator.send(f"/sessions/{places.first.id}/restore", {"version": "1"})
    assert "No supervisor is told by email." in coordinator.words


def test_putting_a_session_back_leaves_those_who_are_elsewhere_now(
    coordinator: Client, database: Database, places: TwoPlaces
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        staying = an_appointment(db, places.first, a_requirement(db))
        _cancel(db, places.first)
        an_appointment(db, places.second, places.requirement)
        a_duty(db, places.second, places.supervisor)
    path = f"/sessions/{places.first.id}"
    page = coordinator.get_page(path).get_text(" ", strip=True)
    assert "Would stay at another session if this one is put back" in page
    coordinator.send(f"{path}/restore", {"version": "1"})
    page = coordinator.page.get_text(" ", strip=True)
    assert "Sue Field and 1 person are at another session now, and stay there." in page
    assert "Were booked here, and are at another session on this day" in page
    assert "Mill Field" in page
    with database.reading() as db:
        here = select(Appointment).where(Appointment.session_id == places.first.id)
        states = {each.id: each.state for each in db.scalars(here)}
        assert states == {
            places.booking.id: AppointmentState.WITHDRAWN,
            staying.id: AppointmentState.PLANNED,
        }
        assert db.get_one(WorkSession, places.first.id).state is SessionState.OPEN
        duties = db.execute(select(Duty.session_id, Duty.active).order_by(Duty.id)).all()
    assert duties == [(places.first.id, False), (places.second.id, True)]
