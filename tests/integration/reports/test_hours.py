"""Hours by project: the page, the CSV and the ledger agree; everybody sees only their part."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from payback.areas.service import ensure_london
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.diary.models import SessionState
from payback.people.ledger import credit, reverse
from payback.people.models import LedgerEntry, LedgerKind
from tests.integration.reports.world import SUMMER, attend, lines_of, rows_of
from tests.support.builders import a_project, a_requirement, a_session, an_account, an_area
from tests.support.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from payback.core.db import Database

    SignIn = Callable[[Role], Client]

PAGE = f"/reports/hours?period={SUMMER}"
CSV = f"/reports/hours.csv?period={SUMMER}"


def text_of(client: Client, path: str) -> str:
    return client.get_page(path).get_text(" ", strip=True)


def test_page_csv_and_ledger_have_the_same_minutes(database: Database, signed_in: SignIn) -> None:
    chance = random.Random(20260703)
    with database.transaction(COMMAND_LINE) as db:
        projects = [a_project(db) for _ in range(5)]
        entries = []
        for number in range(60):
            project = projects[number % 5]
            on = date(2026, 6, 1) + timedelta(days=number * 2)
            minutes = chance.choice([0, 60, 209, 390, 420])
            entry = attend(db, project, on, minutes)[1]
            if entry is not None:
                entries.append(entry)
        for entry in chance.sample(entries, 12):
            reverse(db, entry, reason="Recorded twice", source="test", account_id=None)
    with database.reading() as db:
        ledger = db.scalar(
            select(func.sum(LedgerEntry.minutes))
            .where(LedgerEntry.appointment_id.is_not(None))
            .where(LedgerEntry.worked_on.between(date(2026, 7, 1), date(2026, 9, 30)))
        )
    assert ledger
    manager = signed_in(Role.MANAGER)
    lines = lines_of(manager, CSV)
    weeks = lines_of(manager, f"/reports/hours/weeks.csv?period={SUMMER}")
    sums = lines_of(manager, f"/reports/hours/sums.csv?period={SUMMER}")
    for download in (lines, weeks, sums):
        assert sum(int(line["minutes"]) for line in download) == ledger
    manager.get_page(PAGE)
    table = rows_of(manager, "Hours at each project")
    assert table[-1][1] == f"{ledger / 60:,.2f}"
    assert [row[1].replace(",", "") for row in table[:-1]] == [
        f"{float(line['hours']):.2f}" for line in lines
    ]
    assert rows_of(manager, "Hours by week")[-1][2] == table[-1][1]


def test_a_figure_of_appointments_is_not_called_people(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project, requirement = a_project(db), a_requirement(db, sentenced_on=date(2026, 1, 5))
        for day in (1, 2, 3):
            attend(db, project, date(2026, 7, day), 60, requirement=requirement, outcome="ATSS")
    manager = signed_in(Role.MANAGER)
    manager.get_page(PAGE)
    stats = {
        each.select_one("dt").get_text(strip=True): each.select_one("dd").get_text(strip=True)  # type: ignore[union-attr]
        for each in manager.page.select(".payback-stat")
    }
    assert stats["appointments stood down"] == "3"
    assert not [label for label in stats if "people" in label]


def test_sessions_of_a_project_add_up_to_its_line(database: Database, signed_in: SignIn) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db)
        attend(db, project, date(2026, 7, 1))
        attend(db, project, date(2026, 9, 30), 60, outcome="ATSS")
        attend(db, project, date(2026, 8, 4), 0, outcome="UACP")
        attend(db, project, date(2026, 10, 1))
        a_session(
            db,
            project,
            on=date(2026, 8, 5),
            state=SessionState.CANCELLED,
            cancelled_because="Storm",
        )
        project_id = project.id
    manager = signed_in(Role.MANAGER)
    (line,) = lines_of(manager, CSV)
    assert (line["sessions held"], line["sessions cancelled"]) == ("2", "1")
    assert (line["attendances"], line["stood down"], line["minutes"]) == ("2", "1", "480")
    address = f"/reports/hours/projects/{project_id}"
    manager.get_page(f"{address}?period={SUMMER}")
    table = rows_of(manager, "Sessions")
    assert len(table) == 5
    assert table[-1] == ["All sessions", "", "8.00", "3", "2", "1", ""]
    sessions = lines_of(manager, f"{address}.csv?period={SUMMER}")
    assert sum(int(each["minutes"]) for each in sessions) == 480


def test_hours_without_a_session_are_told_apart(database: Database, signed_in: SignIn) -> None:
    with database.transaction(COMMAND_LINE) as db:
        attend(db, a_project(db), date(2026, 7, 8))
        credit(
            db,
            a_requirement(db, sentenced_on=date(2026, 1, 5)),
            kind=LedgerKind.TRAVEL,
            minutes=90,
            worked_on=date(2026, 7, 9),
            reason="Two buses",
            source="test",
            account_id=None,
        )
    assert "1.50 hours credited in this period" in text_of(signed_in(Role.MANAGER), PAGE)


def test_groupings_change_the_sums_and_not_the_total(app: Flask, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        ensure_london(db)
        areas = [
            an_area(db, code=code) for code in ("E09000003", "E09000005", "E09000010", "E09000015")
        ]
        for number, area in enumerate(areas, start=1):
            attend(db, a_project(db, area_id=area.id), date(2026, 7, 8), 60 * number)
        email = an_account(db, Role.MANAGER, areas=areas).email
    client = app.test_client()
    assert isinstance(client, Client)
    client.sign_in(email, "correct horse battery")
    found = {
        by: {
            line[next(iter(line))]: int(line["minutes"])
            for line in lines_of(client, f"/reports/hours/sums.csv?period={SUMMER}&by={by}")
        }
        for by in ("area", "probation", "police")
    }
    assert found["area"] == {"Barnet": 60, "Brent": 120, "Enfield": 180, "Harrow": 240}
    assert sum(found["probation"].values()) == sum(found["police"].values()) == 600
    assert found["probation"] != found["police"]


def test_a_manager_sees_their_own_boroughs_alone(database: Database, signed_in: SignIn) -> None:
    with database.transaction(COMMAND_LINE) as db:
        elsewhere = an_area(db, code="E09000009", name="Ealing")
        project = a_project(db, area_id=elsewhere.id, name="Far away")
        attend(db, project, date(2026, 7, 8))
        project_id, code = project.id, elsewhere.code
    manager = signed_in(Role.MANAGER)
    assert "Far away" not in text_of(manager, PAGE)
    assert lines_of(manager, CSV) == []
    assert manager.get(f"/reports/hours/projects/{project_id}?period={SUMMER}").status_code == 404
    assert manager.get(f"/reports/hours/projects/{project_id}.csv").status_code == 404
    manager.get_page(f"{PAGE}&place=area-{code}", status=422)
    assert manager.errors() == ["Select one of the places in the list"]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("period=quarter-2026-08", "Select one of the periods in the list"),
        ("period=quarter-2027-01", "Select one of the periods in the list"),
        ("period=%F0%9F%90%88", "Select one of the periods in the list"),
        ("period=dates", "Enter the first day, like 29/3/2026"),
        ("period=dates&first=30/2/2026&last=1/3/2026", "The first day must be a real date"),
        ("period=dates&first=2/3/2026&last=1/3/2026", "The last day must be on or after"),
        ("place=area-1'--", "Select one of the places in the list"),
    ],
)
def test_a_wrong_filter_gets_a_sentence_and_keeps_what_was_typed(
    signed_in: SignIn, query: str, error: str
) -> None:
    manager = signed_in(Role.MANAGER)
    manager.get_page(f"/reports/hours?{query}", status=422)
    assert manager.errors()[0].startswith(error)
    assert str(manager.page.title).startswith("<title>Error: ")
    response = manager.get(f"/reports/hours.csv?{query}")
    assert response.status_code == 302
    assert response.location.startswith("/reports/hours?")
    typed = manager.page.select_one("#first")
    assert typed is not None
    assert ("first" not in query) or typed["value"]


def test_typed_days_count_unless_a_period_is_chosen_after_them(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        attend(db, a_project(db), date(2026, 7, 8))
    manager = signed_in(Role.MANAGER)
    days = "first=8/7/2026&last=8/7/2026"
    typed = text_of(manager, f"/reports/hours?period={SUMMER}&was={SUMMER}&{days}")
    assert "8 July 2026 to 8 July 2026, both days included" in typed
    chosen = text_of(manager, f"/reports/hours?period={SUMMER}&was=dates&{days}")
    assert "1 July 2026 to 30 September 2026" in chosen
    page = manager.get_page(f"/reports/hours?page=999999&page=x&by=nothing&period={SUMMER}")
    assert page.select_one("h1") is not None


def test_a_project_named_like_a_formula_is_harmless_in_a_spreadsheet(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        attend(db, a_project(db, name="=HYPERLINK(1)", code="+44"), date(2026, 7, 8))
    (line,) = lines_of(signed_in(Role.MANAGER), CSV)
    assert (line["project"], line["project code"]) == ("'=HYPERLINK(1)", "'+44")


def test_a_download_is_written_to_the_audit_trail(database: Database, signed_in: SignIn) -> None:
    manager = signed_in(Role.MANAGER)
    response = manager.get(CSV)
    name = "hours-by-project-barnet-2026-07-01-to-2026-09-30.csv"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    with database.reading() as db:
        event = db.scalars(
            select(AuditEvent).where(AuditEvent.action == AuditAction.EXPORTED)
        ).one()
    assert event.details == "hours by project, Barnet, 2026-07-01 to 2026-09-30"


def people_at(database: Database, counts: dict[str, int]) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for name, people in counts.items():
            project = a_project(db, name=name)
            for number in range(people):
                attend(db, project, date(2026, 7, 1) + timedelta(days=number), 60)


def test_a_partner_does_not_see_few_people_nor_what_gives_them_away(
    database: Database, signed_in: SignIn
) -> None:
    people_at(database, {"Many": 20, "Some": 9, "Few": 2, "Empty": 0})
    partner = signed_in(Role.PARTNER)
    partner.get_page(PAGE)
    table = {row[0].split()[0]: row[1] for row in rows_of(partner, "Hours at each project")}
    hidden = "Hidden: few people"
    assert table == {"Many": "20.00", "Some": hidden, "Few": hidden, "All": "31.00"}
    minutes = {line["project"]: line["minutes"] for line in lines_of(partner, CSV)}
    assert minutes == {"Many": "1200", "Some": "hidden", "Few": "hidden"}
    picture = partner.get(f"/reports/hours/projects.svg?period={SUMMER}").text
    assert "Many" in picture
    assert "Few" not in picture


def test_a_partner_whose_borough_has_few_people_sees_no_total(
    database: Database, signed_in: SignIn
) -> None:
    people_at(database, {"Few": 3})
    partner = signed_in(Role.PARTNER)
    assert "All 1 project Hidden: few people" in text_of(partner, PAGE)


@pytest.mark.parametrize(
    "query",
    ["period=quarter-2026-10", "period=month-2026-07", "period=dates&first=1/7/2026&last=2/7/2026"],
)
def test_a_partner_chooses_among_whole_quarters_that_are_over(
    signed_in: SignIn, query: str
) -> None:
    partner = signed_in(Role.PARTNER)
    partner.get_page(f"/reports/hours?{query}", status=422)
    assert partner.errors() == ["Select one of the periods in the list"]
    assert "July to September 2026" in partner.get_page("/reports/hours").get_text()
    for path in ("weeks.csv", "sums.csv", "projects/1", "projects/1.csv"):
        assert partner.get(f"/reports/hours/{path}").status_code == 403
    assert partner.get(f"/reports/hours/weeks.svg?period={SUMMER}").status_code == 404


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("what", ["projects", "weeks"])
def test_a_chart_is_a_picture_with_words_and_without_inline_style(
    database: Database, signed_in: SignIn, what: str, width: str
) -> None:
    people_at(database, {"Tom & <Ann>": 7})
    manager = signed_in(Role.MANAGER)
    address = f"/reports/hours/{what}.svg?period={SUMMER}&width={width}"
    response = manager.get(address)
    assert response.mimetype == "image/svg+xml"
    assert f"<title>Hours by {what.removesuffix('s')}, Barnet" in response.text
    assert "<desc>" in response.text
    assert "style=" not in response.text
    assert "<script" not in response.text
    again = manager.get(address, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert manager.get(f"/reports/hours/{what}.svg?period=x").status_code == 404


def test_hours_are_the_home_of_managers_and_partners(signed_in: SignIn) -> None:
    for role in (Role.MANAGER, Role.PARTNER):
        assert "Hours by project" in text_of(signed_in(role), "/home")


def test_a_supervisor_has_no_reports(signed_in: SignIn) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    for path in ("hours", "hours.csv", "hours/projects.svg", "hours/projects/1"):
        assert supervisor.get(f"/reports/{path}").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_projects(
    database: Database, app: Flask, signed_in: SignIn
) -> None:
    from sqlalchemy import event

    manager = signed_in(Role.MANAGER)
    counts = []
    engine = app.extensions["payback"].database.engine
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    for more in (1, 6):
        people_at(database, {f"Park {more} {number}": 2 for number in range(more)})
        seen.clear()
        manager.get_page(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1] < 16
