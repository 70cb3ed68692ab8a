"""Credits and reversals on a real database."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread

import pytest
import time_machine
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError

from payback.core.access import COMMAND_LINE
from payback.core.db import Database
from payback.core.errors import NotFound, RuleBroken
from payback.people import ledger
from payback.people.models import LedgerEntry, LedgerKind, Requirement, RequirementState
from payback.people.sums import credited_minutes_of
from tests.support.builders import a_requirement

TODAY = date(2026, 11, 21)
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> object:
    with time_machine.travel("2026-11-21T12:00:00Z", tick=True) as traveller:
        yield traveller


@pytest.fixture
def requirement_id(database: Database) -> int:
    with database.transaction(COMMAND_LINE) as db:
        return a_requirement(db, ordered_minutes=6000).id


def credit(
    database: Database,
    requirement_id: int,
    minutes: int,
    kind: LedgerKind = LedgerKind.ATTENDANCE,
    worked_on: date = TODAY,
    reason: str = "agreed",
) -> LedgerEntry:
    with database.transaction(COMMAND_LINE) as db:
        requirement = ledger.locked(db, requirement_id)
        return ledger.credit(
            db,
            requirement,
            kind=kind,
            minutes=minutes,
            worked_on=worked_on,
            reason=reason,
            source="test",
            account_id=None,
        )


def reverse(database: Database, entry: LedgerEntry, reason: str = "wrong day") -> LedgerEntry:
    with database.transaction(COMMAND_LINE) as db:
        return ledger.reverse(db, entry, reason=reason, source="test", account_id=None)


def stored(database: Database, requirement_id: int) -> tuple[Requirement, int]:
    with database.reading() as db:
        requirement = db.get_one(Requirement, requirement_id)
        return requirement, credited_minutes_of(db, [requirement_id])[requirement_id]


def test_credits_add_up(database: Database, requirement_id: int) -> None:
    credit(database, requirement_id, 420)
    credit(database, requirement_id, 390)
    requirement, credited = stored(database, requirement_id)
    assert credited == 810
    assert requirement.state is RequirementState.ACTIVE


def test_the_entry_that_meets_the_order_completes_it_on_its_day(
    database: Database, requirement_id: int
) -> None:
    credit(database, requirement_id, 5700, LedgerKind.BROUGHT_FORWARD, date(2026, 9, 1))
    entry = credit(database, requirement_id, 420, worked_on=date(2026, 11, 18))
    assert entry.minutes == 300, "attendance is cut to what remains"
    requirement, credited = stored(database, requirement_id)
    assert credited == 6000
    assert requirement.state is RequirementState.COMPLETE
    assert requirement.completed_on == date(2026, 11, 18)


def test_a_reversal_names_its_entry_and_opens_the_requirement_again(
    database: Database, requirement_id: int
) -> None:
    entry = credit(database, requirement_id, 6000)
    reversal = reverse(database, entry)
    assert (reversal.reverses_id, reversal.minutes, reversal.worked_on) == (entry.id, -6000, TODAY)
    requirement, credited = stored(database, requirement_id)
    assert credited == 0
    assert requirement.state is RequirementState.ACTIVE
    assert requirement.completed_on is None


def test_an_entry_is_reversed_only_once_and_a_reversal_never(
    database: Database, requirement_id: int
) -> None:
    entry = credit(database, requirement_id, 420)
    reversal = reverse(database, entry)
    with pytest.raises(RuleBroken, match="reversed already"):
        reverse(database, entry)
    with pytest.raises(RuleBroken, match="cannot be reversed"):
        reverse(database, reversal)


def test_nothing_is_credited_once_the_order_is_met(database: Database, requirement_id: int) -> None:
    credit(database, requirement_id, 6000)
    for kind in (LedgerKind.ATTENDANCE, LedgerKind.ADJUSTMENT):
        with pytest.raises(RuleBroken, match="credited already"):
            credit(database, requirement_id, 60, kind)


def test_what_is_not_attendance_is_refused_above_what_remains(
    database: Database, requirement_id: int
) -> None:
    credit(database, requirement_id, 5900)
    with pytest.raises(RuleBroken, match="1 hour 40 minutes or less"):
        credit(database, requirement_id, 101, LedgerKind.ADJUSTMENT)


def test_ete_counts_up_to_three_tenths_of_the_order(
    database: Database, requirement_id: int
) -> None:
    entry = credit(database, requirement_id, 1700, LedgerKind.ETE)
    with pytest.raises(RuleBroken, match="1 hour 40 minutes or less"):
        credit(database, requirement_id, 101, LedgerKind.ETE)
    credit(database, requirement_id, 100, LedgerKind.ETE)
    with pytest.raises(RuleBroken, match="share of the order is used"):
        credit(database, requirement_id, 1, LedgerKind.ETE)
    reverse(database, entry)
    credit(database, requirement_id, 1700, LedgerKind.ETE)


def test_travel_is_capped_for_each_adjustment(database: Database, requirement_id: int) -> None:
    with pytest.raises(RuleBroken, match="3 hours or less for each adjustment"):
        credit(database, requirement_id, 181, LedgerKind.TRAVEL)
    credit(database, requirement_id, 180, LedgerKind.TRAVEL)
    credit(database, requirement_id, 180, LedgerKind.TRAVEL)


def test_an_incentive_takes_off_a_quarter_at_most(database: Database, requirement_id: int) -> None:
    credit(database, requirement_id, 1500, LedgerKind.INCENTIVE)
    with pytest.raises(RuleBroken, match="share of the order is used"):
        credit(database, requirement_id, 1, LedgerKind.INCENTIVE)


def test_an_adjustment_takes_back_no_more_than_was_credited(
    database: Database, requirement_id: int
) -> None:
    credit(database, requirement_id, 60)
    with pytest.raises(RuleBroken, match="Only 1 hour"):
        credit(database, requirement_id, -61, LedgerKind.ADJUSTMENT)
    credit(database, requirement_id, -60, LedgerKind.ADJUSTMENT)
    assert stored(database, requirement_id)[1] == 0


def test_a_reversal_that_would_leave_less_than_nothing_is_refused(
    database: Database, requirement_id: int
) -> None:
    entry = credit(database, requirement_id, 60)
    credit(database, requirement_id, -60, LedgerKind.ADJUSTMENT)
    with pytest.raises(RuleBroken, match="below nothing"):
        reverse(database, entry)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": -5}),
        ("worked_on", {"minutes": 60, "worked_on": date(2026, 5, 31)}),
        ("worked_on", {"minutes": 60, "worked_on": date(2026, 11, 22)}),
        ("reason", {"minutes": 60, "kind": LedgerKind.ADJUSTMENT, "reason": "  "}),
        ("reason", {"minutes": 60, "reason": "x" * 256}),
        ("", {"minutes": 60, "kind": LedgerKind.REVERSAL}),
    ],
)
def test_what_cannot_be_credited_is_refused_at_its_field(
    database: Database, requirement_id: int, field: str, values: dict[str, object]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        credit(database, requirement_id, **values)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert stored(database, requirement_id)[1] == 0


def test_nothing_is_credited_on_a_requirement_that_has_ended(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db:
        ended = a_requirement(db, state=RequirementState.ENDED).id
    with pytest.raises(RuleBroken, match="has ended"):
        credit(database, ended, 60)


def test_an_unknown_requirement_is_not_found(database: Database) -> None:
    with database.transaction(COMMAND_LINE) as db, pytest.raises(NotFound):
        ledger.locked(db, 999_999)


def test_the_sums_of_many_requirements_take_one_query(
    database: Database, requirement_id: int
) -> None:
    credit(database, requirement_id, 60)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    with database.reading() as db:
        sums = credited_minutes_of(db, [requirement_id, 998, 999])
    assert sums == {requirement_id: 60, 998: 0, 999: 0}
    assert len([each for each in statements if each.startswith("SELECT")]) == 1


def test_the_database_refuses_to_edit_an_entry(database: Database, requirement_id: int) -> None:
    entry = credit(database, requirement_id, 60)
    with pytest.raises(DBAPIError), database.transaction(COMMAND_LINE) as db:
        db.get_one(LedgerEntry, entry.id).minutes = 90


def test_two_credits_at_the_same_moment_are_served_one_after_the_other(
    database: Database, requirement_id: int
) -> None:
    credit(database, requirement_id, 5700)
    together = Barrier(2)
    refused: list[str] = []

    def work() -> None:
        together.wait()
        try:
            credit(database, requirement_id, 200, LedgerKind.ADJUSTMENT)
        except RuleBroken as broken:
            refused.append(broken.sentence)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert refused == ["Time to credit must be 1 hour 40 minutes or less: no more remains"]
    assert stored(database, requirement_id)[1] == 5900


def test_two_reversals_at_the_same_moment_take_back_once(
    database: Database, requirement_id: int
) -> None:
    entry = credit(database, requirement_id, 420)
    together = Barrier(2)
    refused: list[str] = []

    def work() -> None:
        together.wait()
        try:
            reverse(database, entry)
        except RuleBroken as broken:
            refused.append(broken.sentence)

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert refused == ["This entry was reversed already."]
    with database.reading() as db:
        reversals = db.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id == entry.id)).all()
    assert len(reversals) == 1
