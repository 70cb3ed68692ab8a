"""Facts that break planned bookings, duties and published sessions, whoever writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import delete, event, update

from payback.core.access import COMMAND_LINE
from payback.diary.breaks.queries import breaks_of, broken_bookings, broken_duties
from payback.diary.breaks.scope import within
from payback.diary.models import Appointment, Duty, WorkSession
from payback.people import ledger
from payback.people.models import (
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    LedgerKind,
    Person,
    Requirement,
)
from payback.projects.models import Project, ProjectSkill, ProjectTag
from payback.supervisors.models import Supervisor, SupervisorLeave, SupervisorSkill
from tests.support.behind import behind
from tests.support.builders import (
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.core.db import Database

DAY = date(2026, 11, 24)
WEEK = (date(2026, 11, 23), date(2026, 11, 29))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published session: two men, a supervisor, nothing wrong with any of them."""

    project: Project
    session: WorkSession
    requirements: list[Requirement]
    appointments: list[Appointment]
    supervisor: Supervisor
    duty: Duty


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.fixture
def published(database: Database) -> Published:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, name="Oak Hill Park", min_people=1)
        session = a_session(db, project, on=DAY, state="open")
        requirements = [a_requirement(db) for _ in range(2)]
        supervisor = a_supervisor(db, name="Sue Field")
        return Published(
            project=project,
            session=session,
            requirements=requirements,
            appointments=[an_appointment(db, session, each) for each in requirements],
            supervisor=supervisor,
            duty=a_duty(db, session, supervisor),
        )


Fact = Callable[["Session", Published], None]


def says(database: Database) -> list[tuple[str, ...]]:
    """Return the reasons of every break there is."""
    with database.reading() as db:
        return [each.reasons for each in breaks_of(db, within(COMMAND_LINE))]


def _absence(db: Session, at: Published) -> None:
    person_id = at.requirements[0].person_id
    db.add(AvailabilityException(person_id=person_id, from_on=DAY, to_on=DAY, available=False))


def _all_hours(db: Session, at: Published) -> None:
    ledger.credit(
        db,
        ledger.locked(db, at.requirements[0].id),
        kind=LedgerKind.ADJUSTMENT,
        minutes=6000,
        worked_on=date(2026, 11, 20),
        source="a file",
        account_id=None,
        reason="Worked elsewhere",
    )


def _of_order(state: str) -> Fact:
    def fact(db: Session, at: Published) -> None:
        statement = update(Requirement).where(Requirement.id == at.requirements[0].id)
        behind(db, statement.values(state=state))

    return fact


def _of_person(**values: object) -> Fact:
    def fact(db: Session, at: Published) -> None:
        statement = update(Person).where(Person.id == at.requirements[0].person_id)
        behind(db, statement.values(**values))

    return fact


def _barred(db: Session, at: Published) -> None:
    db.add(BarredTag(person_id=at.requirements[0].person_id, tag="children"))
    db.add(ProjectTag(project_id=at.project.id, tag="children"))


def _excluded(db: Session, at: Published) -> None:
    where = {"lat": at.project.lat + 0.017, "lon": at.project.lon, "km": 2.0}
    db.add(ExclusionCircle(person_id=at.requirements[0].person_id, **where))


def _moved_into_exclusion(db: Session, at: Published) -> None:
    where = {"lat": 52.0, "lon": -1.0, "km": 1.0}
    db.add(ExclusionCircle(person_id=at.requirements[0].person_id, **where))
    behind(db, update(Project).where(Project.id == at.project.id).values(lat=52.0, lon=-1.0))


def _elsewhere(db: Session, at: Published) -> None:
    """Be recorded at another session of the day: two planned ones the database refuses."""
    other = a_session(db, a_project(db), on=DAY, state="done")
    an_appointment(
        db,
        other,
        at.requirements[0],
        state="recorded",
        outcome_code="ATTC",
        started_at=other.starts_at,
        ended_at=other.ends_at,
    )


