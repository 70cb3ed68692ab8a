"""A conflict names who changed what and when, shows both sides and leads on, for every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.people.models import ExclusionCircle, Person
from payback.projects.models import Project
from tests.integration.core.test_keeping import hidden, rest
from tests.support.builders import a_person, a_project, a_supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from payback.areas.models import Area
    from payback.core.db import Database
    from tests.support.client import Client


@pytest.fixture(autouse=True)
def _at_nine() -> Iterator[None]:
    with time_machine.travel("2026-11-24T09:00:00Z", tick=False):
        yield


@pytest.fixture
def person(database: Database, barnet: Area) -> Person:
    with database.transaction(COMMAND_LINE) as db:
        return a_person(db, area_id=barnet.id, given_name="Alex", email="old@example.org")


def open_form(client: Client, person: Person) -> tuple[str, dict[str, str]]:
    path = f"/people/{person.id}/change"
    client.get_page(path)
    return path, hidden(client) | rest(client)


@pytest.fixture
def conflict(signed_in: Callable[[Role], Client], person: Person) -> tuple[Client, str]:
    """Two coordinators have one record open; the second to save meets the conflict."""
    first, second = signed_in(Role.COORDINATOR), signed_in(Role.COORDINATOR)
    path, theirs = open_form(first, person)
    _, mine = open_form(second, person)
    assert first.post(path, data=theirs | {"given_name": "Alexander"}).status_code == 302
    response = second.post(path, data=mine | {"given_name": "Sasha", "phone": "020 8359 2000"})
    assert response.status_code == 409
    return second, path


def test_both_sides_are_shown_with_who_and_when(conflict: tuple[Client, str]) -> None:
    client, path = conflict
    rows = [row.get_text(" ", strip=True) for row in client.page.select("tbody tr")]
    assert rows == [
        "First name Alexander Sasha",
        "Telephone number Nothing 020 8359 2000",
    ]
    assert "last changed this record on 24 November 2026 at 9am: First name." in client.words
    assert client.page.select_one(f'main a[href="{path}"]')


def test_keeping_mine_saves_it(
    conflict: tuple[Client, str], database: Database, person: Person
) -> None:
    client, path = conflict
    assert client.post(path, data=hidden(client)).status_code == 302
    with database.reading() as db:
        saved = db.get_one(Person, person.id)
    assert (saved.given_name, saved.phone) == ("Sasha", "020 8359 2000")


def test_changing_mine_first_shows_the_form_with_it_and_saves_nothing(
    conflict: tuple[Client, str], database: Database, person: Person
) -> None:
    client, path = conflict
    response = client.post(path, data=hidden(client) | {"shown_again": "conflict"})
    assert response.status_code == 422
    box = client.page.find("input", {"name": "given_name"})
    assert box is not None
    assert box["value"] == "Sasha"
    with database.reading() as db:
        assert db.get_one(Person, person.id).given_name == "Alexander"


def test_a_button_that_came_too_late_says_who_was_first(
    signed_in: Callable[[Role], Client], database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        project = a_project(db, area_id=barnet.id)
    client = signed_in(Role.COORDINATOR)
    path = f"/projects/{project.id}/state"
    client.send(path, {"to": "paused", "version": "1"}, status=200)
    client.send(path, {"to": "finished", "version": "1"}, status=409)
    assert "You last changed this record on 24 November 2026 at 9am: state." in client.words
    assert "You changed this record yourself after you opened this page" in client.words
    assert "Someone else" not in client.words
    client.post(path, data=hidden(client))
    with database.reading() as db:
        assert db.get_one(Project, project.id).state.value == "finished"


def test_the_same_page_sent_with_other_answers_shows_what_was_saved_first(
    signed_in: Callable[[Role], Client], person: Person
) -> None:
    client = signed_in(Role.COORDINATOR)
    path = f"/people/{person.id}/exclusions/new"
    client.get_page(path)
    form = hidden(client) | {"centre": "NW4 4BG", "metres": "500", "label": "School"}
    assert client.post(path, data=form).status_code == 302
    response = client.post(path, data=form | {"label": "Her home"})
    assert response.status_code == 409
    assert "sent before with other answers, or for another record" in client.words
    rows = [row.get_text(" ", strip=True) for row in client.page.select("tbody tr")]
    assert len(rows) == 1
    assert rows[0].endswith("School Her home")
    assert client.page.select_one(f'main a[href^="/people/{person.id}"]')
    assert client.post(path, data=hidden(client)).status_code == 302


@pytest.mark.parametrize("whose", ["people", "supervisors"])
def test_days_of_the_usual_week_that_differ_are_shown_side_by_side(
    whose: str, signed_in: Callable[[Role], Client], database: Database, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        row = a_person(db) if whose == "people" else a_supervisor(db, area_id=barnet.id)
    path = f"/people/{row.id}/availability"
    path = path if whose == "people" else f"/supervisors/{row.id}/change"
    clients = [signed_in(Role.COORDINATOR) for _ in range(2)]
    forms: list[dict[str, Any]] = []
    for client in clients:
        client.get_page(path)
        forms.append(hidden(client) | rest(client))
    everything = [str(number) for number in range(21)]
    assert clients[0].post(path, data=forms[0] | {"slots": everything[1:]}).status_code == 302
    assert clients[1].post(path, data=forms[1] | {"slots": everything[:-3]}).status_code == 409
    rows = [each.get_text(" ", strip=True) for each in clients[1].page.select("tbody tr")]
    assert [each.partition("work? ")[2] for each in rows] == [
        "Monday afternoon, evening morning, afternoon, evening",
        "Sunday morning, afternoon, evening Nothing",
    ]


def test_a_page_sent_to_another_record_is_a_conflict_and_can_be_saved_there_as_well(
    signed_in: Callable[[Role], Client], database: Database, person: Person, barnet: Area
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        other = a_person(db, area_id=barnet.id)
    client = signed_in(Role.COORDINATOR)
    path = "/people/{}/exclusions/new"
    client.get_page(path.format(person.id))
    form = hidden(client) | {"centre": "NW4 4BG", "metres": "500", "label": "School"}
    assert client.post(path.format(person.id), data=form).status_code == 302
    assert client.post(path.format(other.id), data=form).status_code == 409
    assert "or for another record" in client.words
    response = client.post(path.format(other.id), data=hidden(client))
    assert response.location.startswith(f"/people/{other.id}#")
    with database.reading() as db:
        assert set(db.scalars(select(ExclusionCircle.person_id))) == {person.id, other.id}
