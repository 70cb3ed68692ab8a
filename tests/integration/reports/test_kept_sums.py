"""Whatever is written, and whether or not anybody has caught up: reports say what the rows say."""

from __future__ import annotations

import random
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import pytest
from click.testing import CliRunner
from sqlalchemy import event, func, select, update

from payback.attendance.outcomes import OUTCOMES, for_coordinators
from payback.attendance.rules import Recording
from payback.attendance.service import Entry, clear_outcome, record_outcome, stand_down
from payback.cli import main
from payback.core.access import COMMAND_LINE, Role
from payback.core.answers import Mark, stale_of
from payback.core.answers.refreshing import catch_up, take_turn
from payback.core.columns import Base
from payback.core.errors import PaybackError
from payback.demonstration.load import SIZES, load
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.diary.recording import finish_session
from payback.people import ledger
from payback.people.kept_sums import CREDITED
from payback.people.models import LedgerEntry, LedgerKind, Person, Requirement, RequirementState
from payback.projects.models import Project
from payback.reports.periods import Period, days_between, month_of, quarter_of
from payback.reports.places import Place
from payback.reports.sums.keeping import HOURS
from payback.reports.sums.models import ProjectMonth, SessionDay
from tests.integration.reports.by_hand import (
    as_reported,
    by_hand,
    credited_as_reported,
    credited_by_hand,
)
from tests.support.behind import behind
from tests.support.builders import a_person, a_project, a_requirement, a_session, an_area
from tests.support.builders import an_appointment as an_appointment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

R = TypeVar("R", bound=Base)
TODAY = date(2026, 11, 21)
FIRST = date(2026, 9, 27)
PERIODS = (
    quarter_of(TODAY),
    month_of(date(2026, 10, 5)),
    days_between("2026-10-07", "2026-11-12", TODAY),
    days_between("2026-10-30", "2026-10-31", TODAY),
    days_between("2024-02-29", "2026-11-21", TODAY),
)


@dataclass(slots=True)
class World:
    """What is written to, by ids; ``chance`` chooses among it."""

    areas: list[int]
    chance: random.Random

    @property
    def places(self) -> list[Place]:
        """Both areas together, and one of them."""
        both = Place(key="all", name="Both", area_ids=tuple(self.areas))
        return [both, replace(both, key="one", area_ids=(self.areas[0],))]

    def some(self, db: Session, kind: type[R], *conditions: ColumnElement[bool]) -> R:
        """Return one of the rows that meet some conditions, or say that there is none."""
        found = db.scalars(select(kind).where(*conditions).order_by(kind.id)).all()
        if not found:
            raise Nothing
        return self.chance.choice(found)


class Nothing(PaybackError):
    """There is nothing to change."""

    def __init__(self) -> None:
        super().__init__("There is nothing to change.")


