"""A publication names what the week lacks, and nobody is handed on who may not be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import undefer

from payback.core.access import COMMAND_LINE
from payback.core.audit import AuditEvent
from payback.diary.models import Appointment, AppointmentState, WorkSession
from payback.people.models import ExclusionCircle, Person
from payback.policies.models import Policy, PolicyName
from payback.rota.draft.board import board_of
from payback.rota.models import Rota, RotaState
from payback.rota.problem.loading import load_week
from payback.rota.problem.translate import problem_of
from payback.rota.publishing.lacks import seen_as
from payback.supervisors.models import SupervisorLeave
from tests.support import builders
from tests.support.behind import behind
from tests.support.planning import MONDAY, SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

WHOLE = (undefer(Rota.problem), undefer(Rota.solution))
WHY = "The host asked for it"


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T10:00:00Z"):
        yield


@pytest.fixture
def small(database: Database) -> SmallArea:
    """Return an area whose first session is announced and near, run by the first supervisor."""
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db, people=5, supervisors=2)
        behind(db, update(Policy).where(Policy.name == PolicyName.NOTICE_HOURS).values(value=96))
        first = db.get_one(WorkSession, small.sessions[0].id)
        for requirement in small.requirements[:3]:
            builders.an_appointment(db, first, requirement)
        builders.a_duty(db, first, small.supervisors[0])
        return small


def send_on_leave(database: Database, small: SmallArea) -> None:
    with database.transaction(COMMAND_LINE) as db:
        on = small.sessions[0].on
        db.add(SupervisorLeave(supervisor_id=small.supervisors[0].id, from_on=on, to_on=on))


def announced_in_problem(database: Database, small: SmallArea) -> tuple[int, int]:
    """Return how many bookings and duties the optimiser is told of as published."""
    with database.reading() as db:
        told = problem_of(load_week(db, small.area.id, MONDAY))["published"]
    assert isinstance(told, dict)
    return len(told["people"]), len(told["supervisors"])  # type: ignore[arg-type]


def shown(coordinator: Client, rota: Rota) -> dict[str, str]:
    path = f"/rotas/{rota.id}/publish"
    tokens, seen = coordinator.tokens(path), coordinator.page.find("input", {"name": "seen"})
    assert seen is not None
    return tokens | {"version": str(rota.version), "seen": str(seen["value"])}


def state_of(database: Database, rota: Rota) -> Rota:
    with database.reading() as db:
        return db.get_one(Rota, rota.id)


def test_what_may_not_stand_is_not_handed_on_as_announced(
    database: Database, small: SmallArea
) -> None:
    assert announced_in_problem(database, small) == (3, 1)
    send_on_leave(database, small)
    with database.transaction(COMMAND_LINE) as db:
        person = db.get_one(Person, small.requirements[0].person_id)
        lat, lon = small.project.lat, small.project.lon
        db.add(ExclusionCircle(person_id=person.id, lat=lat, lon=lon, km=1.0))
    assert announced_in_problem(database, small) == (2, 0)


def test_a_group_without_its_supervisor_is_named_and_published_only_with_a_word(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    send_on_leave(database, small)
    (rota,) = plan(database, config, small.area)
    path = f"/rotas/{rota.id}/publish"
    form = shown(coordinator, rota)
    assert "What this week would lack" in coordinator.words
    assert "1 supervisor missing" in coordinator.words
    assert f"{small.supervisors[0].name}: Is on leave on this day" in coordinator.words

    assert coordinator.post(path, data=form).status_code == 422
    assert coordinator.errors() == ["Enter why you publish it although something is lacking"]
    assert state_of(database, rota).state is RotaState.DRAFT
    old = form | {"reason": WHY, "seen": seen_as([])}
    assert coordinator.post(path, data=old).status_code == 422
    assert coordinator.errors() == ["What this week lacks has changed. Read it again"]
    assert WHY in coordinator.page.find("textarea", {"name": "reason"}).text  # type: ignore[union-attr]

    assert coordinator.post(path, data=form | {"reason": WHY}).status_code == 302
    published = state_of(database, rota)
    assert published.state is RotaState.PUBLISHED
    assert published.published_despite == WHY
    coordinator.get_page(f"/rotas/{rota.id}")
    assert WHY in coordinator.words
    with database.reading() as db:
        columns = db.scalars(
            select(AuditEvent.details).where(AuditEvent.record_kind == "rotas")
        ).all()
    assert any("published_despite" in each for each in columns)


def test_what_is_left_standing_is_neither_withdrawn_nor_added_since(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    (first,) = plan(database, config, small.area)
    path = f"/rotas/{first.id}"
    coordinator.send(f"{path}/publish", {"version": str(first.version)}, status=200)
    send_on_leave(database, small)
    away, near = small.requirements[0].person_id, small.sessions[0]
    with database.transaction(COMMAND_LINE) as db:
        lat, lon = small.project.lat, small.project.lon
        db.add(ExclusionCircle(person_id=away, lat=lat, lon=lon, km=1.0))
    (again,) = plan(database, config, small.area)
    with database.reading() as db:
        draft = db.scalars(select(Rota).where(Rota.id == again.id).options(*WHOLE)).one()
        changes = {each.session.id for each in board_of(db, draft).changes}
    assert near.id not in changes, "publishing leaves the near session as it is"
    form = shown(coordinator, again)
    coordinator.post(f"/rotas/{again.id}/publish", data=form | {"reason": WHY})
    assert state_of(database, again).state is RotaState.PUBLISHED
    with database.reading() as db:
        still = db.scalars(select(Appointment).where(Appointment.session_id == near.id)).all()
    assert away in {each.person_id for each in still if each.state is AppointmentState.PLANNED}
    coordinator.get_page(f"/rotas/{again.id}")
    assert "Nobody has been added or taken off since." in coordinator.words


def test_a_published_page_says_what_has_changed_since(
    coordinator: Client, database: Database, config: Config
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db)
    (rota,) = plan(database, config, small.area)
    coordinator.send(f"/rotas/{rota.id}/publish", {"version": str(rota.version)}, status=200)
    assert "Nobody has been added or taken off since." in coordinator.words
    with database.transaction(COMMAND_LINE) as db:
        gone = db.scalars(select(Appointment).order_by(Appointment.id)).first()
        assert gone is not None
        gone.state = AppointmentState.WITHDRAWN
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "What has changed since stands below." in coordinator.words
    assert "What has changed since" in str(coordinator.page.find("caption"))
    links = [each.get_text(strip=True) for each in coordinator.page.find_all("a")]
    assert "Plan again" in links
