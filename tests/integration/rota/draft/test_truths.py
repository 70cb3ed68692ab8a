"""What pages of rotas say of themselves is so: counts, states, phases and what can be undone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from payback.core.access import COMMAND_LINE
from payback.diary.models import WorkSession
from payback.people.models import LedgerEntry, LedgerKind, Requirement
from payback.policies.models import Policy, PolicyName
from payback.rota.models import Rota, RotaDuty, RotaState
from payback.rota.planning.search_words import SEARCHING, phase_in_words
from payback.rota.queries import counts_of_rotas
from tests.support import builders
from tests.support.behind import behind
from tests.support.planning import plan

if TYPE_CHECKING:
    from payback.config import Config
    from payback.core.db import Database
    from tests.support.client import Client
    from tests.support.planning import SmallArea

pytestmark = pytest.mark.usefixtures("saturday")


def state_of(database: Database, rota: Rota) -> RotaState:
    with database.reading() as db:
        return db.get_one(Rota, rota.id).state


def test_people_with_no_work_left_are_not_counted_as_not_placed(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        done = db.get_one(Requirement, small.requirements[0].id)
        db.add(
            LedgerEntry(
                requirement_id=done.id,
                kind=LedgerKind.BROUGHT_FORWARD,
                minutes=done.ordered_minutes,
                worked_on=date(2026, 8, 1),
            )
        )
    (rota,) = plan(database, config, small.area)
    with database.reading() as db:
        assert counts_of_rotas(db, [rota.id])[rota.id].unplaced == 0
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "1 more with no work left" in coordinator.words
    assert "1 person with no work left to plan" in coordinator.words
    assert "Everybody with work left is placed." in coordinator.words


def test_a_session_without_a_supervisor_counts_as_open_in_lists_as_on_its_page(
    database: Database, rota: Rota
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        opened = counts_of_rotas(db, [rota.id])[rota.id].sessions
        assert opened
        db.execute(delete(RotaDuty).where(RotaDuty.rota_id == rota.id))
        assert counts_of_rotas(db, [rota.id])[rota.id].sessions == opened


def test_discarding_asks_first_and_can_be_undone(
    coordinator: Client, database: Database, rota: Rota
) -> None:
    coordinator.get_page(f"/rotas/{rota.id}/discard")
    assert "It leaves the list of rotas." in coordinator.words
    assert "You can take it up again from its page." in coordinator.words
    assert state_of(database, rota) is RotaState.DRAFT
    coordinator.send(f"/rotas/{rota.id}/discard", {"version": str(rota.version)}, status=200)
    assert state_of(database, rota) is RotaState.DISCARDED
    coordinator.send(f"/rotas/{rota.id}/restore", status=200)
    assert state_of(database, rota) is RotaState.DRAFT
    coordinator.send(f"/rotas/{rota.id}/publish", {"version": "3"}, status=200)
    assert coordinator.send(f"/rotas/{rota.id}/restore").status_code == 409


def test_a_superseded_rota_says_when_it_was_published_and_when_superseded(
    coordinator: Client, database: Database, config: Config, rota: Rota, small: SmallArea
) -> None:
    coordinator.send(f"/rotas/{rota.id}/publish", {"version": str(rota.version)}, status=200)
    (newer,) = plan(database, config, small.area)
    coordinator.send(f"/rotas/{newer.id}/publish", {"version": str(newer.version)}, status=200)
    coordinator.get_page(f"/rotas/{rota.id}")
    assert "Published by" in coordinator.words
    assert ", superseded on 21 November 2026" in coordinator.words


def test_nobody_is_asked_to_insist_on_a_booking_that_stands_anyway(
    coordinator: Client, database: Database, config: Config, small: SmallArea
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        first = db.get_one(WorkSession, small.sessions[0].id)
        for each in small.requirements:
            builders.an_appointment(db, first, each)
        builders.a_duty(db, first, small.supervisors[0])
        behind(db, update(Policy).where(Policy.name == PolicyName.NOTICE_HOURS).values(value=96))
    (rota,) = plan(database, config, small.area)
    coordinator.get_page(f"/rotas/{rota.id}/people/{small.requirements[0].person_id}")
    locked = [each.get("href", "") for each in coordinator.page.find_all("a")]
    assert not any(f"session={first.id}" in str(each) for each in locked)
    assert "too near to be changed by a plan" in coordinator.words


@pytest.mark.parametrize("phase", ["bound", "whole", "part 3 of 8", "exact model", "improve", ""])
def test_phases_are_said_in_words_and_not_in_the_names_of_the_method(phase: str) -> None:
    said = phase_in_words(phase)
    assert said in {SEARCHING, "Finding out how good a rota can be"}
