"""Publishing: once, whole, and only while the draft still fits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.diary.models import (
    Appointment,
    AppointmentState,
    Duty,
    SessionState,
    WorkSession,
)
from payback.nominations.models import EventKind, NominationState
from payback.nominations.queries import news_of
from payback.notifications.models import OutboxMessage
from payback.people.models import Person, Requirement, RequirementState
from payback.projects.models import Project, ProjectState
from payback.rota.models import Rota, RotaPin, RotaState
from payback.supervisors.models import Supervisor, SupervisorLeave
from tests.support import builders
from tests.support.builders_nominations import a_nomination
from tests.support.planning import TODAY, TUESDAY, SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    """Two days before `TODAY`, so that no notice period binds yet."""
    with time_machine.travel("2026-11-19T10:00:00Z"):
        yield


@pytest.fixture
def small(database: Database) -> SmallArea:
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db)
        account = builders.an_account(db, Role.SUPERVISOR, areas=[small.area])
        small.supervisors[0].account_id = account.id
        return small


def publish(client: Client, rota: Rota, **values: str) -> TestResponse:
    """Publish with a word for whatever the page says is lacking."""
    path = f"/rotas/{rota.id}/publish"
    tokens, seen = client.tokens(path), client.page.find("input", {"name": "seen"})
    given = {"version": str(rota.version), "seen": str(seen["value"]) if seen else ""}
    given |= {"reason": "Agreed with the team"} | tokens | values
    return client.post(path, data=given, follow_redirects=True)


def planned(db: Session) -> set[tuple[int, int]]:
    rows = db.scalars(select(Appointment).where(Appointment.state == AppointmentState.PLANNED))
    return {(each.session_id, each.person_id) for each in rows}


def states(database: Database) -> list[RotaState]:
    with database.reading() as db:
        return list(db.scalars(select(Rota.state).order_by(Rota.id)))


def test_publishing_books_people_puts_supervisors_on_and_opens_sessions(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        unlit = builders.a_project(db, area_id=small.area.id, skills=[], min_people=8)
        closed = builders.a_session(db, unlit, on=TUESDAY)
    (rota,) = plan(database, config, small.area)
    assert publish(coordinator, rota).status_code == 200
    assert "The rota is published" in coordinator.words
    with database.reading() as db:
        booked = planned(db)
        opened = db.scalars(select(WorkSession).where(WorkSession.state == SessionState.OPEN)).all()
        duties = db.scalars(select(Duty)).all()
        assert {person for _, person in booked} == {each.person_id for each in small.requirements}
        assert {session for session, _ in booked} == {each.id for each in opened}
        assert {(each.session_id, each.supervisor_id) for each in duties} == {
            (each.id, small.supervisors[0].id) for each in opened
        }
        assert db.get_one(WorkSession, closed.id).state is SessionState.PROPOSED
        published = db.get_one(Rota, rota.id)
        assert published.state is RotaState.PUBLISHED
        assert published.published_by_id is not None


def test_supervisors_are_told_by_mail_without_any_name_of_a_person(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    publish(coordinator, rota)
    with database.reading() as db:
        (mail,) = db.scalars(select(OutboxMessage)).all()
        assert "23 November 2026" in mail.subject
        assert small.project.name in mail.body
        assert "Tue 24 Nov, 9:30am to 4:30pm" in mail.body
        for person in db.scalars(select(Person)):
            assert person.family_name not in mail.subject + mail.body
            assert person.crn not in mail.subject + mail.body


def test_whoever_nominated_a_project_hears_when_work_starts_once_it_is_published(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        nomination = a_nomination(
            db,
            area_id=small.area.id,
            state=NominationState.APPROVED,
            project_id=small.project.id,
        )
    (rota,) = plan(database, config, small.area)
    with database.reading() as db:
        assert news_of(db, nomination.id) == []
    publish(coordinator, rota)
    with database.reading() as db:
        (event,) = news_of(db, nomination.id)
        first = db.scalars(
            select(WorkSession.on)
            .where(WorkSession.state == SessionState.OPEN)
            .order_by(WorkSession.on)
        ).first()
    assert (event.kind, event.on) == (EventKind.PLANNED, first)


def test_the_same_form_sent_twice_publishes_once(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    path = f"/rotas/{rota.id}/publish"
    form = {**coordinator.tokens(path), "version": str(rota.version)}
    assert coordinator.post(path, data=form).status_code == 302
    assert coordinator.post(path, data=form).status_code == 302
    with database.reading() as db:
        assert len(db.scalars(select(OutboxMessage)).all()) == 1
        assert {each.sequence for each in db.scalars(select(Duty))} == {0}


def test_of_two_coordinators_one_publishes_and_the_other_is_told(
    signed_in: Callable[[Role], Client],
    coordinator: Client,
    database: Database,
    config: Config,
    small: SmallArea,
) -> None:
    (rota,) = plan(database, config, small.area)
    other = signed_in(Role.COORDINATOR)
    tokens = other.tokens(f"/rotas/{rota.id}/publish")
    publish(coordinator, rota)
    response = other.post(
        f"/rotas/{rota.id}/publish", data={**tokens, "version": str(rota.version)}
    )
    assert response.status_code == 409
    assert "published it on 19 November 2026 at 10" in other.words
    assert "Nothing more was done." in other.words


def test_another_draft_of_the_week_loses_to_the_one_published(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (first,) = plan(database, config, small.area)
    (second,) = plan(database, config, small.area)
    publish(coordinator, first)
    assert publish(coordinator, second).status_code == 409
    assert "Another rota of this week has taken the place of this draft." in coordinator.words
    assert states(database) == [RotaState.PUBLISHED, RotaState.SUPERSEDED]


def test_a_draft_that_does_not_know_of_the_published_rota_is_refused(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (first,) = plan(database, config, small.area)
    (second,) = plan(database, config, small.area)
    publish(coordinator, first)
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Rota, second.id).state = RotaState.DRAFT
    with database.reading() as db:
        second = db.get_one(Rota, second.id)
    assert publish(coordinator, second).status_code == 409
    assert "Plan the week again" in coordinator.words


def test_an_old_page_of_the_draft_is_refused(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (rota,) = plan(database, config, small.area)
    for version in ("99", "", "x"):
        response = coordinator.send(f"/rotas/{rota.id}/publish", {"version": version})
        assert response.status_code == 409
    assert states(database) == [RotaState.DRAFT]


def cancel_a_session(db: Session, small: SmallArea) -> str:
    for each in small.sessions:
        session = db.get_one(WorkSession, each.id)
        session.state, session.cancelled_because = SessionState.CANCELLED, "The site is flooded"
    return "was cancelled: The site is flooded"


def move_a_session_to_another_week(db: Session, small: SmallArea) -> str:
    session = db.get_one(WorkSession, small.sessions[0].id)
    session.on += timedelta(weeks=2)
    return "A session of this draft has moved: "


def pause_the_project(db: Session, small: SmallArea) -> str:
    db.get_one(Project, small.project.id).state = ProjectState.PAUSED
    return "cannot be held: the project is paused."


def let_the_assessment_end(db: Session, small: SmallArea) -> str:
    db.get_one(Project, small.project.id).risk_assessed_until = date(2026, 11, 1)
    return "the risk assessment is not in date on that day."


def complete_a_requirement(db: Session, small: SmallArea) -> str:
    requirement = db.get_one(Requirement, small.requirements[0].id)
    requirement.state = RequirementState.COMPLETE
    return "who is booked in this draft, has no requirement in progress any more."


def lose_the_supervisor(db: Session, small: SmallArea) -> str:
    db.get_one(Supervisor, small.supervisors[0].id).active = False
    return f"{small.supervisors[0].name}, who runs a session of this draft, is not active any more."


def send_the_supervisor_on_leave(db: Session, small: SmallArea) -> str:
    db.add(
        SupervisorLeave(
            supervisor_id=small.supervisors[0].id, from_on=TUESDAY, to_on=date(2026, 11, 26)
        )
    )
    return small.supervisors[0].name


def shut_somebody_out(db: Session, small: SmallArea) -> str:
    person = db.get_one(Person, small.requirements[0].person_id)
    person.available_slots = 0
    return f"{person.full_name} is not available"


@pytest.mark.parametrize(
    "change",
    [
        cancel_a_session,
        move_a_session_to_another_week,
        pause_the_project,
        let_the_assessment_end,
        complete_a_requirement,
        lose_the_supervisor,
        send_the_supervisor_on_leave,
        shut_somebody_out,
    ],
)
def test_a_draft_that_no_longer_fits_is_refused_with_what_has_changed(
    coordinator: Client,
    database: Database,
    config: Config,
    small: SmallArea,
    change: Callable[[Session, SmallArea], str],
) -> None:
    (rota,) = plan(database, config, small.area)
    tokens = coordinator.tokens(f"/rotas/{rota.id}/publish")
    with database.transaction(COMMAND_LINE) as db:
        sentence = change(db, small)
    response = coordinator.post(
        f"/rotas/{rota.id}/publish", data={**tokens, "version": str(rota.version)}
    )
    assert response.status_code == 409
    assert sentence in coordinator.words
    again = coordinator.page.select_one(f'a[href^="/rota-runs/new?area={small.area.id}"]')
    assert again is not None
    assert coordinator.get_page(f"/rotas/{rota.id}/publish").select_one(".govuk-error-summary")
    assert states(database) == [RotaState.DRAFT]
    with database.reading() as db:
        assert planned(db) == set()
        assert db.scalars(select(Duty)).all() == []


def test_a_new_rota_of_the_week_withdraws_what_it_drops_and_keeps_its_history(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        spare = builders.a_supervisor(db, area_id=small.area.id, home_lat=51.7)
    (first,) = plan(database, config, small.area)
    publish(coordinator, first)
    gone = small.requirements[0]
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Requirement, gone.id).state = RequirementState.ENDED
        db.get_one(Supervisor, small.supervisors[0].id).available_slots = 0
    (second,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{second.id}")
    assert "What publishing would change" in coordinator.words
    assert publish(coordinator, second).status_code == 200
    assert states(database) == [RotaState.SUPERSEDED, RotaState.PUBLISHED]
    with database.reading() as db:
        for appointment in db.scalars(select(Appointment)):
            dropped = appointment.person_id == gone.person_id
            assert (appointment.state is AppointmentState.WITHDRAWN) == dropped
        for duty in db.scalars(select(Duty)):
            assert duty.active == (duty.supervisor_id == spare.id)
            assert duty.sequence == (0 if duty.active else 1)
        last = db.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        assert last is not None
        assert "No longer yours:" in last.body
        assert "You have no sessions that week." in last.body


def test_somebody_withdrawn_before_is_booked_again_on_the_same_row(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for session in small.sessions:
            builders.an_appointment(
                db, session, small.requirements[0], state=AppointmentState.WITHDRAWN
            )
            db.add(Duty(session_id=session.id, supervisor_id=small.supervisors[0].id, active=False))
    (rota,) = plan(database, config, small.area)
    publish(coordinator, rota)
    with database.reading() as db:
        mine = db.scalars(
            select(Appointment).where(Appointment.person_id == small.requirements[0].person_id)
        ).all()
        assert len(mine) == 2
        assert AppointmentState.PLANNED in {each.state for each in mine}
        assert {each.sequence for each in db.scalars(select(Duty)) if each.active} == {1}


def test_within_the_notice_what_was_announced_stands(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (first,) = plan(database, config, small.area)
    publish(coordinator, first)
    with database.reading() as db:
        before = planned(db)
    with database.transaction(COMMAND_LINE) as db:
        late = builders.a_requirement(db)
    with time_machine.travel(TODAY):
        (second,) = plan(database, config, small.area)
        assert publish(coordinator, second).status_code == 200
    tuesday = small.sessions[0].id
    with database.reading() as db:
        after = planned(db)
        assert {each for each in after if each[0] == tuesday} == {
            each for each in before if each[0] == tuesday
        }
        assert (tuesday, late.person_id) not in after


def test_a_person_moves_from_one_session_to_another_of_the_same_hours(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    """Written in any other order, they would be at two places while the rows are written."""
    (rota,) = plan(database, config, small.area)
    publish(coordinator, rota)
    with database.transaction(COMMAND_LINE) as db:
        booked = db.scalars(select(Appointment).order_by(Appointment.id)).all()
        first = db.get_one(WorkSession, booked[0].session_id)
        other = builders.a_project(db, area_id=small.area.id, min_people=1)
        earlier = builders.a_session(db, other, on=first.on)
        builders.a_supervisor(db, area_id=small.area.id)
        moved = booked[0].person_id
        db.add(RotaPin(session_id=earlier.id, person_id=moved))
    (again,) = plan(database, config, small.area)
    assert publish(coordinator, again).status_code == 200
    assert "The rota is published" in coordinator.words
    with database.reading() as db:
        assert (earlier.id, moved) in planned(db)
        assert (first.id, moved) not in planned(db)
