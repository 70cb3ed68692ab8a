"""What the phone page fetches and sends: scope, audit lines, one act once, rules, both sides."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.diary.models import Appointment, Duty, SessionState, WorkSession
from payback.people.models import LedgerEntry
from payback.projects.models import Project
from payback.supervisors.models import Supervisor
from tests.support.asked import statements_to
from tests.support.builders import (
    PASSWORD,
    a_duty,
    a_person,
    a_project,
    a_requirement,
    a_session,
    a_supervisor,
    an_account,
    an_appointment,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

ANSWERS = {
    "outcome": "ATTC",
    "started_at": "9:30am",
    "ended_at": "4:30pm",
    "penalty_minutes": "0",
    "work_quality": "good",
    "behaviour": "excellent",
    "version": "1",
}
ABSENT = {"outcome": "UACP", "version": "1"}


def who(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/my/phone/who").get_json()
    return found


def send(
    client: Client, scene: Scene, answers: dict[str, str], number: int = 0, **changes: Any
) -> TestResponse:
    signed_in = who(client)
    body = {"id": str(uuid4()), "owner": signed_in["owner"], "answers": answers} | changes
    return client.post(
        f"/my/phone/appointments/{scene.appointments[number].id}/outcome",
        json=body,
        headers={"X-CSRFToken": signed_in["csrf"], "Accept": "application/json"},
    )


def stored(database: Database, scene: Scene, number: int = 0) -> Appointment:
    with database.reading() as db:
        return db.get_one(Appointment, scene.appointments[number].id)


def credits(database: Database, scene: Scene, number: int = 0) -> list[int]:
    mine = LedgerEntry.appointment_id == scene.appointments[number].id
    with database.reading() as db:
        return list(db.scalars(select(LedgerEntry.minutes).where(mine).order_by(LedgerEntry.id)))


def reads(database: Database, scene: Scene) -> list[int | None]:
    with database.reading() as db:
        return list(
            db.scalars(
                select(AuditEvent.record_id)
                .where(AuditEvent.action == AuditAction.READ, AuditEvent.record_kind == "people")
                .where(AuditEvent.account_id == scene.account_id)
                .order_by(AuditEvent.record_id)
            )
        )


@pytest.fixture
def another(app: Flask, database: Database, barnet: Area) -> Client:
    """Another supervisor, signed in, without a session."""
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.SUPERVISOR, areas=[barnet])
        a_supervisor(db, account_id=account.id)
    client: Client = app.test_client()  # type: ignore[assignment]
    client.sign_in(account.email, PASSWORD)
    return client


def test_the_page_is_the_same_for_everybody(client: Client, supervisor: Client) -> None:
    page = client.get("/my/phone").text
    assert supervisor.get("/my/phone").text == page
    assert "Save on this phone" in page


def test_the_worker_may_keep_the_page_and_every_file_that_it_names_is_there(
    client: Client, supervisor: Client
) -> None:
    worker = supervisor.get("/my/phone/worker.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Service-Worker-Allowed"] == "/my/phone"
    assert worker.text == client.get("/my/phone/worker.js").text
    files = re.findall(r'"(/[^"]+)"', worker.text.splitlines()[0])
    assert "/static/phone/store.js" in files
    for address in files:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
    manifest = client.get("/my/phone/manifest.webmanifest").get_json(force=True)
    assert (manifest["start_url"], manifest["scope"]) == ("/my/phone", "/my/phone")
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as answer:
            assert answer.mimetype == "image/png"


def test_a_key_belongs_to_its_account(supervisor: Client, another: Client) -> None:
    assert supervisor.get("/my/phone/who").headers["Cache-Control"] == "no-store"
    mine, theirs = who(supervisor), who(another)
    again = who(supervisor)
    assert (mine["owner"], mine["key"]) == (again["owner"], again["key"])
    assert mine["owner"] != theirs["owner"]
    assert mine["key"] != theirs["key"]


@pytest.mark.parametrize("path", ["/my/phone/who", "/my/phone/lists"])
def test_only_a_supervisor_who_is_signed_in_is_answered(
    path: str, client: Client, signed_in: Callable[[Role], Client]
) -> None:
    assert client.get(path).location.startswith("/sign-in")
    assert signed_in(Role.COORDINATOR).get(path).status_code == 403


def test_lists_hold_the_own_sessions_of_these_days_and_each_reading_leaves_a_line(
    supervisor: Client, another: Client, database: Database, scene: Scene
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        supervisor_of_scene = db.scalars(
            select(Supervisor).where(Supervisor.account_id == scene.account_id)
        ).one()
        project = db.get_one(Project, scene.session.project_id)
        project.contact_phone = "020 8359 2000"
        for day in (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 1)):
            session = a_session(db, project, on=day, state=SessionState.OPEN)
            a_duty(db, session, supervisor_of_scene)
        elsewhere = a_session(db, a_project(db), state=SessionState.OPEN)
        an_appointment(db, elsewhere, a_requirement(db, person_id=a_person(db).id))
    found = supervisor.get("/my/phone/lists").get_json()
    assert [each["on"] for each in found["sessions"]] == ["2026-11-23", "2026-11-24", "2026-11-30"]
    today = found["sessions"][1]
    assert today["call"] == "020 8359 2000"
    assert (today["project"], today["starts"], today["ends"]) == (
        "Oak Hill Park",
        "9:30am",
        "4:30pm",
    )
    assert [each["name"] for each in today["people"]] == ["Alex Able", "Alex Baker", "Alex Last"]
    assert today["people"][2]["left"] == "2 hours remaining"
    assert reads(database, scene) == [each.person_id for each in scene.requirements]
    assert another.get("/my/phone/lists").get_json()["sessions"] == []


def test_lists_of_many_sessions_take_no_more_queries_than_those_of_one(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    supervisor.get("/my/phone/lists")
    with statements_to(database) as for_one:
        supervisor.get("/my/phone/lists")
    with database.transaction(COMMAND_LINE) as db:
        mine = db.scalars(select(Supervisor).where(Supervisor.account_id == scene.account_id)).one()
        project = db.get_one(Project, scene.session.project_id)
        for day in (25, 26, 27, 28):
            session = a_session(db, project, on=date(2026, 11, day), state=SessionState.OPEN)
            a_duty(db, session, mine)
            for _ in range(3):
                an_appointment(db, session, a_requirement(db, person_id=a_person(db).id))
    supervisor.get("/my/phone/lists")
    with statements_to(database) as for_five:
        found = supervisor.get("/my/phone/lists").get_json()
    assert sum(len(each["people"]) for each in found["sessions"]) == 15
    assert len(for_five) == len(for_one)
    assert len(for_one) <= 12


def test_what_is_recorded_or_cancelled_is_not_open_on_the_phone_and_no_note_goes_there(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    send(supervisor, scene, ANSWERS | {"notes": "Spoke of a court date"})
    answer = supervisor.get("/my/phone/lists")
    people = answer.get_json()["sessions"][0]["people"]
    assert [each["open"] for each in people] == [False, True, True]
    assert people[0]["recorded"] == "Attended – complied"
    assert "court date" not in answer.text
    with database.transaction(COMMAND_LINE) as db:
        session = db.get_one(WorkSession, scene.session.id)
        session.state, session.cancelled_because = SessionState.CANCELLED, "Flooded"
    today = supervisor.get("/my/phone/lists").get_json()["sessions"][0]
    assert today["cancelled"] == "Flooded"
    assert not any(each["open"] for each in today["people"])


def test_a_record_is_stored_once_however_often_it_is_sent(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    name = str(uuid4())
    first = send(supervisor, scene, ANSWERS, id=name)
    assert first.get_json()["sentence"] == "7 hours credited. 93 hours left to work."
    second = send(supervisor, scene, ANSWERS, id=name)
    assert (second.status_code, second.get_json()["sentence"]) == (200, "This was saved before.")
    assert credits(database, scene) == [420]


def test_a_record_that_is_sent_again_after_a_correction_leaves_the_correction(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    name = str(uuid4())
    send(supervisor, scene, ANSWERS, id=name)
    send(supervisor, scene, ABSENT | {"version": str(stored(database, scene).version)})
    assert send(supervisor, scene, ANSWERS, id=name).get_json()["sentence"] == (
        "This was saved before."
    )
    assert stored(database, scene).outcome_code == "UACP"


def test_the_same_record_with_other_content_shows_both_sides(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    name = str(uuid4())
    send(supervisor, scene, ANSWERS, id=name)
    answer = send(supervisor, scene, ANSWERS | {"penalty_minutes": "30"}, id=name)
    assert answer.status_code == 409
    assert answer.get_json()["differences"] == [["Time not to count", "30", "0"]]
    assert credits(database, scene) == [420]


def test_whoever_comes_second_sees_both_sides_and_may_send_theirs_on_top(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    send(supervisor, scene, ANSWERS)
    answer = send(supervisor, scene, ABSENT)
    body = answer.get_json()
    assert (answer.status_code, body["by"]) == (409, "You")
    assert ["What happened?", "Unacceptable absence", "Attended – complied"] in body["differences"]
    assert ["Started", "", "9:30am"] in body["differences"]
    assert credits(database, scene) == [420]
    anew = send(supervisor, scene, ABSENT | {"version": body["version"]})
    assert anew.status_code == 200
    assert credits(database, scene) == [420, -420]


def test_two_phones_that_say_the_same_do_not_differ(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    send(supervisor, scene, ANSWERS)
    second = send(supervisor, scene, ANSWERS)
    assert second.status_code == 200
    assert second.get_json()["sentence"] == "7 hours credited. 93 hours left to work."
    assert credits(database, scene) == [420]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"outcome": "AASD"}, ["outcome", "Select what happened"]),
        ({"ended_at": ""}, ["ended_at", "Enter the time they finished"]),
        ({"ended_at": "5pm"}, ["ended_at", "Finish must be 4:45pm or earlier"]),
        ({"started_at": "soon"}, ["started_at", "must be a time, like 9:30am or 14:00"]),
        ({"behaviour": ""}, ["behaviour", "Select their behaviour"]),
        ({"notes": "x" * 4001}, ["notes", "4,000 characters or fewer"]),
    ],
)
def test_a_rule_answers_with_its_sentence_at_its_box_and_nothing_is_stored(
    supervisor: Client, database: Database, scene: Scene, changes: dict[str, str], error: list[str]
) -> None:
    answer = send(supervisor, scene, ANSWERS | changes)
    assert answer.status_code == 422
    ((box, sentence),) = answer.get_json()["errors"]
    assert box == error[0]
    assert error[1] in sentence
    assert stored(database, scene).outcome_code is None
    name = str(uuid4())
    send(supervisor, scene, ANSWERS | changes, id=name)
    assert send(supervisor, scene, ANSWERS, id=name).status_code == 200, "put right under its id"


def test_nobody_sends_for_another(
    supervisor: Client, another: Client, database: Database, scene: Scene
) -> None:
    mine = who(supervisor)["owner"]
    assert send(another, scene, ANSWERS, owner=mine).status_code == 403
    assert send(another, scene, ANSWERS).status_code == 404, "not a session of theirs"
    with database.transaction(COMMAND_LINE) as db:
        db.scalars(select(Duty)).one().active = False
    assert send(supervisor, scene, ANSWERS).status_code == 404, "taken off it meanwhile"
    assert stored(database, scene).outcome_code is None
    with database.reading() as db:
        refused = select(func.count()).where(AuditEvent.action == AuditAction.REFUSED)
        assert db.scalar(refused) == 3


def test_a_sending_without_the_token_of_its_sign_in_is_refused(
    supervisor: Client, database: Database, scene: Scene
) -> None:
    body = {"id": str(uuid4()), "owner": who(supervisor)["owner"], "answers": ANSWERS}
    path = f"/my/phone/appointments/{scene.appointments[0].id}/outcome"
    answer = supervisor.post(path, json=body, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert stored(database, scene).outcome_code is None


@pytest.mark.parametrize(
    "body",
    [[], {}, {"id": "x"}, {"answers": "ATTC"}, {"id": "x", "owner": "y", "answers": {}}, "ATTC"],
)
def test_what_no_phone_has_sent_is_refused(supervisor: Client, scene: Scene, body: object) -> None:
    answer = supervisor.post(
        f"/my/phone/appointments/{scene.appointments[0].id}/outcome",
        json=body,
        headers={"X-CSRFToken": who(supervisor)["csrf"], "Accept": "application/json"},
    )
    assert answer.status_code == 400
