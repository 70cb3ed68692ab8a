"""A form opened before tags, skills, areas or verdicts changed does not take them away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditEvent
from payback.core.errors import Conflict
from payback.nominations.models import Nomination
from payback.people.models import BarredTag, Person
from payback.projects.models import Project, ProjectSkill
from payback.supervisors.models import SupervisorSkill
from tests.integration.core.test_keeping import hidden, rest
from tests.support.builders import a_person, a_project, a_supervisor, an_account, an_area
from tests.support.builders_nominations import a_nomination

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from payback.areas.models import Area
    from payback.core.columns import Base
    from payback.core.db import Database
    from tests.support.client import Client

    Make = Callable[[Session, Area], Base]


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        yield


FORMS: dict[str, tuple[Make, str, Role, dict[str, Any], dict[str, Any], str]] = {
    "barred tags": (
        lambda db, area: a_person(db, area_id=area.id),
        "/people/{id}/restrictions",
        Role.COORDINATOR,
        {"barred_tags": "children, schools", "not_with_supervisor": "any"},
        {"max_travel_minutes": "45", "not_with_supervisor": "any"},
        "Must stay away from children, schools Nothing",
    ),
    "a supervisor's skills": (
        lambda db, area: a_supervisor(db, area_id=area.id),
        "/supervisors/{id}/change",
        Role.COORDINATOR,
        {"skills": "chainsaw"},
        {"name": "Ada Quinn"},
        "Skills chainsaw Nothing",
    ),
    "a project's skills": (
        lambda db, area: a_project(db, area_id=area.id),
        "/projects/{id}/change",
        Role.COORDINATOR,
        {"skills": "chainsaw"},
        {"name": "Oak Hill"},
        "Skills the supervisors need chainsaw Nothing",
    ),
    "a project's tags": (
        lambda db, area: a_project(db, area_id=area.id),
        "/projects/{id}/change",
        Role.COORDINATOR,
        {"tags": "children"},
        {"name": "Oak Hill"},
        "What some people must stay away from children Nothing",
    ),
    "an account's areas": (
        lambda db, area: an_account(
            db, Role.MANAGER, areas=[area, an_area(db, code="E09000010", name="Enfield")]
        ),
        "/accounts/{id}",
        Role.ADMINISTRATOR,
        {"areas": ["E09000003"]},
        {"name": "Ada Quinn", "areas": ["E09000003", "E09000010"]},
        "Barnet Barnet, Enfield",
    ),
}


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_conflicts_with_a_change_of_what_belongs_to_its_row(
    kind: str, signed_in: Callable[[Role], Client], database: Database, barnet: Area
) -> None:
    make, address, role, theirs, mine, row = FORMS[kind]
    with database.transaction(COMMAND_LINE) as db:
        path = address.format(id=make(db, barnet).id)
    first, second = signed_in(role), signed_in(role)
    forms = []
    for client in (first, second):
        client.get_page(path)
        forms.append(hidden(client) | rest(client))
    assert first.post(path, data=forms[0] | theirs).status_code == 302
    assert second.post(path, data=forms[1] | mine).status_code == 409
    rows = [each.get_text(" ", strip=True) for each in second.page.select("tbody tr")]
    assert any(each.endswith(row) for each in rows), rows
    assert "last changed this record on 24 November 2026 at 9am" in second.words


def test_the_conflict_names_the_tags_as_what_was_changed(
    signed_in: Callable[[Role], Client], database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        path = f"/people/{a_person(db, area_id=barnet.id).id}/restrictions"
    client = signed_in(Role.COORDINATOR)
    tabs = []
    for _ in range(2):
        client.get_page(path)
        tabs.append(hidden(client) | rest(client) | {"not_with_supervisor": "any"})
    client.post(path, data=tabs[0] | {"barred_tags": "children"})
    assert client.post(path, data=tabs[1]).status_code == 409
    assert "at 9am: Must stay away from." in client.words


def test_verdicts_conflict_with_verdicts(
    signed_in: Callable[[Role], Client], database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        nomination = a_nomination(db, area_id=barnet.id)
    page = f"/nominations/inbox/{nomination.id}"
    clients = [signed_in(Role.COORDINATOR) for _ in range(2)]
    forms = []
    for client in clients:
        client.get_page(page)
        forms.append(hidden(client, f'form[action$="{page}/verdicts"]'))
    for client, form, status in zip(clients, forms, (302, 409), strict=True):
        sent = form | {"verdict_PROFIT": "met", "note_PROFIT": f"As {status} says"}
        assert client.post(f"{page}/verdicts", data=sent).status_code == status
    with database.reading() as db:
        assert db.get_one(Nomination, nomination.id).version == 2


def test_a_row_written_by_itself_moves_its_owner_too_and_the_trail_says_so(
    database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        person = a_person(db, area_id=barnet.id)
    with database.transaction(COMMAND_LINE) as db:
        db.add(BarredTag(person_id=person.id, tag="children"))
    with database.transaction(COMMAND_LINE) as db:
        db.delete(db.scalars(select(BarredTag)).one())
    with database.reading() as db:
        assert db.get_one(Person, person.id).version == 3
        said = db.scalars(select(AuditEvent.details).where(AuditEvent.record_kind == "people"))
        assert list(said) == ["", "barred_tags", "barred_tags"]


def test_a_row_is_deleted_with_what_belongs_to_it(database: Database, barnet: Area) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, area_id=barnet.id, skills=[ProjectSkill(skill="chainsaw")], tags=[])
    with database.transaction(COMMAND_LINE) as db:
        db.delete(db.merge(project))
    with database.reading() as db:
        assert db.get(Project, project.id) is None


def test_what_stays_the_same_moves_nothing(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        row = a_supervisor(db, skills=[SupervisorSkill(skill="chainsaw")])
    with database.transaction(COMMAND_LINE) as db:
        db.add(row)
        row.skills = list(row.skills)
    assert row.version == 1


def test_two_who_add_at_once_are_told_so(database: Database, barnet: Area) -> None:
    with database.transaction(COMMAND_LINE) as db:
        stale = a_person(db, area_id=barnet.id, barred_tags=[])
    with database.transaction(COMMAND_LINE) as db:
        db.add(BarredTag(person_id=stale.id, tag="children"))
    with pytest.raises(Conflict), database.transaction(COMMAND_LINE) as db:
        db.add(stale)
        stale.barred_tags.append(BarredTag(tag="schools"))
