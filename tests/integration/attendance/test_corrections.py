"""Other content under the same token, cleared outcomes, promises of the check page, deadlocks."""

from __future__ import annotations

import threading
from datetime import date, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from payback.attendance.history import changes_of
from payback.attendance.service import clear_outcome, foresee, record_many
from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import Conflict, RuleBroken
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.people.models import LedgerEntry, Requirement, RequirementState
from payback.projects.models import Project, ProjectKind
from tests.integration.attendance.test_pages import ANSWERS, carried, path_of, stored
from tests.integration.attendance.test_service import an_entry, credited, lines, record
from tests.support.builders import a_project, a_session, an_appointment

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client


def test_the_same_token_with_other_content_is_a_conflict_and_nothing_is_lost(
    database: Database, scene: Scene
) -> None:
    uuid = uuid4()
    record(database, scene.appointments[0], an_entry(uuid=uuid))
    with pytest.raises(Conflict, match="sent before with other content"):
        record(database, scene.appointments[0], an_entry("UACP", uuid=uuid))
    assert credited(database, scene.requirements[0]) == 420


def test_of_many_sent_again_with_other_times_none_is_said_to_be_saved(
    database: Database, scene: Scene
) -> None:
    keys = [each.id for each in scene.appointments]
    first = an_entry(version=None, uuid=uuid4())
    other = an_entry(version=None, uuid=first.uuid, ended_at=time(12))
    with database.transaction(COMMAND_LINE) as db:
        record_many(db, keys, first)
    with database.transaction(COMMAND_LINE) as db:
        again, changed = record_many(db, keys, first), record_many(db, keys, other)
    assert not any(row.refused for row in again)
    assert all("sent before with other content" in row.refused for row in changed)


def test_a_cleared_outcome_gives_its_time_back_and_is_planned_again(
    database: Database, scene: Scene
) -> None:
    for appointment in scene.appointments:
        record(database, appointment, an_entry(uuid=uuid4()))
    with database.transaction(COMMAND_LINE) as db:
        values: dict[str, Any] = {"because": "Wrong person", "account_id": None}
        assert clear_outcome(db, scene.appointments[0].id, version="2", **values) == 420
    assert lines(database, scene.appointments[0]) == [("attendance", 420), ("reversal", -420)]
    with database.reading() as db:
        cleared = db.get_one(Appointment, scene.appointments[0].id)
        assert (cleared.state, cleared.outcome_code, cleared.credited_minutes) == (
            AppointmentState.PLANNED,
            None,
            0,
        )
        assert cleared.cleared_because == "Wrong person"
        gone = [each for each, _ in changes_of(db, cleared.id)]
        assert ("outcome_code", "Attended – complied", "", "Wrong person") in [
            (each.field, each.before, each.after, each.because) for each in gone
        ]
        assert db.get_one(WorkSession, scene.session.id).state is SessionState.OPEN


def test_an_act_that_was_cleared_does_not_come_back_when_it_is_sent_again(
    database: Database, scene: Scene
) -> None:
    entry = an_entry(version=None, uuid=uuid4())
    key = scene.appointments[0].id
    with database.transaction(COMMAND_LINE) as db:
        record_many(db, [key], entry)
        clear_outcome(db, key, version="2", because="Wrong person", account_id=None)
    with database.transaction(COMMAND_LINE) as db:
        assert record_many(db, [key], entry)[0].refused
    assert credited(database, scene.requirements[0]) == 0


def test_a_coordinator_clears_an_outcome_with_a_reason_and_a_supervisor_cannot(
    signed_in: Callable[[Role], Client], supervisor: Client, database: Database, scene: Scene
) -> None:
    supervisor.send(path_of(scene), ANSWERS | {"step": "save"}, status=200)
    path = f"{path_of(scene)}/clear"
    assert "Clear this outcome" not in supervisor.get_page(path_of(scene)).get_text()
    supervisor.get_page(path, status=403)
    coordinator = signed_in(Role.COORDINATOR)
    assert coordinator.get_page(path_of(scene)).find("a", href=path)
    coordinator.send(path, {"because": "", "version": "2"}, status=422)
    assert coordinator.errors() == ["Enter why the outcome is cleared"]
    coordinator.send(path, {"because": "Wrong person", "version": "1"}, status=409)
    coordinator.send(path, {"because": "Wrong person", "version": "2"}, status=200)
    assert "The outcome is cleared. 7 hours taken back." in coordinator.words
    assert "was cleared on 24 November 2026 at 4:45pm: Wrong person" in coordinator.words
    assert stored(database, scene).state is AppointmentState.PLANNED


