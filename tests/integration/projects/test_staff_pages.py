"""Projects: the list, one project, adding, changing and moving it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import event, select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditEvent
from payback.projects.models import Project, ProjectKind, ProjectState
from payback.projects.queries import project_for
from tests.support.builders import a_project, an_account, an_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.core.db import Database
    from tests.support.client import Client

ANSWERS: dict[str, str | list[str]] = {
    "code": "cp2001",
    "name": "Canal towpath",
    "kind": "group placement",
    "work": "Clear the towpath",
    "length": "short",
    "needed_hours": "400",
    "priority": "4",
    "address": "1 Park Road",
    "postcode": "nw44bg",
    "grid_reference": "",
    "beneficiary": "Canal trust",
    "contact_name": "Sam",
    "contact_phone": "020 8359 2000",
    "contact_email": "sam@example.org",
    "places": "8",
    "min_people": "3",
    "supervisors_needed": "1",
    "skills": "First aid, chainsaw; first-aid",
    "tags": "Children",
    "risk_assessed_until-day": "1",
    "risk_assessed_until-month": "6",
    "risk_assessed_until-year": "2027",
}

WRONG: list[tuple[dict[str, str], str]] = [
    ({"name": ""}, "Enter the name of the project"),
    ({"name": "x" * 101}, "Name of the project must be 100 characters or fewer"),
    ({"code": ""}, "Enter a project code"),
    ({"kind": "holiday"}, "Select the kind of placement"),
    ({"postcode": "nowhere"}, "Enter a full UK postcode, like NW4 4BG"),
    ({"postcode": "SW1A 1AA"}, "not cover"),
    ({"grid_reference": "here"}, "Enter a grid reference like TQ 240 890"),
    ({"places": "0"}, "Places must be between 1 and 100"),
    ({"places": "many"}, "Places must be a whole number, like 15"),
    ({"min_people": "9"}, "The smallest group must be 8 or fewer, the number of places"),
    ({"supervisors_needed": "11"}, "between 1 and 10"),
    ({"skills": "first aid, <script>"}, "must be letters, numbers, spaces and dashes only"),
    ({"contact_email": "sam@"}, "email address"),
    ({"contact_phone": "12"}, "telephone number"),
    ({"needed_hours": "-4"}, "between 1 and 100,000"),
    ({"priority": "6"}, "Select a priority"),
    ({"risk_assessed_until-day": "31"}, "must be a real date"),
    ({"risk_assessed_until-year": ""}, "must include a year"),
]


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


@pytest.fixture
def coordinator(signed_in: Callable[[Role], Client]) -> Client:
    """Sign in as a coordinator of Barnet."""
    return signed_in(Role.COORDINATOR)


def stored(database: Database, **changes: Any) -> Project:
    with database.transaction(COMMAND_LINE) as db:
        return a_project(db, **changes)


def read(database: Database, code: str) -> Project:
    with database.reading() as db:
        found = db.scalar(select(Project.id).where(Project.code == code))
        project = project_for(db, COMMAND_LINE, found or 0)
    assert project is not None
    return project


def test_a_new_project_takes_borough_and_point_from_its_postcode(
    coordinator: Client, database: Database
) -> None:
    coordinator.send("/projects/new", ANSWERS, status=200)
    project = read(database, "CP2001")
    assert (project.state, project.area.name) == (ProjectState.PROPOSED, "Barnet")
    assert (project.postcode, project.needed_minutes, project.short) == ("NW4 4BG", 24_000, True)
    assert [each.skill for each in project.skills] == ["chainsaw", "first-aid"]
    assert 51.5 < project.lat < 51.7


def test_a_grid_reference_places_a_site_whose_postcode_is_not_known(
    coordinator: Client, database: Database
) -> None:
    unknown = ANSWERS | {"postcode": "ZE1 0AA"}
    coordinator.send("/projects/new", unknown, status=422)
    assert "We do not know where this postcode is" in coordinator.errors()[0]
    coordinator.send("/projects/new", unknown | {"grid_reference": "TQ 240 890"}, status=200)
    assert read(database, "CP2001").area.name == "Barnet"


def test_a_project_stays_at_its_grid_reference_until_its_postcode_changes(
    coordinator: Client, database: Database
) -> None:
    coordinator.send("/projects/new", ANSWERS | {"grid_reference": "TQ 240 890"}, status=200)
    placed = read(database, "CP2001")
    path = f"/projects/{placed.id}/change"
    for changes in ({"name": "Renamed"}, {"postcode": "EN4 0AD"}):
        now = read(database, "CP2001")
        coordinator.send(path, ANSWERS | {"version": str(now.version)} | changes, status=200)
        at = read(database, "CP2001")
        stays = "postcode" not in changes
        assert ((at.lat, at.lon) == (placed.lat, placed.lon)) is stays


def test_wrong_answers_are_named_and_nothing_typed_is_lost(coordinator: Client) -> None:
    for answer, error in WRONG:
        coordinator.send("/projects/new", ANSWERS | answer, status=422)
        assert error in " ".join(coordinator.errors())
        assert len(coordinator.errors()) == 1
        for name in ("address", "beneficiary", "code", "postcode", "places"):
            box = coordinator.page.find("input", {"name": name})
            assert box is not None
            assert box.get("value", "") == (ANSWERS | answer)[name]


def test_a_code_belongs_to_one_project(coordinator: Client, database: Database) -> None:
    stored(database, code="CP2001")
    coordinator.send("/projects/new", ANSWERS, status=422)
    assert coordinator.errors() == ["The code CP2001 is taken by another project"]


def test_a_place_in_another_borough_is_refused(coordinator: Client, database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        an_area(db, code="E09000033", name="Westminster")
    coordinator.send("/projects/new", ANSWERS | {"postcode": "SW1A 1AA"}, status=422)
    assert "Westminster, which is not one of your areas" in coordinator.errors()[0]


def test_sending_the_form_twice_adds_one_project(coordinator: Client, database: Database) -> None:
    tokens = coordinator.tokens("/projects/new")
    first = coordinator.post("/projects/new", data={**ANSWERS, **tokens})
    second = coordinator.post("/projects/new", data={**ANSWERS, **tokens})
    assert first.location == second.location
    with database.reading() as db:
        assert len(db.scalars(select(Project)).all()) == 1


def test_a_project_is_changed_and_keeps_its_unchanged_skills(
    coordinator: Client, database: Database
) -> None:
    coordinator.send("/projects/new", ANSWERS)
    before = read(database, "CP2001")
    path = f"/projects/{before.id}/change"
    changed = ANSWERS | {"skills": "first aid", "name": "Towpath", "version": str(before.version)}
    coordinator.send(path, changed, status=200)
    after = read(database, "CP2001")
    assert (after.name, [each.id for each in after.skills]) == ("Towpath", [before.skills[1].id])


def test_a_stale_change_is_refused(coordinator: Client, database: Database) -> None:
    project = stored(database)
    path = f"/projects/{project.id}/change"
    coordinator.send(path, ANSWERS | {"version": str(project.version)}, status=200)
    coordinator.send(path, ANSWERS | {"version": str(project.version)}, status=409)


def test_a_project_without_a_risk_assessment_cannot_become_ready(
    coordinator: Client, database: Database
) -> None:
    project = stored(database, state=ProjectState.PROPOSED, risk_assessed_until=None)
    form = {"to": "ready", "version": str(project.version)}
    response = coordinator.send(f"/projects/{project.id}/state", form)
    assert "There is no risk assessment yet." in response.text
    assert read(database, project.code).state is ProjectState.PROPOSED


def test_a_change_of_state_is_audited(coordinator: Client, database: Database) -> None:
    project = stored(database, state=ProjectState.READY)
    form = {"to": "running", "version": str(project.version)}
    response = coordinator.send(f"/projects/{project.id}/state", form)
    assert "The project is now running." in response.text
    with database.reading() as db:
        lines = db.scalars(
            select(AuditEvent).where(
                AuditEvent.record_kind == "projects", AuditEvent.record_id == project.id
            )
        ).all()
    assert (lines[-1].actor, lines[-1].details) == ("coordinator", "state")


@pytest.mark.parametrize("to", ["", "open", "proposed"])
def test_a_state_that_does_not_follow_is_refused(
    coordinator: Client, database: Database, to: str
) -> None:
    project = stored(database)
    form = {"to": to, "version": str(project.version)}
    coordinator.send(f"/projects/{project.id}/state", form, status=200)
    assert read(database, project.code).state is ProjectState.RUNNING


@pytest.mark.parametrize("path", ["", "/change", "/patterns/new"])
def test_a_project_of_another_borough_does_not_exist(
    coordinator: Client, database: Database, path: str
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        camden = an_area(db, code="E09000007", name="Camden")
        project = a_project(db, area_id=camden.id)
    coordinator.get_page(f"/projects/{project.id}{path}", status=404)


def test_the_list_is_filtered_by_state_borough_and_words(
    coordinator: Client, database: Database
) -> None:
    stored(database, name="Oak Hill Park", state=ProjectState.PAUSED)
    stored(database, name="Mill Hill church", kind=ProjectKind.INDIVIDUAL)
    for query, expected in {
        "q=hill+oak": {"Oak Hill Park"},
        "q=HILL": {"Oak Hill Park", "Mill Hill church"},
        "q=100%25": set(),
        "state=paused": {"Oak Hill Park"},
        "area=E09000003": {"Oak Hill Park", "Mill Hill church"},
        "state=odd&q=x&page=-3": {"Oak Hill Park", "Mill Hill church"},
    }.items():
        status = 422 if "state=odd" in query else 200
        rows = coordinator.get_page(f"/projects?{query}", status=status).select("tbody th a")
        assert {row.get_text(strip=True) for row in rows} == expected, query


def test_a_long_list_has_pages_and_a_fixed_number_of_queries(
    coordinator: Client, database: Database
) -> None:
    counts = []
    for number in (1, 60):
        for _ in range(number):
            stored(database)
        statements: list[str] = []
        engine = coordinator.application.extensions["payback"].database.engine
        event.listen(engine, "before_cursor_execute", lambda *a, s=statements: s.append(a[2]))
        page = coordinator.get_page("/projects?page=1")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert "1 to 25 of 61" in page.get_text()
    assert len(coordinator.get_page("/projects?page=3").select("tbody tr")) == 11


def test_an_expired_risk_assessment_is_seen_on_list_and_page(
    coordinator: Client, database: Database
) -> None:
    project = stored(database, risk_assessed_until=date(2026, 11, 1))
    assert "Not in date" in coordinator.get_page("/projects").get_text()
    page = coordinator.get_page(f"/projects/{project.id}").get_text()
    assert "The risk assessment ran out on 1 November 2026." in page


def test_a_manager_reads_but_changes_nothing(
    database: Database, signed_in: Callable[[Role], Client]
) -> None:
    project = stored(database)
    manager = signed_in(Role.MANAGER)
    page = manager.get_page(f"/projects/{project.id}")
    assert not page.select("main form")
    manager.get_page(f"/projects/{project.id}/change", status=403)


def test_somebody_without_areas_sees_no_project(client: Client, database: Database) -> None:
    stored(database)
    with database.transaction(COMMAND_LINE) as db:
        account = an_account(db, Role.COORDINATOR, areas=[])
    client.sign_in(account.email, "correct horse battery")
    assert "There are no projects in your areas yet." in client.get_page("/projects").get_text()


@pytest.mark.parametrize(
    ("role", "address", "said"),
    [
        (Role.COORDINATOR, "/projects", "There are no projects in your areas yet. Add the first."),
        (
            Role.COORDINATOR,
            "/projects?q=x",
            "No projects match. Clear the filter, or add a project.",
        ),
        (Role.MANAGER, "/projects", "There are no projects in your areas yet."),
        (Role.MANAGER, "/projects?q=x", "No projects match. Clear the filter."),
    ],
)
def test_an_empty_list_says_only_what_its_reader_can_do(
    signed_in: Callable[[Role], Client], role: Role, address: str, said: str
) -> None:
    page = signed_in(role).get_page(address)
    told = [each.get_text(strip=True) for each in page.select("main p")]
    assert said in told