@pytest.fixture
def world(database: Database) -> World:
    with database.transaction(COMMAND_LINE) as db:
        areas = [an_area(db), an_area(db, code="E09000009", name="Ealing")]
        for number in range(4):
            project = a_project(db, area_id=areas[number % 2].id)
            person = a_person(db, area_id=areas[number // 2].id)
            a_requirement(db, person_id=person.id, sentenced_on=date(2026, 1, 5))
            for day in (0, 4, 5, 34, 35, 41, 55):
                state = SessionState.OPEN if day % 2 else SessionState.PROPOSED
                a_session(db, project, on=FIRST + timedelta(days=day + number), state=state)
        return World(areas=[each.id for each in areas], chance=random.Random(0))


def book(db: Session, world: World) -> None:
    session = world.some(db, WorkSession, WorkSession.state == SessionState.OPEN)
    requirement = world.some(db, Requirement)
    at = (Appointment.session_id == session.id, Appointment.person_id == requirement.person_id)
    if db.scalar(select(Appointment.id).where(*at)) is not None:
        raise Nothing
    an_appointment_of(db, session, requirement)


def an_appointment(db: Session, world: World, state: AppointmentState) -> Appointment:
    return world.some(db, Appointment, Appointment.state == state)


def record(db: Session, world: World, *codes: str, state: AppointmentState | None = None) -> None:
    appointment = an_appointment(db, world, state or AppointmentState.PLANNED)
    code = world.chance.choice(codes or ("ATTC", "AFTC", "ATSH", "ATSS", "UACP", "AASD"))
    hours = world.chance.randrange(10, 17)
    recording = Recording(
        outcome=OUTCOMES[code],
        started_at=time(9, 30),
        ended_at=time(hours),
        times_reason="Bus",
        penalty_minutes=world.chance.choice((0, 0, 15)) if code == "ATTC" else 0,
        notes="As it was",
    )
    entry = Entry(
        recording=recording,
        uuid=uuid4(),
        version=str(appointment.version),
        choices=for_coordinators(),
        account_id=None,
    )
    record_outcome(db, appointment.id, entry)


def correct(db: Session, world: World) -> None:
    record(db, world, state=AppointmentState.RECORDED)


def clear(db: Session, world: World) -> None:
    appointment = an_appointment(db, world, AppointmentState.RECORDED)
    version = str(appointment.version)
    clear_outcome(db, appointment.id, version=version, because="Somebody else", account_id=None)


def withdraw(db: Session, world: World) -> None:
    an_appointment(db, world, AppointmentState.PLANNED).state = AppointmentState.WITHDRAWN


def a_day(db: Session, world: World, *conditions: ColumnElement[bool]) -> WorkSession:
    return world.some(db, WorkSession, *conditions)


def cancel(db: Session, world: World) -> None:
    session = a_day(db, world, WorkSession.state == SessionState.OPEN)
    session.state, session.cancelled_because = SessionState.CANCELLED, "Storm"


def call_off_and_stand_down(db: Session, world: World) -> None:
    cancel(db, world)
    db.flush()
    stand_down(db, a_day(db, world, WorkSession.state == SessionState.CANCELLED), None)


def bring_back(db: Session, world: World) -> None:
    session = a_day(db, world, WorkSession.state == SessionState.CANCELLED)
    session.state, session.cancelled_because = SessionState.OPEN, ""


def finish(db: Session, world: World) -> None:
    finish_session(a_day(db, world, WorkSession.state == SessionState.OPEN))


def propose(db: Session, world: World) -> None:
    project = world.some(db, Project)
    on = FIRST + timedelta(days=world.chance.randrange(56))
    if db.scalar(
        select(WorkSession.id).where(WorkSession.project_id == project.id, WorkSession.on == on)
    ):
        raise Nothing
    a_session(db, project, on=on, state=SessionState.OPEN)


def another_day(db: Session, world: World) -> None:
    session = a_day(db, world)
    session.on = date(2025, 3, 1) + timedelta(days=world.chance.randrange(300))


def another_project(db: Session, world: World) -> None:
    session = a_day(db, world)
    project = world.some(db, Project, Project.id != session.project_id)
    session.project_id, session.on = project.id, date(2024, 3, 1) + timedelta(days=session.id)


def forget_a_session(db: Session, world: World) -> None:
    used = select(Appointment.session_id)
    db.delete(a_day(db, world, WorkSession.id.not_in(used)))


def credit_another_day(db: Session, world: World) -> None:
    appointment = an_appointment(db, world, AppointmentState.RECORDED)
    on = world.chance.choice((date(2026, 10, 1), date(2026, 9, 30), date(2026, 11, 15)))
    credit(db, db.get_one(Requirement, appointment.requirement_id), on, appointment.id)


def credit_elsewhere(db: Session, world: World) -> None:
    requirement = world.some(db, Requirement)
    credit(db, requirement, date(2026, 10, 12), None)


def credit(db: Session, requirement: Requirement, on: date, appointment_id: int | None) -> None:
    ledger.credit(
        db,
        requirement,
        kind=LedgerKind.ATTENDANCE if appointment_id else LedgerKind.ADJUSTMENT,
        minutes=45,
        worked_on=on,
        reason="From the old books",
        source="test",
        account_id=None,
        appointment_id=appointment_id,
    )


def take_back(db: Session, world: World) -> None:
    entry = world.some(db, LedgerEntry, LedgerEntry.kind != LedgerKind.REVERSAL)
    ledger.reverse(db, entry, reason="Wrong", source="test", account_id=None)


def a_project_moves(db: Session, world: World) -> None:
    project = world.some(db, Project)
    project.area_id = sum(world.areas) - project.area_id


def a_person_moves(db: Session, world: World) -> None:
    person = world.some(db, Person)
    person.area_id = sum(world.areas) - person.area_id


def a_new_order(db: Session, world: World) -> None:
    person = world.some(db, Person)
    number = db.scalar(
        select(func.max(Requirement.event_number)).where(Requirement.person_id == person.id)
    )
    a_requirement(
        db, person_id=person.id, event_number=(number or 0) + 1, sentenced_on=date(2026, 1, 5)
    )


def an_order_ends(db: Session, world: World) -> None:
    world.some(
        db, Requirement, Requirement.state == RequirementState.ACTIVE
    ).state = RequirementState.ENDED


def an_order_is_taken_up_again(db: Session, world: World) -> None:
    an_order_ends(db, world)
    db.flush()
    world.some(
        db, Requirement, Requirement.state == RequirementState.ENDED
    ).state = RequirementState.ACTIVE


def behind_the_back(db: Session, world: World) -> None:
    some = world.chance.randrange(3)
    behind(
        db,
        update(Appointment)
        .where(Appointment.id % 3 == some, Appointment.state == AppointmentState.PLANNED)
        .values(state=AppointmentState.WITHDRAWN),
    )


MOVES: dict[Callable[[Session, World], None], int] = {
    book: 6,
    record: 8,
    correct: 4,
    clear: 2,
    withdraw: 1,
    cancel: 1,
    call_off_and_stand_down: 1,
    bring_back: 1,
    finish: 1,
    propose: 2,
    another_day: 1,
    another_project: 1,
    forget_a_session: 1,
    credit_another_day: 3,
    credit_elsewhere: 1,
    take_back: 3,
    a_project_moves: 1,
    a_person_moves: 1,
    a_new_order: 1,
    an_order_ends: 1,
    an_order_is_taken_up_again: 1,
    behind_the_back: 1,
}


def do(database: Database, world: World, move: Callable[[Session, World], None]) -> bool:
    """Make a change; return whether the service let it be."""
    with suppress(PaybackError), database.transaction(COMMAND_LINE) as db:
        move(db, world)
        return True
    return False


def agrees(database: Database, world: World, periods: tuple[Period, ...] = PERIODS) -> None:
    """Compare every report with a count by hand."""
    with database.reading() as db:
        for place in world.places:
            for period in periods:
                counted = by_hand(db, place, period)
                assert as_reported(db, place, period) == counted, (place.key, period.name)
        assert credited_as_reported(db) == credited_by_hand(db)


def catches_up(database: Database) -> None:
    catch_up(database, threading.Event())
    with database.reading() as db:
        assert not stale_of(db, HOURS)
        assert not stale_of(db, CREDITED)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_after_each_kind_of_write_the_reports_are_right_at_once_and_afterwards(
    database: Database, world: World, move: Callable[[Session, World], None]
) -> None:
    for each in (*[book] * 12, *[record] * 9, credit_another_day, cancel, credit_elsewhere):
        do(database, world, each)
    catches_up(database)
    assert any(do(database, world, move) for _ in range(20)), "nothing was changed"
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Mark))
    agrees(database, world)
    catches_up(database)
    agrees(database, world, (PERIODS[2], PERIODS[4]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_any_order_and_however_far_anybody_has_caught_up(
    database: Database, world: World, seed: int
) -> None:
    world.chance.seed(seed)
    for _ in range(20):
        for move in world.chance.choices(list(MOVES), list(MOVES.values()), k=3):
            do(database, world, move)
        caught = world.chance.choice(("no", "some", "all"))
        if caught == "some":
            take_turn(database, HOURS)
        elif caught == "all":
            catches_up(database)
        agrees(database, world, (world.chance.choice(PERIODS),))
    catches_up(database)
    agrees(database, world)
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(ProjectMonth))


def test_a_loaded_past_is_right_before_and_after_it_is_kept(
    database: Database, config: Config
) -> None:
    load(database, config, replace(SIZES["borough"], people=40, weeks=6), lambda _line: None)
    with database.reading() as db:
        barnet = an_area(db).id
    world = World(areas=[barnet], chance=random.Random(0))
    agrees(database, world, PERIODS[:3])
    catches_up(database)
    agrees(database, world, PERIODS[:3])


@pytest.mark.parametrize(
    "page",
    [
        "/reports/hours?period=quarter-2026-10",
        "/reports/hours.csv?period=quarter-2026-10",
        "/reports/hours/weeks.csv?period=dates&first=2025-12-07&last=2026-11-12",
        "/reports/hours/projects.svg?period=month-2026-10",
        "/reports/hours/projects/1?period=quarter-2026-10",
        "/reports/deadlines",
    ],
)
def test_what_is_kept_is_not_added_up_again(
    database: Database, world: World, signed_in: Callable[[Role], Client], page: str
) -> None:
    for move in (*[book] * 12, *[record] * 9):
        do(database, world, move)
    manager = signed_in(Role.MANAGER)
    engine = manager.application.extensions["payback"].database.engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(str(said[2])))

    def added_up() -> list[str]:
        asked.clear()
        assert manager.get(page).status_code == 200
        return [
            each
            for each in asked
            if re.search(r"\b(appointments|ledger_entries)\b", each)
            and "appointment_id IS NULL" not in each
        ]

    assert added_up()
    catches_up(database)
    assert added_up() == []


def test_the_command_works_everything_out_anew(
    database: Database, world: World, config: Config
) -> None:
    for move in (*[book] * 12, *[record] * 9):
        do(database, world, move)
    catches_up(database)
    with database.transaction(COMMAND_LINE) as db:
        db.execute(update(SessionDay).values(minutes=SessionDay.minutes + 7))
        db.execute(update(ProjectMonth).values(attendances=99))
    variables = {
        "PAYBACK_MODE": "test",
        "PAYBACK_SECRET_KEY": config.secret_key,
        "PAYBACK_DATA_DIR": str(config.data_dir),
        "DATABASE_URL": config.database_url,
    }
    result = CliRunner().invoke(main, ["reports", "rebuild"], env=variables)
    assert result.exit_code == 0, result.output
    assert "hours by project: 2 areas to do" in result.output
    assert result.output.endswith("credited by requirement: done\n")
    with database.reading() as db:
        assert not stale_of(db, HOURS)
    agrees(database, world)