def _women_only_project(db: Session, at: Published) -> None:
    behind(db, update(Project).where(Project.id == at.project.id).values(women_only=True))
    behind(db, update(Supervisor).values(sex="female"))
    second = Person.id == at.requirements[1].person_id
    behind(db, update(Person).where(second).values(sex="female"))


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (_absence, "Cannot work on this day"),
        (_all_hours, "Has worked all the hours of this order"),
        (_of_order("complete"), "Has worked all the hours of this order"),
        (_of_order("ended"), "The order has ended"),
        (_of_order("suspended"), "The order is suspended"),
        (_barred, "Must not work at a place of this kind"),
        (_excluded, "The project lies inside an area that they must not enter"),
        (_moved_into_exclusion, "The project lies inside an area that they must not enter"),
        (
            _of_person(not_with_supervisor="male"),
            "Must not be supervised by somebody of the sex of a supervisor here",
        ),
        (_women_only_project, "The project takes women only"),
        (_elsewhere, "Is booked at another session on this day"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_fact_breaks_a_booking_and_the_booking_goes_when_it_does(
    database: Database, published: Published, fact: Fact, reason: str
) -> None:
    assert says(database) == []
    with database.transaction(COMMAND_LINE) as db:
        fact(db, published)
    assert (reason,) in says(database)
    first = published.appointments[0].id
    with database.reading() as db:
        assert broken_bookings(db, published.project.area_id, *WEEK) == {first}
    with database.transaction(COMMAND_LINE) as db:
        behind(db, update(Appointment).where(Appointment.id == first).values(state="withdrawn"))
    assert (reason,) not in says(database)


def test_a_woman_who_needs_a_group_of_women_is_not_left_in_a_mixed_one(
    database: Database, published: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        _of_person(sex="female", women_only=True)(db, published)
    assert ("Must work in groups of women only",) in says(database)


def test_two_who_must_be_kept_apart_are_both_named(
    database: Database, published: Published
) -> None:
    people = sorted(each.person_id for each in published.requirements)
    with database.transaction(COMMAND_LINE) as db:
        db.add(KeepApart(first_person_id=people[0], second_person_id=people[1]))
    reason = "Must be kept apart from somebody else who is booked here"
    assert says(database).count((reason,)) == 2


def test_of_a_limited_record_only_that_there_is_a_restriction_is_said(
    database: Database, published: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        _of_person(limited_access=True)(db, published)
        _barred(db, published)
        _excluded(db, published)
    with database.reading() as db:
        (found,) = breaks_of(db, within(COMMAND_LINE))
    assert (found.who, found.reasons) == ("Limited access", ("A restriction on their record",))


def test_near_an_exclusion_circle_is_not_inside_it(
    database: Database, published: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        where = {"lat": published.project.lat, "lon": published.project.lon + 0.04, "km": 2.0}
        db.add(ExclusionCircle(person_id=published.requirements[0].person_id, **where))
    assert says(database) == []


def _leave(db: Session, at: Published) -> None:
    db.add(SupervisorLeave(supervisor_id=at.supervisor.id, from_on=DAY, to_on=DAY))


def _inactive(db: Session, at: Published) -> None:
    behind(db, update(Supervisor).where(Supervisor.id == at.supervisor.id).values(active=False))


@pytest.mark.parametrize(
    ("fact", "reason"),
    [(_leave, "Is on leave on this day"), (_inactive, "Does not supervise any more")],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_fact_breaks_a_duty_and_leaves_the_session_without_its_supervisor(
    database: Database, published: Published, fact: Fact, reason: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        fact(db, published)
    assert says(database) == [("Has 0 of 1 supervisor needed",), (reason,)]
    with database.reading() as db:
        assert broken_duties(db, published.project.area_id, *WEEK) == {published.duty.id}
        assert broken_bookings(db, published.project.area_id, *WEEK) == set()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"state": "paused"}, "The project is paused"),
        ({"state": "finished"}, "The project is finished"),
        (
            {"risk_assessed_until": date(2026, 11, 23)},
            "The risk assessment covers no day after 23 November 2026",
        ),
        ({"risk_assessed_until": None}, "The project has no risk assessment"),
    ],
)
def test_a_project_that_cannot_open_breaks_its_published_sessions(
    database: Database, published: Published, values: dict[str, object], reason: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        behind(db, update(Project).where(Project.id == published.project.id).values(**values))
    assert says(database) == [(reason,)]


def test_a_session_that_lost_somebody_must_still_be_a_group_that_can_be_held(
    database: Database, published: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        behind(db, update(WorkSession).values(min_people=2))
        _absence(db, published)
    assert says(database) == [
        ("Has 1 person, fewer than the smallest group of 2",),
        ("Cannot work on this day",),
    ]


def test_one_woman_alone_among_men_breaks_a_published_session(
    database: Database, published: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        women = [a_requirement(db, person_id=a_person(db, sex="female").id) for _ in range(2)]
        booked = [an_appointment(db, published.session, each) for each in women]
    assert says(database) == []
    with database.transaction(COMMAND_LINE) as db:
        behind(
            db, update(Appointment).where(Appointment.id == booked[0].id).values(state="withdrawn")
        )
    assert says(database) == [("Has one woman alone among men",)]


def test_a_skill_that_nobody_holds_any_more_breaks_a_published_session(
    database: Database, published: Published
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.add(ProjectSkill(project_id=published.project.id, skill="chainsaw"))
        db.add(SupervisorSkill(supervisor_id=published.supervisor.id, skill="chainsaw"))
    assert says(database) == []
    with database.transaction(COMMAND_LINE) as db:
        behind(db, delete(SupervisorSkill))
    assert says(database) == [("No supervisor here has the skill: chainsaw",)]


@pytest.mark.usefixtures("published")
def test_a_group_of_women_needs_a_woman_supervising(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        behind(db, update(Project).values(women_only=True))
        behind(db, update(Person).values(sex="female"))
    assert says(database) == [("No woman supervises this group of women",)]


def test_an_assessment_that_runs_out_breaks_sessions_without_anybody_writing(
    database: Database, published: Published
) -> None:
    """The end of today's session ends its breaks too: what is over can not be mended."""
    with database.transaction(COMMAND_LINE) as db:
        _absence(db, published)
    with time_machine.travel("2026-11-24T16:29:00Z", tick=False):
        assert len(says(database)) == 1
    with time_machine.travel("2026-11-24T16:30:00Z", tick=False):
        assert says(database) == []


def test_other_areas_are_not_asked_about(database: Database, published: Published) -> None:
    with database.transaction(COMMAND_LINE) as db:
        _absence(db, published)
        other = an_area(db, code="E09000007", name="Camden")
    with database.reading() as db:
        assert broken_bookings(db, other.id, *WEEK) == set()
        assert broken_bookings(db, published.project.area_id, *WEEK) != set()


def _broken_in_every_way(db: Session) -> None:
    """Add a session that lacks somebody, with a duty and a booking that may not stand."""
    session = a_session(db, a_project(db), on=DAY, state="open")
    requirement = a_requirement(db)
    an_appointment(db, session, requirement)
    a_duty(db, session, a_supervisor(db, active=False))
    of_it = update(Requirement).where(Requirement.id == requirement.id)
    behind(db, of_it.values(state="ended"))


@pytest.mark.usefixtures("published")
def test_the_number_of_queries_does_not_grow_with_the_breaks(database: Database) -> None:
    def queries() -> int:
        asked: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
            asked.append(statement)

        event.listen(database.engine, "before_cursor_execute", note)
        try:
            says(database)
        finally:
            event.remove(database.engine, "before_cursor_execute", note)
        return len(asked)

    with database.transaction(COMMAND_LINE) as db:
        _broken_in_every_way(db)
    few = queries()
    with database.transaction(COMMAND_LINE) as db:
        for _ in range(5):
            _broken_in_every_way(db)
    assert queries() == few
    assert few <= 13
