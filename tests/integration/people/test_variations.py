"""Orders that the court changes: the row, the balance, the pages, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from payback.core.access import COMMAND_LINE, Role
from payback.core.errors import RuleBroken
from payback.people import ledger
from payback.people.models import LedgerKind, OrderVariation, Requirement, RequirementState
from payback.people.variations import note_imported, vary_order
from payback.people.varying import Variation
from tests.support.behind import behind
from tests.support.builders import a_requirement
from tests.support.html import value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from tests.support.client import Client

DECIDED = date(2026, 11, 10)
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True):
        yield


@pytest.fixture
def requirement_id(database: Database) -> int:
    """100 hours, 50 of them worked."""
    with database.transaction(COMMAND_LINE) as db:
        requirement = a_requirement(db, ordered_minutes=6000)
        credit(db, requirement, 3000)
        return requirement.id


def credit(db: Session, requirement: Requirement, minutes: int) -> None:
    ledger.credit(
        db,
        requirement,
        kind=LedgerKind.ATTENDANCE,
        minutes=minutes,
        worked_on=date(2026, 11, 3),
        source="test",
        account_id=None,
    )


def vary(
    database: Database,
    requirement_id: int,
    minutes: int,
    decided_on: date = DECIDED,
    reference: str = "Z12",
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        requirement = ledger.locked(db, requirement_id)
        wanted = Variation(minutes=minutes, decided_on=decided_on, reference=reference)
        vary_order(db, requirement, wanted, account_id=None)


def history(database: Database) -> list[tuple[int, int]]:
    with database.reading() as db:
        rows = db.scalars(select(OrderVariation).order_by(OrderVariation.id))
        return [(each.before_minutes, each.after_minutes) for each in rows]


def state(database: Database, requirement_id: int) -> tuple[int, int, RequirementState]:
    with database.transaction(COMMAND_LINE) as db:
        requirement = ledger.locked(db, requirement_id)
        return (
            requirement.ordered_minutes,
            ledger.remaining_of(db, requirement),
            requirement.state,
        )


def test_an_order_goes_down_and_up_and_every_step_is_kept(
    database: Database, requirement_id: int
) -> None:
    vary(database, requirement_id, 4800)
    assert state(database, requirement_id) == (4800, 1800, RequirementState.ACTIVE)
    vary(database, requirement_id, 9000)
    assert state(database, requirement_id) == (9000, 6000, RequirementState.ACTIVE)
    assert history(database) == [(6000, 4800), (4800, 9000)]


def test_an_order_brought_down_to_what_is_worked_is_complete_and_one_brought_up_is_open_again(
    database: Database, requirement_id: int
) -> None:
    vary(database, requirement_id, 3000)
    assert state(database, requirement_id) == (3000, 0, RequirementState.COMPLETE)
    vary(database, requirement_id, 3060)
    assert state(database, requirement_id) == (3060, 60, RequirementState.ACTIVE)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"minutes": 6000}, "minutes", "O1"),
        ({"minutes": 2999}, "minutes", "V11"),
        ({"minutes": 18001}, "minutes", ""),
        ({"decided_on": date(2026, 5, 31)}, "decided_on", "O2"),
        ({"decided_on": date(2026, 11, 22)}, "decided_on", "O2"),
        ({"reference": ""}, "reference", "O3"),
    ],
)
def test_what_no_court_can_have_decided_is_refused_at_its_field(
    database: Database, requirement_id: int, changes: dict[str, object], field: str, rule: str
) -> None:
    values: dict[str, object] = {"minutes": 4800, **changes}
    with pytest.raises(RuleBroken) as broken:
        vary(database, requirement_id, **values)  # type: ignore[arg-type]  # names of its own
    assert (broken.value.field, broken.value.rule) == (field, rule)
    assert history(database) == []
    assert state(database, requirement_id)[0] == 6000


def test_variations_are_entered_in_the_order_of_their_days(
    database: Database, requirement_id: int
) -> None:
    vary(database, requirement_id, 4800)
    with pytest.raises(RuleBroken, match="on or after the latest variation, 10 November 2026"):
        vary(database, requirement_id, 9000, decided_on=date(2026, 11, 9))
    vary(database, requirement_id, 9000, decided_on=DECIDED)


def test_the_day_on_which_a_file_was_read_holds_up_no_earlier_decision(
    database: Database, requirement_id: int
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        requirement = ledger.locked(db, requirement_id)
        note_imported(db, requirement, 4800, on=date(2026, 11, 21), account_id=None)
        requirement.ordered_minutes = 4800
    vary(database, requirement_id, 9000, decided_on=DECIDED)
    assert history(database) == [(6000, 4800), (4800, 9000)]


def test_an_ended_requirement_is_not_varied(database: Database, requirement_id: int) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Requirement, requirement_id).state = RequirementState.ENDED
    with pytest.raises(RuleBroken, match="has ended"):
        vary(database, requirement_id, 4800)


def test_the_database_refuses_to_edit_a_variation(database: Database, requirement_id: int) -> None:
    vary(database, requirement_id, 4800)
    edit = update(OrderVariation).values(after_minutes=1)
    with (
        pytest.raises(DBAPIError, match="written once"),
        database.transaction(COMMAND_LINE) as db,
    ):
        behind(db, edit)


def test_a_coordinator_enters_what_the_court_changed(
    signed_in: Callable[[Role], Client], database: Database, requirement_id: int
) -> None:
    staff = signed_in(Role.COORDINATOR)
    with database.reading() as db:
        person_id = db.get_one(Requirement, requirement_id).person_id
    path = f"/people/{person_id}/requirements/{requirement_id}/variations/new"
    values = {
        "version": value_of(staff.get_page(path), "version"),
        "minutes-hours": "40",
        "decided_on-day": "10",
        "decided_on-month": "11",
        "decided_on-year": "2026",
        "reference": "Leeds 4471",
    }
    staff.send(path, values, status=422)
    assert staff.errors() == ["Time ordered must be 50 hours or more: so much is credited already"]
    staff.send(path, values | {"minutes-hours": "80", "reference": ""}, status=422)
    assert staff.errors() == ["Enter the court’s reference of the decision"]
    staff.send(path, values | {"minutes-hours": "80"}, status=200)
    section = staff.page.select_one("#variations + div")
    assert section is not None
    text = section.get_text(" ", strip=True)
    assert "10 November 2026 1 100.00 80.00 Leeds 4471" in text
    assert state(database, requirement_id)[:2] == (4800, 1800)
