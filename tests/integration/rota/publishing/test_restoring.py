"""A cancelled session that is put back inside the notice period, and the rota of its week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from payback.core.access import COMMAND_LINE
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.rota.models import Rota, RotaState, SolutionStatus
from payback.supervisors.models import SupervisorLeave
from tests.support import builders
from tests.support.planning import TUESDAY, SmallArea, plan

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("saturday")


@pytest.fixture
def tuesday(database: Database, small: SmallArea) -> WorkSession:
    """Tuesday's session, announced and inside the notice period, with everybody on it."""
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, small.sessions[0].id)
        session.state = SessionState.OPEN
        builders.a_duty(db, session, small.supervisors[0])
        for requirement in small.requirements:
            builders.an_appointment(db, session, requirement)
    return session


@pytest.fixture
def elsewhere(
    coordinator: Client, database: Database, small: SmallArea, tuesday: WorkSession
) -> WorkSession:
    """Another session of Tuesday, which took two of the people and the supervisor meanwhile."""
    path = f"/sessions/{tuesday.id}"
    coordinator.send(f"{path}/cancel", {"because": "Flood", "version": str(tuesday.version)})
    with database.transaction(COMMAND_LINE) as db:
        project = builders.a_project(db, area_id=small.area.id)
        other = builders.a_session(db, project, on=TUESDAY, state="open")
        builders.a_duty(db, other, small.supervisors[0])
        for requirement in small.requirements[:2]:
            builders.an_appointment(db, other, requirement)
        version = db.get_one(WorkSession, tuesday.id).version
    coordinator.send(f"{path}/restore", {"version": str(version)})
    return other


def test_after_putting_a_session_back_its_week_can_still_be_planned(
    database: Database,
    config: Config,
    small: SmallArea,
    tuesday: WorkSession,
    elsewhere: WorkSession,
) -> None:
    (rota,) = plan(database, config, small.area)
    assert rota.status is not SolutionStatus.INFEASIBLE
    with database.reading() as db:
        planned = db.scalars(
            select(Appointment).where(Appointment.state == AppointmentState.PLANNED)
        )
        places = sorted((each.person_id, each.session_id) for each in planned)
        duties = db.scalars(select(Duty.session_id).where(Duty.active)).all()
    people = [each.person_id for each in small.requirements]
    assert places == sorted(
        [(one, elsewhere.id) for one in people[:2]] + [(one, tuesday.id) for one in people[2:]]
    )
    assert duties == [elsewhere.id]


def test_the_published_rota_shows_the_session_that_was_put_back(
    coordinator: Client,
    database: Database,
    config: Config,
    small: SmallArea,
    tuesday: WorkSession,
) -> None:
    path = f"/sessions/{tuesday.id}"
    coordinator.send(f"{path}/cancel", {"because": "Flood", "version": str(tuesday.version)})
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        published = db.get_one(Rota, rota.id)
        published.published_at = published.created_at
        published.state = RotaState.PUBLISHED
        version = db.get_one(WorkSession, tuesday.id).version
    words = "Open in the diary, though not in this rota as it was published"
    assert words not in coordinator.get_page(f"/rotas/{rota.id}").get_text()
    coordinator.send(f"{path}/restore", {"version": str(version)})
    assert words in coordinator.get_page(f"/rotas/{rota.id}").get_text()
    section = coordinator.page.select_one("section[aria-labelledby=beside-title]")
    assert section is not None
    assert "Tue 24 Nov, 9:30am to 4:30pm : 4 people booked" in section.get_text(" ", strip=True)


def test_the_page_of_a_rota_says_what_of_its_week_may_not_stand(
    coordinator: Client, database: Database, config: Config, small: SmallArea, tuesday: WorkSession
) -> None:
    (rota,) = plan(database, config, small.area)
    with database.transaction(COMMAND_LINE) as db:
        away = small.supervisors[0].id
        db.add(SupervisorLeave(supervisor_id=away, from_on=tuesday.on, to_on=tuesday.on))
    page = coordinator.get_page(f"/rotas/{rota.id}").get_text(" ", strip=True)
    assert "1 duty and 1 session as a whole may not stand" in page
    assert f"{small.supervisors[0].name}: is on leave on this day" in page
