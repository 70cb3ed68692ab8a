"""Whoever is named on a page was read of: each page that a role can reach leaves its lines.

The pages are found as a reader finds them, from link to link through a demonstration's data; a view
that is not passed so must be one that names nobody. The trail knows no kind of database, so one is
enough.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.exceptions import HTTPException

from payback.core import jobs
from payback.core.access import COMMAND_LINE
from payback.core.audit import AuditAction, AuditEvent
from payback.demonstration.accounts import PASSWORD
from payback.demonstration.load import SIZES, load
from payback.diary.models import Appointment, AppointmentState
from payback.people.models import (
    AvailabilityException,
    ExclusionCircle,
    KeepApart,
    Person,
    Requirement,
    RequirementState,
)
from payback.rota.models import Rota, RotaBooking, RotaPin
from payback.rota.queries import rotas_of_run
from payback.rota.service import start_run
from tests.support import databases
from tests.support.client import Client
from tests.support.importing import the_import, upload
from tests.support.sign_ins import EMAILS
from tests.unit.people.importing.test_lines import GOOD, a_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database

SMALL = replace(SIZES["borough"], people=60, weeks=4)
PAGES_OF_A_VIEW = 3
LINK = re.compile(r'href="(/[^"]*)"')
MONDAY, LATER = date(2026, 11, 23), date(2027, 1, 4)
READABLE = re.compile("text/|application/json")
NOT_FOLLOWED = re.compile(r"^/(static|assets|sign-out)")
NAME_NOBODY = {
    # of the public, who never meet a person on probation, and of nominations
    *("drafts.forget_draft", "nominate.check_answers", "nominate.show_refusal"),
    *("nominate.show_submitted", "photographs.remove_photograph", "photographs.show_own"),
    *("photographs.show_released", "tracking.show_nomination", "tracking.show_sent"),
    *("tracking.withdraw", "nominations.merge", "nominations.reopen"),
    *("nominations.show_photograph", "feeds.show_feed", "calendars.revoke_feed"),
    # of supervisors and sessions
    *("attendance.show_my_session", "sessions.take_off_supervisor", "supervisors.remove_leave"),
    # of one's own account, of figures, of the service
    *("attendance.show_who", "attendance.show_worker", "kept.ask_to_discard", "kept.show_kept"),
    *("reports.download_boroughs", "reports.draw_hours", "health.show_health", "static"),
}
"""Views that this walk need not pass; any other must be on its way."""


@pytest.fixture
def database_url(templates: Path, tmp_path: Path) -> str:
    return databases.new_sqlite(databases.sqlite_template(templates), tmp_path)


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel("2026-11-20T10:00:00Z"):
        yield


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A reader's way through the service: the views passed, and who was shown without a line."""

    client: Client
    known: dict[str, int]
    passed: Counter[str] = field(default_factory=Counter)
    unnoted: list[tuple[str, str]] = field(default_factory=list)

    def go(self, *starts: str) -> None:
        """Follow every link, a few times to each view."""
        waiting, seen = deque(starts), set(starts)
        while waiting:
            address = waiting.popleft()
            if not self._wanted(address):
                continue
            for link in LINK.findall(self._read(address)):
                there = urljoin(address, unescape(link)).partition("#")[0]
                if there not in seen and not NOT_FOLLOWED.match(there):
                    seen.add(there)
                    waiting.append(there)

    def _wanted(self, address: str) -> bool:
        adapter = self.client.application.url_map.bind("localhost")
        try:
            endpoint, _ = adapter.match(urlsplit(address).path, method="GET")
        except HTTPException:
            return False
        self.passed[endpoint] += 1
        return self.passed[endpoint] <= PAGES_OF_A_VIEW

    def _read(self, address: str) -> str:
        database: Database = self.client.application.extensions["payback"].database
        with database.reading() as db:
            before = db.scalar(select(func.max(AuditEvent.id))) or 0
        response = self.client.get(address)
        assert response.status_code < 500, address
        text = unescape(response.text) if READABLE.match(response.mimetype or "") else ""
        with database.reading() as db:
            noted = _noted_since(db, before)
        shown = {found for found in self.known if found in text}
        self.unnoted.extend(
            (address, name) for name in sorted(shown) if self.known[name] not in noted
        )
        return text if response.mimetype == "text/html" else ""


