"""Demonstration data agrees with the rules of the service and is the same at every load."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import func, select

from payback.cli import main
from payback.config import Mode
from payback.core import clock
from payback.core.weeks import monday_of
from payback.demonstration.load import SIZES, load
from payback.diary.models import Appointment, Duty, SessionState, WorkSession
from payback.nominations.models import EventKind, Nomination, NominationState
from payback.nominations.queries import news_of
from payback.people.models import LedgerEntry, Person, Requirement, RequirementState
from payback.supervisors.models import Supervisor
from tests.support.statistics import rows_counted

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database

SMALL = replace(SIZES["borough"], people=60, weeks=8)


@pytest.fixture
def loaded(database: Database, config: Config) -> Database:
    load(database, config, SMALL, lambda _line: None)
    return database


def test_no_requirement_is_credited_more_than_the_court_ordered(loaded: Database) -> None:
    query = (
        select(Requirement.ordered_minutes, Requirement.state, func.sum(LedgerEntry.minutes))
        .join(LedgerEntry, LedgerEntry.requirement_id == Requirement.id)
        .group_by(Requirement.id, Requirement.ordered_minutes, Requirement.state)
    )
    with loaded.reading() as db:
        rows = db.execute(query).all()
    assert rows
    for ordered, state, credited in rows:
        assert credited <= ordered
        assert (state is RequirementState.COMPLETE) == (credited == ordered)


def test_earlier_years_are_full_and_their_people_have_gone(
    database: Database, config: Config
) -> None:
    load(database, config, replace(SMALL, years=3), lambda _line: None)
    monday = monday_of(clock.today())
    with database.reading() as db:
        held = db.execute(select(WorkSession.on).where(WorkSession.state == SessionState.DONE))
        ages = Counter((monday - on).days // 7 for on in held.scalars())
        states = Counter(db.scalars(select(Requirement.state)))
        busy = select(Requirement.sentenced_on).where(Requirement.state == RequirementState.ACTIVE)
        youngest = min(db.scalars(busy))
    assert sum(count for age, count in ages.items() if 8 <= age < 60) > 52
    assert sum(count for age, count in ages.items() if 60 <= age < 112) > 52
    assert max(ages) <= 8 + 2 * 52
    assert states[RequirementState.ENDED] > 0
    assert states[RequirementState.COMPLETE] > states[RequirementState.ACTIVE]
    assert sum(states.values()) > SMALL.people
    assert youngest > monday - timedelta(weeks=104)


def test_after_seeding_the_database_knows_how_much_it_holds(
    database: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SIZES, "borough", SMALL)
    variables = {
        "PAYBACK_MODE": "test",
        "PAYBACK_SECRET_KEY": config.secret_key,
        "PAYBACK_DATA_DIR": str(config.data_dir),
        "DATABASE_URL": config.database_url,
    }
    result = CliRunner().invoke(main, ["seed"], env=variables)
    assert result.exit_code == 0, result.output
    with database.reading() as db:
        entries = db.execute(select(func.count()).select_from(LedgerEntry)).scalar_one()
    assert rows_counted(database, "ledger_entries") == entries > 0


def test_the_ledger_holds_what_the_appointments_credit(loaded: Database) -> None:
    with loaded.reading() as db:
        appointments = db.execute(select(func.sum(Appointment.credited_minutes))).scalar_one()
        entries = db.execute(
            select(func.sum(LedgerEntry.minutes)).where(LedgerEntry.appointment_id.is_not(None))
        ).scalar_one()
    assert appointments == entries > 0


@pytest.mark.parametrize(
    "now", ["2026-11-28T03:00Z", "2026-12-25T09:00Z", "2027-01-03T23:30Z", "2027-03-28T12:00Z"]
)
def test_each_supervisor_has_attendance_to_record_on_any_day(
    now: str, database: Database, config: Config
) -> None:
    with time_machine.travel(now, tick=False):
        load(database, config, SMALL, lambda _line: None)
        today = clock.today()
    led = (
        select(Duty.supervisor_id, func.max(WorkSession.on))
        .join(WorkSession, Duty.session_id == WorkSession.id)
        .join(Appointment, Appointment.session_id == WorkSession.id)
        .where(Appointment.outcome_code.is_(None), WorkSession.on < today)
        .group_by(Duty.supervisor_id)
    )
    with database.reading() as db:
        waiting = db.execute(led).all()
        supervisors = db.scalars(select(func.count()).select_from(Supervisor)).one()
    assert len(waiting) == supervisors
    assert max(on for _, on in waiting) >= today - timedelta(days=7)


def test_nobody_is_booked_twice_on_a_day(loaded: Database) -> None:
    query = (
        select(Appointment.person_id, WorkSession.on)
        .join(WorkSession, Appointment.session_id == WorkSession.id)
        .group_by(Appointment.person_id, WorkSession.on)
        .having(func.count() > 1)
    )
    with loaded.reading() as db:
        assert db.execute(query).all() == []


def test_three_nominations_wait_for_a_decision(loaded: Database) -> None:
    with loaded.reading() as db:
        states = db.execute(select(Nomination.state).order_by(Nomination.id)).scalars().all()
    assert list(states) == [*([NominationState.SUBMITTED] * 3), NominationState.APPROVED]


def test_two_loads_on_one_day_give_the_same_people(
    database: Database, config: Config, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from payback.core.db import Database as OtherDatabase
    from payback.core.migrate import upgrade

    elsewhere = tmp_path_factory.mktemp("again") / "again.sqlite"
    again = replace(config, database_url=f"sqlite:///{elsewhere}")
    upgrade(again)
    second = OtherDatabase(again.database_url)
    found = []
    with time_machine.travel(clock.now(), tick=False):
        for target in (database, second):
            load(target, config, SMALL, lambda _line: None)
            with target.reading() as db:
                names = select(Person.crn, Person.given_name, Person.home_lat).order_by(Person.crn)
                found.append(db.execute(names).all())
    second.close()
    assert found[0] == found[1]


def test_production_refuses_invented_people(database: Database, config: Config) -> None:
    production = replace(config, mode=Mode.PRODUCTION)
    with pytest.raises(PermissionError, match="production"):
        load(database, production, SMALL, lambda _line: None)


def test_a_nomination_has_become_work_and_practitioners_are_named(loaded: Database) -> None:
    with loaded.reading() as db:
        followed = db.scalars(
            select(Nomination).where(Nomination.state == NominationState.APPROVED)
        ).one()
        assert followed.project_id is not None
        news = [each.kind for each in news_of(db, followed.id)]
        named = select(func.count(Person.id)).where(Person.practitioner_name != "")
        assert 0 < (db.scalar(named) or 0) < SMALL.people
    assert news == [EventKind.STARTED, EventKind.PLANNED]
