"""The last minute, the first day and the last word of the ledger, on a real database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import update

from payback.core.access import COMMAND_LINE
from payback.core.errors import RuleBroken
from payback.people import ledger, queries
from payback.people.models import LedgerKind, Requirement, RequirementState
from payback.people.queries import PeopleFilter
from payback.people.rules import Pace, pace
from payback.people.sums import credited_minutes_of
from tests.support.behind import behind
from tests.support.builders import a_requirement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from payback.people.models import LedgerEntry

TODAY = date(2026, 11, 21)
WEEKLY = 420
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True):
        yield


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    with database.transaction(COMMAND_LINE) as db:
        yield db


def credited(
    db: Session,
    requirement: Requirement,
    minutes: int,
    kind: LedgerKind = LedgerKind.ADJUSTMENT,
    worked_on: date = TODAY,
    reason: str = "agreed",
) -> LedgerEntry:
    return ledger.credit(
        db,
        requirement,
        kind=kind,
        minutes=minutes,
        worked_on=worked_on,
        source="test",
        account_id=None,
        reason=reason,
    )


def test_a_reversal_never_brings_the_time_above_the_order(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    credited(db, requirement, 5940)
    taken_back = credited(db, requirement, -60)
    last = credited(db, requirement, 61)
    with pytest.raises(RuleBroken, match="above the hours ordered"):
        ledger.reverse(db, taken_back, reason="wrong", source="test", account_id=None)
    ledger.reverse(db, last, reason="wrong", source="test", account_id=None)
    credited(db, requirement, 60)
    ledger.reverse(db, taken_back, reason="wrong", source="test", account_id=None)
    assert ledger.remaining_of(db, requirement) == 0
    assert requirement.state is RequirementState.COMPLETE


def test_nothing_is_not_an_adjustment(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    with pytest.raises(RuleBroken, match="1 minute or more"):
        credited(db, requirement, 0)


def test_not_a_minute_is_adjusted_above_the_order(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    credited(db, requirement, 6000)
    with pytest.raises(RuleBroken, match="credited already"):
        credited(db, requirement, 1)


def test_a_reversal_needs_a_reason_too(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    entry = credited(db, requirement, 60)
    with pytest.raises(RuleBroken, match="Enter a reason") as refused:
        ledger.reverse(db, entry, reason="  ", source="test", account_id=None)
    assert refused.value.field == "reason"


def test_a_reason_may_have_255_characters(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    assert credited(db, requirement, 60, reason="r" * 255).minutes == 60
    with pytest.raises(RuleBroken, match="255 characters or fewer"):
        credited(db, requirement, 60, reason="r" * 256)


def test_time_counts_from_the_day_of_the_sentence(db: Session) -> None:
    sentenced = date(2026, 6, 1)
    requirement = a_requirement(db, sentenced_on=sentenced)
    assert credited(db, requirement, 60, worked_on=sentenced).worked_on == sentenced
    with pytest.raises(RuleBroken) as refused:
        credited(db, requirement, 60, worked_on=sentenced - timedelta(days=1))
    assert refused.value.field == "worked_on"


def test_an_ended_requirement_stays_ended_when_its_hours_are_met(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    credited(db, requirement, 6000)
    requirement.state = RequirementState.ENDED
    ledger.settle(db, requirement)
    assert requirement.state is RequirementState.ENDED
    assert requirement.completed_on == TODAY


def test_a_locked_requirement_is_as_it_is_now(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    changed = update(Requirement).where(Requirement.id == requirement.id)
    unseen = changed.execution_options(synchronize_session=False)
    behind(db, unseen.values(ordered_minutes=2400))
    assert ledger.locked(db, requirement.id).ordered_minutes == 2400


def test_the_share_of_education_is_whole_again_once_a_recording_is_reversed(db: Session) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    first = credited(db, requirement, 1800, LedgerKind.ETE)
    assert ledger.kind_allowance(db, requirement, LedgerKind.ETE, TODAY) == 0
    ledger.reverse(db, first, reason="wrong", source="test", account_id=None)
    assert ledger.kind_allowance(db, requirement, LedgerKind.ETE, TODAY) == 1800
    credited(db, requirement, 1799, LedgerKind.ETE)
    assert ledger.kind_allowance(db, requirement, LedgerKind.ETE, TODAY) == 1


def test_the_list_of_people_knows_the_same_paces(db: Session) -> None:
    expected: dict[Pace, set[int]] = {Pace.BEHIND: set(), Pace.FINISHING_SOON: set()}
    for remaining, days in product((0, 1, 60, 61, 420, 421, 840, 841), (-1, 0, 1, 7, 14, 15)):
        due_on = TODAY + timedelta(days=days)
        requirement = a_requirement(db, due_on=due_on, weekly_minutes=WEEKLY)
        credited(db, requirement, requirement.ordered_minutes - remaining)
        requirement.state = RequirementState.ACTIVE
        now = pace(remaining, WEEKLY, due_on, TODAY)
        wanted = Pace.BEHIND if now is Pace.OVERDUE else now
        expected.setdefault(wanted, set()).add(requirement.id)
    for remaining in (60, 841):
        over = a_requirement(db, due_on=TODAY + timedelta(days=7), weekly_minutes=WEEKLY)
        credited(db, over, over.ordered_minutes - remaining)
        over.state = RequirementState.ENDED
    db.flush()
    for wanted in (Pace.BEHIND, Pace.FINISHING_SOON):
        assert listed(db, wanted) == expected[wanted]


def listed(db: Session, wanted: Pace) -> set[int]:
    found = queries.list_people(
        db, COMMAND_LINE, PeopleFilter(pace=wanted), TODAY, offset=0, limit=500
    )
    return {each.requirement.id for each in found if each.requirement}


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(5999, RequirementState.ACTIVE), (6000, RequirementState.COMPLETE)],
)
def test_time_brought_forward_completes_what_it_fills(
    db: Session, minutes: int, state: RequirementState
) -> None:
    requirement = a_requirement(db, ordered_minutes=6000)
    ledger.open_with(
        db, requirement, minutes=minutes, worked_on=TODAY, source="test", account_id=None
    )
    db.flush()
    assert credited_minutes_of(db, [requirement.id]) == {requirement.id: minutes}
    assert requirement.state is state
    assert requirement.completed_on == (TODAY if state is RequirementState.COMPLETE else None)


def test_time_brought_forward_is_not_worked_on_a_requirement(db: Session) -> None:
    requirement, other = a_requirement(db), a_requirement(db)
    ledger.open_with(db, requirement, minutes=60, worked_on=TODAY, source="test", account_id=None)
    credited(db, other, 60)
    assert not ledger.is_worked_on(db, requirement.id)
    assert ledger.is_worked_on(db, other.id)
    credited(db, requirement, 60)
    assert ledger.is_worked_on(db, requirement.id)
