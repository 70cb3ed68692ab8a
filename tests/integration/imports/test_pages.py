"""From a chosen file to what came of it, as the person at the screen sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core import jobs
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.imports import receiving
from payback.imports.models import ImportState
from payback.imports.service import FORGET
from payback.people.models import Person
from tests.support.builders import a_person, an_area
from tests.support.importing import press, the_import, upload
from tests.unit.people.importing.test_lines import GOOD, a_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

NEW = "/people/imports/new"
pytestmark = pytest.mark.usefixtures("barnet", "frozen")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def staff(signed_in: Callable[[Role], Client]) -> Client:
    return signed_in(Role.COORDINATOR)


def people(database: Database) -> list[Person]:
    with database.reading() as db:
        return list(db.scalars(select(Person).order_by(Person.crn)))


def imported(staff: Client, *rows: dict[str, str]) -> None:
    upload(staff, NEW, a_file(*rows))
    press(staff, "confirm")


def test_a_small_file_is_checked_and_imported_at_once_and_its_content_is_forgotten(
    staff: Client, database: Database
) -> None:
    upload(staff, NEW, a_file(GOOD))
    assert "nothing is saved yet" in staff.words
    here = staff.page.select_one(".govuk-service-navigation [aria-current]")
    assert here is not None
    assert here.get_text(strip=True) == "People"
    assert people(database) == []
    report = staff.page
    page = press(staff, "confirm")
    assert "The file was imported" in staff.words
    assert "The file was about 1 person. All of it is saved." in staff.words
    staff.page = report
    assert press(staff, "confirm") == page, "a second press leads to the same place"
    assert len(people(database)) == 1
    kept = the_import(database)
    with database.reading() as db:
        db.add(kept)
        assert (kept.content, kept.findings) == (None, None)
    assert "1 person Saved" in staff.get_page(NEW).get_text(" ", strip=True)


def test_each_changed_person_is_listed_field_by_field_before_anything_is_saved(
    staff: Client, database: Database
) -> None:
    imported(staff, GOOD | {"minutes_done": "420", "barred_tags": "noise"})
    changes = {
        "given_name": "Sam",
        "phone": "020 8359 2000",
        "availability": "Mon am",
        "barred_tags": "children",
        "minutes_done": "480",
        "ordered_hours": "100",
    }
    upload(staff, NEW, a_file(GOOD | changes))
    for told in (
        "X123456 Alex Example 2",
        "First name: as it is, Alex → as in the file, Sam",
        "Telephone: as it is, – → as in the file, 020 8359 2000",
        "Availability: as it is, all → as in the file, Mon am",
        "Tags to stay away from: as it is, noise → as in the file, children",
        "Sentence 1: time ordered: as it is, 120 hours → as in the file, 100 hours",
        "Sentence 1: worked before this service kept count: as it is, 7 hours → as in the file, "
        "8 hours",
    ):
        assert told in staff.words
    assert people(database)[0].given_name == "Alex"


def test_whoever_sees_what_would_change_leaves_a_line_for_each_person_shown(
    staff: Client, database: Database
) -> None:
    imported(staff, GOOD)
    page = upload(staff, NEW, a_file(GOOD | {"given_name": "Sam"}))
    with database.reading() as db:
        read = select(AuditEvent).where(AuditEvent.action == AuditAction.READ)
        (line,) = db.scalars(read.where(AuditEvent.details == f"import {page.split('/')[-1]}"))
    assert (line.record_kind, line.record_id) == ("people", people(database)[0].id)


@pytest.mark.parametrize("limited", ["before", "by the file"])
def test_of_somebody_with_limited_access_the_list_shows_fields_and_no_values(
    staff: Client, limited: str
) -> None:
    imported(staff, GOOD | {"limited_access": "yes" if limited == "before" else "no"})
    upload(staff, NEW, a_file(GOOD | {"given_name": "Zebedee", "limited_access": "yes"}))
    assert "X123456 Limited access" in staff.words
    assert "First name" in staff.words
    assert "Zebedee" not in staff.words
    assert "Alex" not in staff.words


def test_many_changed_people_are_paged(staff: Client) -> None:
    rows = [GOOD | {"crn": f"N{number:03}"} for number in range(30)]
    imported(staff, *rows)
    page = upload(staff, NEW, a_file(*(row | {"given_name": "Sam"} for row in rows)))
    assert "Showing 1 to 25 of 30." in staff.words
    assert "N000 Alex" in staff.words
    assert "N029 Alex" not in staff.words
    staff.get_page(f"{page}?page=2")
    assert "N029 Alex" in staff.words


def test_a_wrong_crn_is_refused_and_a_near_one_is_warned_of(
    staff: Client, database: Database
) -> None:
    imported(staff, GOOD)
    other = GOOD | {"family_name": "Other", "sex": "male"}
    upload(staff, NEW, a_file(other | {"date_of_birth": "1/1/1980"}))
    assert "it is of somebody else. Correct the CRN." in staff.words
    assert staff.page.select_one('form[action$="/confirm"]') is None
    upload(staff, NEW, a_file(other))
    assert "Look at these first" in staff.words
    assert "The name and sex differ from the record with this CRN." in staff.words
    assert people(database)[0].family_name == "Example"


def test_every_bad_line_is_shown_and_nothing_is_imported(staff: Client, database: Database) -> None:
    upload(staff, NEW, a_file(GOOD | {"sex": "x"}, GOOD | {"crn": "Y1", "ordered_hours": "39"}))
    assert "Line 2, sex “x” must be one of" in staff.words
    assert "Line 3, ordered_hours Time ordered must be between" in staff.words
    assert people(database) == []


def test_of_very_many_faults_the_first_are_shown(staff: Client) -> None:
    upload(staff, NEW, a_file(*(GOOD | {"crn": f"N{n}", "sex": "x"} for n in range(250))))
    assert "And 50 more faults" in staff.words


def test_records_that_changed_since_the_check_are_noticed_and_nothing_is_imported(
    staff: Client, database: Database
) -> None:
    imported(staff, GOOD)
    upload(staff, NEW, a_file(GOOD | {"given_name": "Sam"}, GOOD | {"crn": "Y1"}))
    with database.transaction(COMMAND_LINE) as db:
        db.scalars(select(Person)).one().given_name = "Kim"
    press(staff, "confirm")
    assert "Records have changed since the file was checked" in staff.words
    assert "Nothing was changed." in staff.words
    assert [each.given_name for each in people(database)] == ["Kim"]
    press(staff, "check")
    assert "First name: as it is, Kim → as in the file, Sam" in staff.words
    press(staff, "confirm")
    assert [each.given_name for each in people(database)] == ["Sam", "Alex"]


def test_somebody_moved_out_of_ones_areas_since_the_check_is_not_changed(
    staff: Client, database: Database
) -> None:
    upload(staff, NEW, a_file(GOOD))
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        a_person(db, crn="X123456", area_id=camden.id)
    press(staff, "confirm")
    press(staff, "check")
    assert "on record in an area where you do not work" in staff.words


def test_nobody_else_sees_or_confirms_a_file(
    staff: Client, signed_in: Callable[[Role], Client]
) -> None:
    page = upload(staff, NEW, a_file(GOOD))
    for role in (Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR):
        other = signed_in(role)
        assert other.get(page).status_code == 404
        for action in ("confirm", "check", "stop"):
            values = other.tokens("/cookies")
            assert other.post(f"{page}/{action}", data=values).status_code == 404


@pytest.mark.parametrize("keeps", [False, True])
def test_who_left_an_area_reaches_no_file_that_was_compared_with_it(
    staff: Client, database: Database, barnet: Area, *, keeps: bool
) -> None:
    page = upload(staff, NEW, a_file(GOOD))
    assert page in staff.get(NEW).text
    with database.transaction(COMMAND_LINE) as db:
        account = db.get_one(
            Account, the_import(database).account_id, options=[selectinload(Account.areas)]
        )
        old = [db.get_one(Area, barnet.id)] if keeps else []
        account.areas = [*old, an_area(db, code="E09000030", name="Tower Hamlets")]
    assert staff.get(page).status_code == (200 if keeps else 404)
    assert (page in staff.get(NEW).text) is keeps
    for action in () if keeps else ("confirm", "check", "stop"):
        assert staff.post(f"{page}/{action}", data=staff.tokens("/cookies")).status_code == 404
    assert people(database) == []


def test_a_file_is_forgotten_after_an_hour_whatever_became_of_it(
    staff: Client, database: Database, config: Config, frozen: Any
) -> None:
    page = upload(staff, NEW, a_file(GOOD))
    report = staff.page
    with database.reading() as db:
        (job,) = db.scalars(select(jobs.Job).where(jobs.Job.kind == FORGET))
    assert job.due_at - the_import(database).created_at >= timedelta(minutes=59)
    frozen.shift(timedelta(minutes=61))
    staff.page = report
    press(staff, "confirm")
    assert "it is kept for an hour. Select it again" in staff.words
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(jobs.Job, job.id).due_at = datetime(2020, 1, 1, tzinfo=UTC)
    assert jobs.run(database, config, job.id, "one")
    staff.get_page(page)
    assert "The file is not kept any more. Nothing was changed." in staff.words
    assert people(database) == []


def test_a_long_file_waits_for_a_worker_and_its_page_says_how_far_it_is(
    staff: Client, database: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SMALL_BYTES", 0)
    page = upload(staff, NEW, a_file(GOOD))
    assert "Waiting for a worker" in staff.words
    assert staff.page.select_one('noscript meta[http-equiv="refresh"]') is not None
    jobs.run(database, config, the_import(database).job_id or 0, "one")
    staff.get_page(page)
    press(staff, "confirm")
    assert "Waiting for a worker" in staff.words
    press(staff, "stop")
    assert "You stopped it. Nothing was changed." in staff.words
    assert the_import(database).state is ImportState.APPLYING
    press(staff, "check")
    jobs.run(database, config, the_import(database).job_id or 0, "one")
    assert the_import(database).state is ImportState.CHECKED
