"""Who asked for a record that they may not see: a line in the trail, whatever they were told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from tests.support.builders import a_person, an_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.support.client import Client


def refusals(database: Database) -> list[tuple[str, str, int | None, str]]:
    query = select(
        AuditEvent.actor, AuditEvent.record_kind, AuditEvent.record_id, AuditEvent.details
    )
    with database.reading() as db:
        refused = query.where(AuditEvent.action == AuditAction.REFUSED).order_by(AuditEvent.id)
        return [tuple(row) for row in db.execute(refused)]  # type: ignore[misc]


def test_a_person_of_another_area_and_one_who_is_not_there_both_leave_a_line(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        ealing = an_area(db, code="E09000009", name="Ealing")
        elsewhere = a_person(db, area_id=ealing.id).id
    coordinator = signed_in(Role.COORDINATOR)
    for number in (elsewhere, 999_999):
        coordinator.get_page(f"/people/{number}", status=404)
    assert refusals(database) == [
        ("coordinator", "people", number, "people.show_person") for number in (elsewhere, 999_999)
    ]


def test_a_role_that_may_not_read_people_leaves_a_line(
    signed_in: Callable[[Role], Client], database: Database
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        person_id = a_person(db).id
    supervisor = signed_in(Role.SUPERVISOR)
    supervisor.get_page(f"/people/{person_id}", status=403)
    supervisor.get_page("/people", status=403)
    assert refusals(database) == [
        ("supervisor", "people", person_id, "people.show_person"),
        ("supervisor", "people", None, "people.list_people"),
    ]


def test_a_stranger_and_a_wrong_address_leave_none(client: Client, database: Database) -> None:
    client.get_page("/people/999999")
    client.get_page("/nowhere", status=404)
    assert refusals(database) == []