def _noted_since(db: Session, event_id: int) -> set[int | None]:
    return set(
        db.scalars(
            select(AuditEvent.record_id)
            .where(AuditEvent.id > event_id, AuditEvent.action == AuditAction.READ)
            .where(AuditEvent.record_kind == "people")
        )
    )


@pytest.fixture
def known(database: Database, config: Config) -> dict[str, int]:
    """Return what tells who somebody is: every CRN, and every name that only one of them has."""
    load(database, config, SMALL, lambda _line: None)
    rota = a_draft(database, config)
    with database.transaction(COMMAND_LINE) as db:
        disturb(db, rota)
        people = db.scalars(select(Person).order_by(Person.id)).all()
        names = Counter(each.full_name for each in people)
        found = {each.crn: each.id for each in people}
        return found | {each.full_name: each.id for each in people if names[each.full_name] == 1}


def a_draft(database: Database, config: Config) -> Rota:
    """Plan next week, and keep the draft."""
    with database.transaction(COMMAND_LINE) as db:
        area_id = db.scalars(select(Person.area_id).limit(1)).one()
        run = start_run(
            db, area_id=area_id, first_on=MONDAY, weeks=1, seconds=5, account_id=None, workers=1
        )
    assert jobs.run(database, config, run.job_id or 0, "a worker")
    with database.reading() as db:
        (rota,) = rotas_of_run(db, run.id)
        return rota


def disturb(db: Session, rota: Rota) -> None:
    """Let the draft name somebody who has gone, and keep two apart, one of them insisted on."""
    booked = db.scalars(
        select(RotaBooking).where(RotaBooking.rota_id == rota.id).order_by(RotaBooking.person_id)
    ).all()
    db.get_one(Requirement, booked[0].requirement_id).state = RequirementState.SUSPENDED
    first, second = sorted({each.person_id for each in booked})[:2]
    db.add(KeepApart(first_person_id=first, second_person_id=second))
    db.add(AvailabilityException(person_id=first, from_on=LATER, to_on=LATER, available=False))
    db.add(ExclusionCircle(person_id=first, lat=0.0, lon=0.0, km=1.0))
    db.add(RotaPin(person_id=booked[-1].person_id, session_id=booked[-1].session_id))


def test_whoever_a_page_names_was_read_of(
    app: Flask, database: Database, config: Config, known: dict[str, int]
) -> None:
    unnoted: list[tuple[str, str]] = []
    passed: set[str] = set()
    for role, email in EMAILS.items():
        client = app.test_client()
        assert isinstance(client, Client)
        client.sign_in(email, PASSWORD)
        starts = ["/home", "/my/phone/lists"]
        if role == "coordinator":
            starts += [checked_file(client, database, config, known), *of_records(database)]
        walk = Walk(client=client, known=known)
        walk.go(*starts)
        unnoted += walk.unnoted
        passed |= walk.passed.keys()
    assert unnoted == []
    rules = [each for each in app.url_map.iter_rules() if "GET" in (each.methods or ())]
    assert {each.endpoint for each in rules} - passed <= NAME_NOBODY


def of_records(database: Database) -> list[str]:
    """Return the page of somebody whose record names another, and of an outcome to clear."""
    recorded = select(Appointment.id).where(Appointment.state == AppointmentState.RECORDED)
    with database.reading() as db:
        person_id = db.scalars(select(KeepApart.first_person_id)).one()
        appointment_id = db.scalars(recorded.order_by(Appointment.id).limit(1)).one()
    return [f"/people/{person_id}", f"/appointments/{appointment_id}/outcome/clear"]


def checked_file(client: Client, database: Database, config: Config, known: dict[str, int]) -> str:
    """Have a file checked that would rename somebody; return its page."""
    page = upload(client, "/people/imports/new", a_file(GOOD | {"crn": min(known)}))
    jobs.run(database, config, the_import(database).job_id or 0, "a worker")
    return page
