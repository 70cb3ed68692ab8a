"""What-if questions about a rota, from the page to the answer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

import scheduler
from payback.core import jobs
from payback.core.access import COMMAND_LINE, Role
from payback.core.jobs import JobState
from payback.diary.models import Appointment, WorkSession
from payback.notifications.models import OutboxMessage
from payback.rota.models import Rota, RotaScenario
from payback.rota.questions.scenarios import Found, found_in
from tests.support import builders
from tests.support.planning import TUESDAY, SmallArea

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("saturday")


def asked(database: Database) -> RotaScenario:
    with database.reading() as db:
        return db.scalars(select(RotaScenario).order_by(RotaScenario.id.desc())).first() or (
            RotaScenario()
        )


def answered(database: Database, config: Config) -> Found:
    """Work the latest question out as a worker does."""
    assert jobs.run(database, config, asked(database).job_id or 0, "a worker")
    found = found_in(asked(database))
    assert found
    return found


def counted(database: Database) -> tuple[int, ...]:
    """Return how many rotas, appointments and messages there are."""
    with database.reading() as db:
        tables: tuple[Any, ...] = (Rota, Appointment, OutboxMessage, WorkSession)
        return tuple(db.scalars(select(func.count(each.id))).one() for each in tables)


def test_without_the_only_supervisor_no_session_opens_and_nothing_real_changes(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    before = counted(database)
    address = f"/rotas/{rota.id}/what-if"
    supervisor = small.supervisors[0]
    coordinator.send(address, {"what": f"supervisor-{supervisor.id}"}, status=200)
    assert f"{supervisor.name} is away all week" in coordinator.words
    assert "Waiting" in coordinator.words
    found = answered(database, config)
    assert found.sessions_before > found.sessions_after == 0
    assert found.hours_before > found.hours_after == 0
    assert found.people_dropped > 0 == found.people_added
    coordinator.get_page(address)
    assert "Waiting" not in coordinator.words
    assert f"would become {found.hours_after:.1f}" in coordinator.words
    assert counted(database) == before


def test_a_lost_day_and_a_cancelled_session_come_to_the_same_here(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    found = []
    for what in (f"day-{TUESDAY}", f"session-{small.sessions[0].id}"):
        coordinator.send(f"/rotas/{rota.id}/what-if", {"what": what}, status=200)
        found.append(answered(database, config))
    assert found[0] == found[1]
    assert found[0].sessions_after < 2
    coordinator.get_page(f"/rotas/{rota.id}/what-if")
    assert "No work is possible on Tue 24 Nov" in coordinator.words
    assert f"{small.project.name} on Tue 24 Nov at 9:30am is cancelled" in coordinator.words


@pytest.mark.parametrize("what", ["", "supervisor-999999", "day-2030-01-01", "session-x", "'; --"])
def test_bad_questions_are_told(
    coordinator: Client, database: Database, rota: Rota, what: str
) -> None:
    coordinator.send(f"/rotas/{rota.id}/what-if", {"what": what}, status=422)
    assert coordinator.errors() == ["Select what might happen"]
    assert asked(database).id is None


def test_one_question_at_a_time_which_can_be_stopped(coordinator: Client, rota: Rota) -> None:
    address = f"/rotas/{rota.id}/what-if"
    coordinator.send(address, {"what": f"day-{TUESDAY}"}, status=200)
    coordinator.send(address, {"what": f"day-{TUESDAY}"}, status=422)
    assert "Another question is being worked out" in coordinator.errors()[0]
    coordinator.send(f"{address}/stop", status=200)
    assert "Stopped" in coordinator.words
    coordinator.send(address, {"what": f"day-{TUESDAY}"}, status=200)


def test_a_stop_while_it_is_worked_out_reaches_the_search(
    coordinator: Client,
    database: Database,
    config: Config,
    rota: Rota,
    small: SmallArea,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped = threading.Event()
    compare = scheduler.what_if

    def waiting(*question: Any, stop: threading.Event, **how: Any) -> Any:
        coordinator.send(f"/rotas/{rota.id}/what-if/stop")
        assert stop.wait(10)
        stopped.set()
        return compare(*question, **how)

    monkeypatch.setattr(scheduler, "what_if", waiting)
    away = f"supervisor-{small.supervisors[0].id}"
    coordinator.send(f"/rotas/{rota.id}/what-if", {"what": away}, status=200)
    answered(database, config)
    assert stopped.is_set()
    with database.reading() as db:
        assert db.get_one(jobs.Job, asked(database).job_id).state is JobState.STOPPED
    coordinator.get_page(f"/rotas/{rota.id}/what-if")
    assert "would become" in coordinator.words


def test_other_areas_and_other_roles_get_no_page(
    coordinator: Client, signed_in: Callable[[Role], Client], database: Database, rota: Rota
) -> None:
    manager = signed_in(Role.MANAGER)
    address = f"/rotas/{rota.id}/what-if"
    assert manager.get(address).status_code == 403
    assert manager.send(f"{address}/stop").status_code == 403
    with database.transaction(COMMAND_LINE) as db:
        brent = builders.an_area(db, code="E09000005", name="Brent")
        other = builders.an_account(db, Role.COORDINATOR, areas=[brent])
    client = coordinator.application.test_client()
    client.sign_in(other.email, builders.PASSWORD)  # type: ignore[attr-defined]
    assert client.get(address).status_code == 404
    for path in (address, f"{address}/stop"):
        assert client.send(path, {"what": f"day-{TUESDAY}"}).status_code == 404  # type: ignore[attr-defined]