def limits(db_of: Database, scene: Scene, kind: str) -> None:
    with db_of.transaction(COMMAND_LINE) as db:
        requirement = db.get_one(Requirement, scene.requirements[0].id)
        if kind == "ended":
            requirement.state = RequirementState.ENDED
        if kind == "sentence":
            requirement.sentenced_on = date(2026, 11, 25)
        if kind == "ete":
            db.get_one(Project, scene.session.project_id).kind = ProjectKind.ETE
            requirement.ordered_minutes = 1000


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("", "7 hours credited. 93 hours left to work."),
        ("ete", "Only 5 hours of 7 hours can be credited: the share for education"),
        ("sentence", "No time is credited: the session was before the sentence, 25 November"),
        ("ended", "No time is credited: this requirement has ended."),
    ],
)
def test_the_check_page_promises_what_is_saved(
    supervisor: Client, database: Database, scene: Scene, kind: str, sentence: str
) -> None:
    limits(database, scene, kind)
    supervisor.send(path_of(scene), ANSWERS | {"step": "check"}, status=200)
    assert f"When you save: {sentence}" in supervisor.words
    assert lines(database, scene.appointments[0]) == []
    supervisor.post(path_of(scene), data=carried(supervisor) | {"step": "save"}, follow_redirects=1)
    assert f"Saved. {sentence}" in supervisor.words


def test_time_taken_back_from_an_ended_requirement_can_be_put_back(
    database: Database, scene: Scene
) -> None:
    appointment = scene.appointments[0]
    record(database, appointment, an_entry(uuid=uuid4()))
    limits(database, scene, "ended")
    record(database, appointment, an_entry("UACP", version="2"))
    result = record(database, appointment, an_entry(version="3", uuid=uuid4()))
    assert result.credited == 420
    assert credited(database, scene.requirements[0]) == 420


def test_what_is_foreseen_leaves_nothing_behind_even_where_it_is_refused(
    database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        assert foresee(db, scene.appointments[0].id, an_entry()).credited == 420
        with pytest.raises(RuleBroken):
            foresee(db, scene.appointments[0].id, an_entry(ended_at=time(23, 59)))
    assert stored(database, scene).state is AppointmentState.PLANNED
    assert lines(database, scene.appointments[0]) == []


def test_hours_worked_before_a_session_was_cancelled_are_credited(
    signed_in: Callable[[Role], Client], supervisor: Client, scene: Scene
) -> None:
    form = {"because": "Flooding", "version": "1"}
    signed_in(Role.COORDINATOR).send(f"/sessions/{scene.session.id}/cancel", form, status=200)
    worked = ANSWERS | {"outcome": "ATSS", "ended_at": "12:00", "step": "save"}
    supervisor.send(path_of(scene), worked, status=200)
    assert "Saved. 2 hours 30 minutes credited." in supervisor.words


def test_during_the_session_no_finish_is_suggested_and_none_later_than_now_is_taken(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(WorkSession, scene.session.id).ends_at = time(18)
    for path in (path_of(scene), f"/sessions/{scene.session.id}/attendance/everyone"):
        box = supervisor.get_page(path).find("input", {"name": "ended_at"})
        assert box is not None
        assert not box.get("value")
    supervisor.send(path_of(scene), ANSWERS | {"ended_at": "5pm", "step": "save"}, status=422)
    assert supervisor.errors() == [
        "Finish must be 4:45pm or earlier: only time already worked can count"
    ]


def test_two_sessions_that_share_people_are_recorded_at_once_in_opposite_order(
    database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_session(db, a_project(db), on=date(2026, 11, 23), state=SessionState.OPEN)
        crossed = [an_appointment(db, other, each).id for each in reversed(scene.requirements)]
    ours = [each.id for each in scene.appointments]
    rounds, failures = 4, []
    for _ in range(rounds):
        together = threading.Barrier(2)

        def run(keys: list[int], together: threading.Barrier = together) -> None:
            together.wait()
            try:
                with database.transaction(COMMAND_LINE) as db:
                    record_many(db, keys, an_entry(version=None, ended_at=time(10)))
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=run, args=(keys,)) for keys in (ours, crossed)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert not failures
    assert credited(database, scene.requirements[0]) == 60


def test_an_act_that_recorded_one_appointment_is_refused_at_another(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    act = ANSWERS | {"entry_uuid": str(uuid4()), "step": "save"}
    supervisor.send(path_of(scene), act, status=200)
    for step in ("check", "save"):
        supervisor.send(path_of(scene, 1), act | {"step": step}, status=409)
        assert "These answers were saved before, for another appointment." in supervisor.words
    assert stored(database, scene, 1).state is AppointmentState.PLANNED
    with database.reading() as db:
        assert len(db.scalars(select(LedgerEntry).where(LedgerEntry.minutes == 420)).all()) == 1


def test_clearing_sent_twice_clears_once_and_leads_to_the_same_page(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    record(database, scene.appointments[0], an_entry())
    client = signed_in(Role.COORDINATOR)
    path = f"{path_of(scene)}/clear"
    client.get_page(path)
    form = carried(client) | {"because": "Wrong person"}
    for _ in range(2):
        response = client.post(path, data=form)
        assert (response.status_code, response.location) == (302, path_of(scene))
    assert lines(database, scene.appointments[0]) == [("attendance", 420), ("reversal", -420)]
