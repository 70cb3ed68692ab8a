"""Time off earned by working: the figures of the page are those of the rules, from real rows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import event

from payback.attendance.earned import earned_reduction
from payback.core.access import COMMAND_LINE, Role
from payback.people import ledger
from payback.people.incentive import Standing
from payback.people.models import LedgerEntry, LedgerKind, Requirement
from payback.people.queries import person_by_id
from payback.policies.models import Policy, PolicyName
from payback.projects.models import Project, ProjectKind
from tests.integration.attendance.test_service import an_entry, record
from tests.support.builders import a_requirement

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.db import Database
    from tests.integration.attendance.conftest import Scene
    from tests.support.client import Client

MISSED = {"started_at": None, "ended_at": None, "work_quality": None, "behaviour": None}


def standing(database: Database, requirement: Requirement) -> Standing:
    """Return where the page says that somebody stands."""
    with database.reading() as db:
        person = person_by_id(db, COMMAND_LINE, requirement.person_id)
        rows = earned_reduction(db, person).values["standings"]
        assert isinstance(rows, list)
        found = next(found for each, found in rows if each.id == requirement.id)
        assert isinstance(found, Standing)
        return found


def by_hand(
    database: Database, requirement: Requirement, minutes: int, kind: LedgerKind, on: date
) -> LedgerEntry:
    with database.transaction(COMMAND_LINE) as db:
        return ledger.credit(
            db,
            requirement,
            kind=kind,
            minutes=minutes,
            worked_on=on,
            source="test",
            account_id=None,
            reason="agreed",
        )


def test_work_earns_half_of_what_is_beyond_a_quarter(database: Database, scene: Scene) -> None:
    first = scene.requirements[0]
    by_hand(database, first, 1500, LedgerKind.BROUGHT_FORWARD, date(2026, 9, 1))
    assert standing(database, first).current_discount_minutes == 0
    record(database, scene.appointments[0], an_entry())
    found = standing(database, first)
    assert (found.status, found.threshold_minutes) == ("qualifying", 1500)
    assert (found.qualifying_minutes, found.current_discount_minutes) == (1920, 210)
    assert found.projected_discount_minutes == 1500


def test_a_failure_ends_the_earning_until_it_is_corrected(database: Database, scene: Scene) -> None:
    first = scene.requirements[0]
    by_hand(database, first, 2500, LedgerKind.BROUGHT_FORWARD, date(2026, 9, 1))
    record(database, scene.appointments[0], an_entry("UACP", **MISSED))
    failed = standing(database, first)
    assert (failed.status, failed.projected_discount_minutes) == ("disqualified", 500)
    record(database, scene.appointments[0], an_entry(version="2"))
    assert standing(database, first).status == "qualifying"
    assert standing(database, first).current_discount_minutes == 710


def test_a_failure_on_a_course_is_none(database: Database, scene: Scene) -> None:
    with database.transaction(COMMAND_LINE) as db:
        db.get_one(Project, scene.session.project_id).kind = ProjectKind.ETE
    record(database, scene.appointments[0], an_entry("UACP", **MISSED))
    assert standing(database, scene.requirements[0]).status == "eligible"


def test_what_is_earned_is_not_work_and_earns_nothing(database: Database, scene: Scene) -> None:
    first = scene.requirements[0]
    by_hand(database, first, 2000, LedgerKind.BROUGHT_FORWARD, date(2026, 9, 1))
    entry = by_hand(database, first, 250, LedgerKind.INCENTIVE, date(2026, 11, 1))
    assert standing(database, first).qualifying_minutes == 2000
    with database.transaction(COMMAND_LINE) as db:
        ledger.reverse(db, entry, reason="too early", source="test", account_id=None)
    assert standing(database, first).qualifying_minutes == 2000
    taken_back = by_hand(database, first, -100, LedgerKind.ADJUSTMENT, date(2026, 11, 1))
    assert standing(database, first).qualifying_minutes == 1900
    with database.transaction(COMMAND_LINE) as db:
        ledger.reverse(db, taken_back, reason="wrong", source="test", account_id=None)
    assert standing(database, first).qualifying_minutes == 2000


def test_the_figures_are_those_of_the_policy_of_the_day(database: Database, scene: Scene) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for name, value in (
            (PolicyName.INCENTIVE_THRESHOLD_SHARE, 0.5),
            (PolicyName.INCENTIVE_DISCOUNT_SHARE, 1),
        ):
            day = date(2026, 11, 24)
            db.add(Policy(name=name, value=value, valid_from=day, source="a test"))
    found = standing(database, scene.requirements[0])
    assert (found.threshold_minutes, found.maximum_discount_minutes) == (3000, 1500)
    with database.transaction(COMMAND_LINE) as db:
        requirement = db.get_one(Requirement, scene.requirements[0].id)
        for day, most in ((date(2026, 11, 23), 1500), (date(2026, 11, 24), 1500)):
            kind = LedgerKind.INCENTIVE
            assert ledger.kind_allowance(db, requirement, kind, day) == most


def test_a_second_requirement_and_more_work_cost_no_more_queries(
    database: Database, scene: Scene
) -> None:
    def queries() -> int:
        asked: list[str] = []

        def count(*arguments: object) -> None:
            asked.append(str(arguments[2]))

        with database.reading() as db:
            person = person_by_id(db, COMMAND_LINE, scene.requirements[0].person_id)
            event.listen(database.engine, "before_cursor_execute", count)
            earned_reduction(db, person)
            event.remove(database.engine, "before_cursor_execute", count)
        return len(asked)

    before = queries()
    with database.transaction(COMMAND_LINE) as db:
        a_requirement(db, person_id=scene.requirements[0].person_id, event_number=2)
    record(database, scene.appointments[0], an_entry())
    assert queries() == before == 3


def test_the_record_shows_what_was_earned(
    signed_in: Callable[[Role], Client], database: Database, scene: Scene
) -> None:
    by_hand(database, scene.requirements[0], 2160, LedgerKind.BROUGHT_FORWARD, date(2026, 9, 1))
    staff = signed_in(Role.COORDINATOR)
    page = staff.get_page(f"/people/{scene.requirements[0].person_id}")
    text = page.get_text(" ", strip=True)
    assert "Event 1 Earning" in text
    assert "Earned so far 5 hours 30 minutes" in text
    assert "To expect if all goes well 25 hours" in text
