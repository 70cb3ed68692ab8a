"""The pages of attendance, as a supervisor on a phone and a coordinator use them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.people.models import LedgerEntry, Person
from payback.projects.models import Project
from tests.support.builders import (
    a_project,
    a_requirement,
    a_session,
    an_appointment,
    an_area,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

ANSWERS: dict[str, str] = {
    "outcome": "ATTC",
    "started_at": "9:30am",
    "ended_at": "4:30pm",
    "penalty_minutes": "0",
    "work_quality": "good",
    "behaviour": "excellent",
    "notes": "On time",
    "version": "1",
}
WRONG: list[tuple[dict[str, str], str]] = [
    ({"outcome": ""}, "Select what happened"),
    ({"outcome": "AASD"}, "Select what happened"),
    ({"outcome": "<b>"}, "Select what happened"),
    ({"started_at": "soon"}, "must be a time, like 9:30am or 14:00"),
    ({"started_at": ""}, "Enter the time they started"),
    ({"started_at": "5pm"}, "Start must be before the session ended, 4:30pm"),
    ({"ended_at": "9am"}, "Finish must be after the start, 9:30am"),
    ({"penalty_minutes": "500"}, "Time not to count must be between 0 and 420 minutes"),
    ({"penalty_minutes": "-1"}, "must be between"),
    ({"penalty_minutes": "half"}, "must be a whole number"),
    ({"work_quality": ""}, "Select the quality of their work"),
    ({"behaviour": "odd"}, "Select"),
    ({"notes": "x" * 4001}, "4,000 characters or fewer"),
    ({"notes": "<b>Late</b>"}, "Notes must not contain HTML tags: take out <b>"),
]


def path_of(scene: Scene, number: int = 0) -> str:
    return f"/appointments/{scene.appointments[number].id}/outcome"


def stored(database: Database, scene: Scene, number: int = 0) -> Appointment:
    with database.reading() as db:
        return db.get_one(Appointment, scene.appointments[number].id)


def carried(client: Client) -> dict[str, str]:
    form = client.page.select_one("main form")
    assert form is not None
    boxes = form.select("input[type=hidden]")
    return {str(box["name"]): str(box["value"]) for box in boxes}


def test_the_supervisors_home_shows_todays_session_first(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = db.get_one(Project, scene.session.project_id)
        a_session(db, project, on=date(2026, 11, 26))
    page = supervisor.get_page("/home")
    assert page.h1 is not None
    assert "My sessions" in page.h1.get_text()
    cards = page.select(".payback-touch")
    assert len(cards) == 1
    assert "3 outcomes to record" in cards[0].get_text()
    assert "No session of yours is published" in page.get_text()


def test_an_account_without_a_supervisor_is_told_so(
    signed_in: Callable[[Role], Client],
) -> None:
    page = signed_in(Role.SUPERVISOR).get_page("/my/sessions").get_text()
    assert "Your account is not linked to a supervisor yet" in page


def test_the_session_lists_people_and_what_remains_and_notes_the_reading(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    page = supervisor.get_page(f"/my/sessions/{scene.session.id}")
    cards = [card.get_text(" ", strip=True) for card in page.select(".payback-touch")]
    assert [card.split(" X")[0] for card in cards] == ["Alex Able", "Alex Baker", "Alex Last"]
    assert "100 hours remaining" in cards[0]
    assert "2 hours remaining" in cards[2]
    with database.reading() as db:
        reads = db.scalars(
            select(AuditEvent).where(
                AuditEvent.action == AuditAction.READ,
                AuditEvent.account_id == scene.account_id,
            )
        ).all()
    assert {each.record_id for each in reads} == {each.person_id for each in scene.requirements}


def test_an_outcome_is_checked_and_then_saved(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    supervisor.send(path_of(scene), ANSWERS | {"step": "check"}, status=200)
    text = supervisor.page.get_text(" ", strip=True)
    assert "7 hours credited. 93 hours left to work." in text
    assert stored(database, scene).state is AppointmentState.PLANNED
    response = supervisor.post(
        path_of(scene), data=carried(supervisor) | {"step": "save"}, follow_redirects=True
    )
    assert "Saved. 7 hours credited. 93 hours left to work." in response.text
    after = stored(database, scene)
    assert (after.outcome_code, after.notes, after.recorded_by_id) == (
        "ATTC",
        "On time",
        scene.account_id,
    )


def test_saving_twice_credits_once_and_says_the_same(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    supervisor.get_page(path_of(scene))
    supervisor.post(path_of(scene), data=carried(supervisor) | ANSWERS | {"step": "check"})
    form = carried(supervisor) | {"step": "save"}
    for _ in range(2):
        response = supervisor.post(path_of(scene), data=form, follow_redirects=True)
        assert "Saved. 7 hours credited." in response.text
    with database.reading() as db:
        found = db.scalars(select(LedgerEntry).where(LedgerEntry.appointment_id.is_not(None))).all()
    assert [line.minutes for line in found] == [420]


def test_the_check_page_leads_back_with_everything_typed(supervisor: Client, scene: Scene) -> None:
    typed = ANSWERS | {"notes_sensitive": "y", "notes": 'A "quoted" note, 1 < 2'}
    supervisor.send(path_of(scene), typed | {"step": "check"})
    supervisor.post(path_of(scene), data=carried(supervisor) | {"step": "change"})
    page = supervisor.page
    notes = page.find("textarea", {"name": "notes"})
    assert notes is not None
    assert notes.get_text().strip() == 'A "quoted" note, 1 < 2'
    assert page.select_one("input[name=notes_sensitive][checked]")
    assert page.select_one("input[name=outcome][value=ATTC][checked]")


def test_what_is_left_of_the_requirement_is_all_that_counts(
    supervisor: Client, scene: Scene
) -> None:
    supervisor.send(path_of(scene, 2), ANSWERS | {"step": "check"}, status=200)
    assert "Only 2 hours of 7 hours can be credited" in supervisor.page.get_text()


def test_wrong_answers_are_named_and_nothing_typed_is_lost(
    supervisor: Client, scene: Scene
) -> None:
    for answer, error in WRONG:
        for step in ("check", "save"):
            supervisor.send(path_of(scene), ANSWERS | answer | {"step": step}, status=422)
            assert error in " ".join(supervisor.errors()), answer
            assert len(supervisor.errors()) == 1
            for name in ("started_at", "ended_at", "penalty_minutes"):
                box = supervisor.page.find("input", {"name": name})
                assert box is not None
                assert box.get("value", "") == (ANSWERS | answer)[name]


def test_a_stale_outcome_is_refused(supervisor: Client, scene: Scene) -> None:
    supervisor.send(path_of(scene), ANSWERS | {"step": "save"}, status=200)
    supervisor.send(path_of(scene), ANSWERS | {"step": "save", "outcome": "UACP"}, status=409)


def test_an_absence_is_corrected_to_an_attendance(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    absent = {"outcome": "UACP", "version": "1", "step": "save"}
    response = supervisor.send(path_of(scene), absent, status=200)
    assert "Saved. No time is credited." in response.text
    assert stored(database, scene).alert_practitioner
    page = supervisor.get_page(path_of(scene)).get_text()
    assert "A new outcome replaces it" in page
    supervisor.send(path_of(scene), ANSWERS | {"version": "2", "step": "save"}, status=200)
    assert stored(database, scene).credited_minutes == 420


def everyone(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "people": [str(each.id) for each in scene.appointments],
        "started_at": "9.30",
        "ended_at": "16.30",
        "work_quality": "satisfactory",
        "behaviour": "good",
    } | changes


def test_everyone_is_recorded_at_once_and_the_session_is_done(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    path = f"/sessions/{scene.session.id}/attendance/everyone"
    page = supervisor.get_page(path)
    assert len(page.select("input[name=people][checked]")) == 3
    response = supervisor.send(path, everyone(scene), status=200)
    assert "3 people recorded, 16 hours credited." in response.text
    assert "Every outcome is recorded." in response.text
    with database.reading() as db:
        assert db.get_one(WorkSession, scene.session.id).state is SessionState.DONE
    assert "Everybody on this session has an outcome." in supervisor.get_page(path).get_text()


def test_everyone_but_the_exceptions_with_a_result_for_each(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    path = f"/sessions/{scene.session.id}/attendance/everyone"
    supervisor.send(path_of(scene), {"outcome": "UACP", "version": "1", "step": "save"})
    keys = [str(scene.appointments[0].id), str(scene.appointments[1].id)]
    supervisor.send(path, everyone(scene, people=keys), status=422)
    table = supervisor.page.select("table")[0]
    rows = [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
    assert rows == [
        "Alex Able Not recorded An outcome was recorded already: Unacceptable absence. "
        "It is left as it is.",
        "Alex Baker Recorded 7 hours credited. 93 hours left to work.",
    ]
    assert stored(database, scene, 0).outcome_code == "UACP"
    assert stored(database, scene, 2).state is AppointmentState.PLANNED


def test_what_somebody_else_recorded_first_stands_beside_ones_own_and_may_be_replaced(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    path = f"/sessions/{scene.session.id}/attendance/everyone"
    first, second = (str(each.id) for each in scene.appointments[:2])
    supervisor.send(path_of(scene), {"outcome": "UACP", "version": "1", "step": "save"})
    supervisor.send(path_of(scene, 1), ANSWERS | {"behaviour": "poor", "step": "save"})
    sent = everyone(scene, people=[first, second], work_quality="good")
    supervisor.send(path, sent, status=422)
    tables = supervisor.page.select("table")[1:]
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in tables[0].select("tbody tr")
    ]
    assert rows[0] == ["What happened?", "Unacceptable absence", "Attended – complied"]
    assert ["Quality of work", "Nothing", "Good"] in rows
    assert "You last changed this record on" in supervisor.words
    differing = [row.select_one("th").get_text() for row in tables[1].select("tbody tr")]  # type: ignore[union-attr]
    assert differing == ["Behaviour"]
    form = supervisor.page.select_one(f'form[action="{path_of(scene)}"]')
    assert form is not None
    mine = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    supervisor.post(path_of(scene), data=mine)
    assert "7 hours" in supervisor.words
    supervisor.post(path_of(scene), data=carried(supervisor) | {"step": "save"})
    assert stored(database, scene).outcome_code == "ATTC"
    assert stored(database, scene).credited_minutes == 420


def test_everyone_sent_twice_credits_once(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    path = f"/sessions/{scene.session.id}/attendance/everyone"
    supervisor.get_page(path)
    form = everyone(scene) | carried(supervisor)
    for _ in range(2):
        assert supervisor.post(path, data=form).status_code == 302
    with database.reading() as db:
        found = db.scalars(
            select(LedgerEntry.minutes).where(LedgerEntry.appointment_id.is_not(None))
        ).all()
    assert sorted(found) == [120, 420, 420]


def test_wrong_answers_about_everyone_are_named(supervisor: Client, scene: Scene) -> None:
    path = f"/sessions/{scene.session.id}/attendance/everyone"
    for changes, error in (
        ({"people": []}, "Select everybody who attended and complied"),
        ({"people": ["999999"]}, "Select everybody who attended and complied"),
        ({"started_at": ""}, "Enter the time they started"),
        ({"ended_at": "late"}, "must be a time, like 9:30am or 14:00"),
        ({"behaviour": ""}, "Select the behaviour"),
    ):
        supervisor.send(path, everyone(scene, **changes), status=422)
        assert error in supervisor.errors()[0]
        box = supervisor.page.find("input", {"name": "ended_at"})
        assert box is not None
        assert box.get("value", "") == everyone(scene, **changes)["ended_at"]


def test_a_supervisor_sees_only_sessions_they_are_on(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_session(db, a_project(db), state=SessionState.OPEN)
        appointment = an_appointment(db, other, a_requirement(db))
    for path in (
        f"/my/sessions/{other.id}",
        f"/sessions/{other.id}/attendance",
        f"/sessions/{other.id}/attendance/everyone",
        f"/appointments/{appointment.id}/outcome",
    ):
        supervisor.get_page(path, status=404)
    with database.transaction(COMMAND_LINE) as db:
        duty = db.scalars(select(Duty)).one()
        duty.active = False
    supervisor.get_page(f"/sessions/{scene.session.id}/attendance", status=404)


def test_a_coordinator_records_more_outcomes_within_their_areas_only(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    coordinator = signed_in(Role.COORDINATOR)
    form = {"outcome": "AASD", "version": "1", "step": "save"}
    coordinator.send(path_of(scene), form, status=200)
    assert stored(database, scene).outcome_code == "AASD"
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        other = a_session(db, a_project(db, area_id=camden.id))
    coordinator.get_page(f"/sessions/{other.id}/attendance", status=404)


def test_everyone_of_a_cancelled_session_is_stood_down_at_once_but_those_with_an_outcome(
    signed_in: Callable[[Role], Client], supervisor: Client, database: Database, scene: Scene
) -> None:
    path = f"/sessions/{scene.session.id}/attendance"
    coordinator = signed_in(Role.COORDINATOR)
    coordinator.send(f"{path}/stood-down", status=409)
    coordinator.send(path_of(scene), {"outcome": "RSOF", "version": "1", "step": "save"})
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, scene.session.id)
        session.state, session.cancelled_because = SessionState.CANCELLED, "Snow"
        session.on = date(2026, 11, 25)
    supervisor.get_page(path)
    assert "Record everyone as stood down" not in supervisor.page.get_text()
    supervisor.send(f"{path}/stood-down", status=403)
    coordinator.get_page(path)
    assert "2 people have no outcome yet" in coordinator.page.get_text()
    for said in ("2 people recorded as stood down", "0 people recorded as stood down"):
        coordinator.send(f"{path}/stood-down", status=200)
        assert said in coordinator.page.get_text()
        assert "Every outcome is recorded." in coordinator.page.get_text()
    codes = [stored(database, scene, number).outcome_code for number in range(3)]
    assert codes == ["RSOF", "AASD", "AASD"]
    with database.reading() as db:
        credits = select(LedgerEntry).where(LedgerEntry.appointment_id.is_not(None))
        assert not db.scalars(credits).all()
        assert db.get_one(WorkSession, session.id).state is SessionState.CANCELLED


def test_missing_outcomes_are_listed_oldest_first(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = db.get_one(Project, scene.session.project_id)
        for day, state in ((10, "open"), (12, "cancelled"), (25, "open")):
            reason = "Snow" if state == "cancelled" else ""
            values = {"state": SessionState(state), "cancelled_because": reason}
            session = a_session(db, project, on=date(2026, 11, day), **values)
            an_appointment(db, session, scene.requirements[0])
    page = signed_in(Role.COORDINATOR).get_page("/attendance")
    rows = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert [row.split("pm ")[1].split()[:2] for row in rows] == [["1", "14"], ["3", "0"]]


def test_a_person_with_limited_access_is_known_by_their_crn(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Person, scene.requirements[0].person_id).limited_access = True
    page = supervisor.get_page(f"/sessions/{scene.session.id}/attendance").get_text()
    assert "Able" not in page
    assert "Limited access" in page


def test_the_hours_worked_are_shown_on_the_project(
    signed_in: Callable[[Role], Client], supervisor: Client, database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, scene.session.project_id).needed_minutes = 60 * 400
    supervisor.send(path_of(scene), ANSWERS | {"step": "save"}, status=200)
    page = signed_in(Role.COORDINATOR).get_page(f"/projects/{scene.session.project_id}")
    assert "7 hours of 400 hours" in page.get_text()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PARTNER, Role.ADMINISTRATOR])
def test_others_cannot_see_attendance(
    signed_in: Callable[[Role], Client], scene: Scene, role: Role
) -> None:
    signed_in(role).get_page(f"/sessions/{scene.session.id}/attendance", status=403)
