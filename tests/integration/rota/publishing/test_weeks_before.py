"""A draft that follows another of its run is checked against the diary, and beside that other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from payback.core.access import COMMAND_LINE
from payback.core.audit import AuditAction, AuditEvent
from payback.people import ledger
from payback.people.models import LedgerKind, Person, Requirement
from payback.rota.models import Rota, RotaBooking, RotaState
from tests.support import builders
from tests.support.planning import SmallArea, a_small_area, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client

FOLLOWS = "This draft was planned to follow the week of 23 November 2026, not published yet."
IF = "If the weeks before are published as they are planned:"


@pytest.fixture(autouse=True)
def thursday() -> Iterator[None]:
    with time_machine.travel("2026-11-19T10:00:00Z"):
        yield


@pytest.fixture
def small(database: Database) -> SmallArea:
    """Return an area with sessions in two weeks, and people with one day's work in each."""
    with database.transaction(COMMAND_LINE) as db:
        small = a_small_area(db)
        for each in small.sessions:
            builders.a_session(db, small.project, on=each.on + timedelta(days=7))
        for requirement in small.requirements:
            requirement.ordered_minutes, requirement.max_weekly_minutes = 840, 420
        return small


def credit_a_day(db: Session, requirement: Requirement) -> None:
    ledger.credit(
        db,
        ledger.locked(db, requirement.id),
        kind=LedgerKind.ADJUSTMENT,
        minutes=420,
        worked_on=requirement.sentenced_on,
        source="a file",
        account_id=None,
        reason="Worked elsewhere",
    )


def lacks(coordinator: Client, rota: Rota) -> list[str]:
    page = coordinator.get_page(f"/rotas/{rota.id}/publish")
    assert "can no longer be published" not in coordinator.words
    return [each.get_text() for each in page.select("#lacks li")]


def publish(coordinator: Client, rota: Rota, reason: str = "") -> None:
    path = f"/rotas/{rota.id}/publish"
    form = coordinator.tokens(path) | {"version": str(rota.version), "reason": reason}
    if seen := coordinator.page.find("input", {"name": "seen"}):
        form["seen"] = str(seen["value"])
    assert coordinator.post(path, data=form).status_code == 302


def test_a_week_before_that_is_not_published_is_named_until_it_is(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    first, second = plan(database, config, small.area, weeks=2)
    assert lacks(coordinator, first) == []
    assert lacks(coordinator, second) == [FOLLOWS]
    publish(coordinator, first)
    assert lacks(coordinator, second) == []
    publish(coordinator, second)
    with database.reading() as db:
        assert set(db.scalars(select(Rota.state))) == {RotaState.PUBLISHED}


def test_what_would_not_fit_after_the_weeks_before_is_a_risk_and_names_whom(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    first, second = plan(database, config, small.area, weeks=2)
    with database.transaction(COMMAND_LINE) as db:
        twice = db.scalars(
            select(RotaBooking.person_id)
            .where(RotaBooking.rota_id == second.id)
            .order_by(RotaBooking.person_id)
        ).first()
        requirement = db.scalars(select(Requirement).where(Requirement.person_id == twice)).one()
        credit_a_day(db, requirement)
        name = db.get_one(Person, requirement.person_id).full_name
        before = db.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc())).first() or 0
    found = lacks(coordinator, second)
    assert found[0] == FOLLOWS
    (risk,) = [each for each in found if each.startswith(IF)]
    assert name in risk
    with database.reading() as db:
        reads = select(AuditEvent.record_id).where(
            AuditEvent.id > before, AuditEvent.action == AuditAction.READ
        )
        assert requirement.person_id in db.scalars(reads).all()
    publish(coordinator, second, "The first week is planned again")
    assert lacks(coordinator, first) == []
