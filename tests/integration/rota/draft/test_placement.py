"""Why somebody is placed as they are, and what would place those who are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

import scheduler
from payback.core import jobs
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.core.jobs import Job, JobState
from payback.people.models import Person
from payback.rota.models import Rota, RotaBooking, RotaUnplaced
from payback.rota.questions import nearest_job
from tests.support import builders
from tests.support.planning import SmallArea, a_small_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("saturday")


@pytest.fixture
def small(database: Database) -> SmallArea:
    """Return an area with more people than its sessions hold."""
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db, people=6)
        small.project.places = 2
        for session in small.sessions:
            session.places = 2
        return small


def left_out(database: Database, rota: Rota) -> list[RotaUnplaced]:
    with database.reading() as db:
        rows = select(RotaUnplaced).where(RotaUnplaced.rota_id == rota.id)
        return list(db.scalars(rows.order_by(RotaUnplaced.id)))


def search(database: Database, config: Config, rota: Rota) -> None:
    """Do the search for changes as a worker does."""
    with database.reading() as db:
        job_id = db.get_one(Rota, rota.id).changes_job_id
    assert jobs.run(database, config, job_id or 0, "a worker")


def test_the_page_of_somebody_placed_says_what_it_earns_and_what_was_next_best(
    coordinator: Client, database: Database, rota: Rota, small: SmallArea
) -> None:
    with database.reading() as db:
        booking = db.scalars(select(RotaBooking).where(RotaBooking.rota_id == rota.id)).first()
        assert booking
        person = db.get_one(Person, booking.person_id)
    coordinator.get_page(f"/rotas/{rota.id}")
    address = f"/rotas/{rota.id}/people/{person.id}"
    link = coordinator.page.select_one(f'a[href="{address}"]')
    assert link
    assert link.get_text(strip=True) == person.full_name
    coordinator.get_page(address)
    for said in (person.full_name, small.project.name, "Hours worked", "Together", "next best"):
        assert said in coordinator.words
    rules = [each.get_text(strip=True) for each in coordinator.page.select("details li")]
    assert len(rules) > 5
    assert "person-" not in coordinator.words
    assert "session-" not in coordinator.words
    with database.reading() as db:
        read = db.scalars(select(AuditEvent).where(AuditEvent.action == AuditAction.READ)).all()
    assert person.id in {each.record_id for each in read}


def test_what_would_place_those_left_out_is_looked_for_and_shown(
    coordinator: Client, database: Database, config: Config, rota: Rota
) -> None:
    left = left_out(database, rota)
    assert left
    coordinator.send(f"/rotas/{rota.id}/changes")
    assert "Looking for what would place them" in coordinator.words
    search(database, config, rota)
    coordinator.get_page(f"/rotas/{rota.id}")
    for each in left_out(database, rota):
        assert each.nearest
        assert each.nearest in coordinator.words
        assert "person-" not in each.nearest
    assert "Look for what would place them" not in coordinator.words
    coordinator.get_page(f"/rotas/{rota.id}/people/{left[0].person_id}")
    assert "The smallest change that would place them" in coordinator.words
    assert left[0].detail in coordinator.words


def test_the_search_goes_on_once_however_often_it_is_asked_for(
    coordinator: Client, database: Database, rota: Rota
) -> None:
    for _ in range(2):
        assert coordinator.send(f"/rotas/{rota.id}/changes").status_code == 200
    with database.reading() as db:
        assert len(db.scalars(select(Job).where(Job.kind == nearest_job.SEEK)).all()) == 1
        assert db.get_one(Rota, rota.id).version == rota.version


def test_a_search_can_be_stopped_and_taken_up_again_where_it_was(
    coordinator: Client,
    database: Database,
    config: Config,
    rota: Rota,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def stopped_after_one(*question: object, **_: float) -> None:
        asked.append(question[2])
        if len(asked) == 1:
            coordinator.send(f"/rotas/{rota.id}/changes/stop")

    monkeypatch.setattr(scheduler, "nearest_change", stopped_after_one)
    coordinator.send(f"/rotas/{rota.id}/changes")
    search(database, config, rota)
    with database.reading() as db:
        job = db.scalars(select(Job).where(Job.kind == nearest_job.SEEK)).one()
    assert job.state is JobState.STOPPED
    assert [bool(each.nearest) for each in left_out(database, rota)].count(True) == 1
    coordinator.send(f"/rotas/{rota.id}/changes")
    search(database, config, rota)
    assert len(asked) == len(set(asked)) == len(left_out(database, rota))
    coordinator.get_page(f"/rotas/{rota.id}")
    assert nearest_job.NOTHING_FOUND in coordinator.words


def test_nobody_is_sought_for_in_a_rota_put_aside(coordinator: Client, rota: Rota) -> None:
    coordinator.send(f"/rotas/{rota.id}/discard", {"version": str(rota.version)})
    assert coordinator.send(f"/rotas/{rota.id}/changes").status_code == 409
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "Look for what would place them" not in coordinator.words


def test_names_of_limited_access_stay_out_of_the_lists(
    coordinator: Client, database: Database, rota: Rota, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        person = db.get_one(Person, small.requirements[0].person_id)
        person.limited_access = True
    coordinator.get_page(f"/rotas/{rota.id}")
    assert person.full_name not in coordinator.words
    assert person.crn in coordinator.words


def test_other_people_other_areas_and_other_roles_get_no_page(
    coordinator: Client,
    signed_in: Callable[[Role], Client],
    database: Database,
    rota: Rota,
    small: SmallArea,
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        outsider = builders.a_requirement(db)
        brent = builders.an_area(db, code="E09000005", name="Brent")
        other = builders.an_account(db, Role.COORDINATOR, areas=[brent])
    assert coordinator.get(f"/rotas/{rota.id}/people/{outsider.person_id}").status_code == 404
    assert coordinator.get(f"/rotas/{rota.id}/people/999999").status_code == 404
    address = f"/rotas/{rota.id}/people/{small.requirements[0].person_id}"
    manager = signed_in(Role.MANAGER)
    assert manager.get(address).status_code == 403
    assert manager.send(f"/rotas/{rota.id}/changes").status_code == 403
    client = coordinator.application.test_client()
    client.sign_in(other.email, builders.PASSWORD)  # type: ignore[attr-defined]
    for path in (address, f"/rotas/{rota.id}"):
        assert client.get(path).status_code == 404
    for path in (f"/rotas/{rota.id}/changes", f"/rotas/{rota.id}/changes/stop"):
        assert client.send(path).status_code == 404  # type: ignore[attr-defined]
