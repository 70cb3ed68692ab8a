"""Travel time: what is to be decided, one decision each, and what undoes it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from payback.attendance import travel
from payback.attendance.models import TravelDecision
from payback.attendance.service import clear_outcome
from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import RuleBroken
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind
from payback.projects.models import Project, ProjectKind
from tests.integration.attendance.test_service import an_entry, credited, record
from tests.support.builders import an_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from payback.diary.models import Appointment
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

MISSED = {"started_at": None, "ended_at": None, "work_quality": None, "behaviour": None}
CREDIT = {"decision": "credit", "minutes-hours": "1", "minutes-minutes": "30", "reason": "Far away"}


def decide(database: Database, appointment: Appointment, minutes: int) -> None:
    with database.transaction(COMMAND_LINE) as db:
        travel.decide(db, appointment.id, minutes=minutes, reason="Far away", account_id=None)


def waiting(database: Database) -> list[int]:
    with database.reading() as db:
        rows, _ = travel.to_decide(db, COMMAND_LINE, date(2026, 11, 1), 1)
        return [each.id for each in rows]


def test_what_was_attended_waits_for_a_decision_and_is_decided_once(
    database: Database, scene: Scene
) -> None:
    first, second, _ = scene.appointments
    record(database, first, an_entry())
    record(database, second, an_entry("UACP", **MISSED))
    assert waiting(database) == [first.id]
    decide(database, first, 90)
    assert waiting(database) == []
    assert credited(database, scene.requirements[0]) == 510
    with pytest.raises(RuleBroken, match="decided already: 1 hour 30 minutes credited"):
        decide(database, first, 60)
    assert credited(database, scene.requirements[0]) == 510


def test_nothing_credited_is_a_decision_too(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[0], an_entry())
    decide(database, scene.appointments[0], 0)
    assert waiting(database) == []
    assert credited(database, scene.requirements[0]) == 420
    with pytest.raises(RuleBroken, match="decided already: nothing credited"):
        decide(database, scene.appointments[0], 60)


def test_courses_and_inductions_wait_for_no_decision(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[0], an_entry())
    for kind in (ProjectKind.ETE, ProjectKind.INDUCTION):
        with database.transaction(COMMAND_LINE) as db:
            db.get_one(Project, scene.session.project_id).kind = kind
        assert waiting(database) == []


def test_an_appointment_that_was_not_attended_after_all_gives_its_travel_back(
    database: Database, scene: Scene
) -> None:
    first = scene.appointments[0]
    record(database, first, an_entry())
    decide(database, first, 90)
    record(database, first, an_entry("UACP", version="2", **MISSED))
    assert credited(database, scene.requirements[0]) == 0
    record(database, first, an_entry(version="3"))
    assert waiting(database) == [first.id], "it is to be decided anew"
    decide(database, first, 60)
    assert credited(database, scene.requirements[0]) == 480


def test_clearing_an_outcome_gives_its_travel_back_and_says_how_much(
    database: Database, scene: Scene
) -> None:
    first = scene.appointments[0]
    record(database, first, an_entry())
    decide(database, first, 90)
    with database.transaction(COMMAND_LINE) as db:
        minutes = clear_outcome(db, first.id, version="2", because="Wrong person", account_id=None)
    assert minutes == 510
    assert credited(database, scene.requirements[0]) == 0


def test_a_correction_of_the_times_leaves_the_travel_alone(
    database: Database, scene: Scene
) -> None:
    first = scene.appointments[0]
    record(database, first, an_entry())
    decide(database, first, 90)
    record(database, first, an_entry("AFTC", version="2"))
    assert credited(database, scene.requirements[0]) == 510
    assert waiting(database) == []


def test_a_credit_that_is_reversed_by_hand_can_be_decided_anew(
    database: Database, scene: Scene
) -> None:
    first = scene.appointments[0]
    record(database, first, an_entry())
    decide(database, first, 90)
    with database.transaction(COMMAND_LINE) as db:
        entry = db.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.TRAVEL)).one()
        ledger.reverse(db, entry, reason="Lives next door", source="test", account_id=None)
    assert waiting(database) == [first.id]
    decide(database, first, 0)
    assert waiting(database) == []
    assert credited(database, scene.requirements[0]) == 420


def test_travel_never_brings_the_time_above_the_order(database: Database, scene: Scene) -> None:
    last = scene.appointments[2]
    record(database, last, an_entry())
    with pytest.raises(RuleBroken, match="Every hour of this requirement is credited already"):
        decide(database, last, 1)
    assert credited(database, scene.requirements[2]) == 6000


def test_the_database_refuses_two_decisions_that_stand(database: Database, scene: Scene) -> None:
    record(database, scene.appointments[0], an_entry())
    decide(database, scene.appointments[0], 0)
    with pytest.raises(IntegrityError), database.transaction(COMMAND_LINE) as db:
        db.add(TravelDecision(appointment_id=scene.appointments[0].id, minutes=0, reason="Again"))


def test_a_coordinator_decides_from_the_list(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    first = scene.appointments[0]
    record(database, first, an_entry())
    staff = signed_in(Role.COORDINATOR)
    assert "Able" in staff.get_page("/attendance/travel").get_text()
    path = f"/appointments/{first.id}/travel"
    staff.send(path, {**CREDIT, "minutes-hours": "", "minutes-minutes": ""}, status=422)
    assert staff.errors() == ["Enter the travel time to credit"]
    staff.send(path, {**CREDIT, "minutes-hours": "3"}, status=422)
    assert staff.errors() == ["Travel time must be 3 hours or less for each adjustment"]
    staff.send(path, CREDIT, status=200)
    assert "All travel time is decided" in staff.page.get_text()
    assert credited(database, scene.requirements[0]) == 510
    assert "1 hour 30 minutes credited. Far away" in staff.get_page(path).get_text(" ", strip=True)


def test_travel_elsewhere_is_neither_listed_nor_decided(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    record(database, scene.appointments[0], an_entry())
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        db.get_one(Project, scene.session.project_id).area_id = camden.id
    staff = signed_in(Role.COORDINATOR)
    assert "All travel time is decided" in staff.get_page("/attendance/travel").get_text()
    staff.get_page(f"/appointments/{scene.appointments[0].id}/travel", status=404)
