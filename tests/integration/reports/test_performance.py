"""Hits and misses by quarter: the measure, its edges, who sees what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from payback.core.access import COMMAND_LINE, Role
from payback.people.ledger import credit, reverse
from payback.people.models import LedgerKind, RequirementState
from payback.reports.service import load_published_figures
from tests.integration.reports.world import lines_of, rows_of
from tests.support.builders import a_person, a_requirement, an_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from payback.people.models import LedgerEntry, Requirement
    from tests.support.client import Client

    SignIn = Callable[[Role], Client]

PAGE = "/reports/performance"
CSV = "/reports/performance.csv"
MEASURE = "Delivery of the unpaid-work requirement"


def due(db: Session, on: date, **changes: object) -> Requirement:
    return a_requirement(
        db, sentenced_on=date(2025, 1, 6), due_on=on, ordered_minutes=600, **changes
    )


def work(db: Session, requirement: Requirement, on: date, minutes: int = 600) -> LedgerEntry:
    return credit(
        db,
        requirement,
        kind=LedgerKind.ATTENDANCE,
        minutes=minutes,
        worked_on=on,
        source="test",
        account_id=None,
    )


def counts(client: Client) -> dict[str, tuple[str, str]]:
    """Return hit and miss by the first day of the quarter."""
    lines = lines_of(client, CSV)
    return {line["quarter start"]: (line["hit"], line["miss"]) for line in lines}


SUMMER, AUTUMN = "2026-07-01", "2026-10-01"


@pytest.mark.parametrize(
    ("due_on", "worked_on", "summer", "autumn"),
    [
        (date(2026, 9, 30), date(2026, 9, 30), ("1", "0"), ("0", "0")),
        (date(2026, 9, 30), date(2026, 10, 1), ("0", "1"), ("0", "0")),
        (date(2026, 12, 24), date(2026, 9, 30), ("1", "0"), ("0", "0")),
        (date(2026, 11, 20), None, ("0", "0"), ("0", "1")),
        (date(2026, 11, 21), None, ("0", "0"), ("0", "0")),
        (date(2026, 11, 21), date(2026, 11, 21), ("0", "0"), ("1", "0")),
    ],
)
def test_a_requirement_counts_once_in_the_quarter_of_whichever_comes_first(
    database: Database,
    signed_in: SignIn,
    due_on: date,
    worked_on: date | None,
    summer: tuple[str, str],
    autumn: tuple[str, str],
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        requirement = due(db, due_on)
        if worked_on is not None:
            work(db, requirement, worked_on)
    found = counts(signed_in(Role.MANAGER))
    assert (found[SUMMER], found[AUTUMN]) == (summer, autumn)


def test_hours_taken_back_turn_a_hit_into_a_miss(database: Database, signed_in: SignIn) -> None:
    with database.transaction(COMMAND_LINE) as db:
        requirement = due(db, date(2026, 9, 1))
        entry = work(db, requirement, date(2026, 8, 1))
    manager = signed_in(Role.MANAGER)
    assert counts(manager)[SUMMER] == ("1", "0")
    with database.transaction(COMMAND_LINE) as db:
        reverse(db, entry, reason="Never came", source="test", account_id=None)
    assert counts(manager)[SUMMER] == ("0", "1")


def test_a_requirement_that_a_court_ended_is_left_out(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        due(db, date(2026, 9, 1), state=RequirementState.ENDED)
        due(db, date(2026, 9, 1), state=RequirementState.SUSPENDED)
    assert counts(signed_in(Role.MANAGER))[SUMMER] == ("0", "1")


def test_the_page_says_target_result_and_definition(database: Database, signed_in: SignIn) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for number in range(7):
            requirement = due(db, date(2026, 9, 1))
            if number:
                work(db, requirement, date(2026, 8, number))
    manager = signed_in(Role.MANAGER)
    text = manager.get_page(f"{PAGE}?quarter=quarter-2026-07").get_text(" ", strip=True)
    row = rows_of(manager, MEASURE)[0]
    assert row[1:6] == ["6", "1", "7", "85.71%", "86.25%"]
    assert row[6:] == ["Not met under by 0.54 points", "1 more of 7"]
    assert "whichever came first" in text
    assert "Requirements of people who live in Barnet." in text
    assert "as of 21 November 2026" in text


def test_people_of_other_boroughs_do_not_count(database: Database, signed_in: SignIn) -> None:
    with database.transaction(COMMAND_LINE) as db:
        ealing = an_area(db, code="E09000009", name="Ealing")
        due(db, date(2026, 9, 1), person_id=a_person(db, area_id=ealing.id).id)
    manager = signed_in(Role.MANAGER)
    assert counts(manager)[SUMMER] == ("0", "0")
    manager.get_page(f"{PAGE}?place=area-E09000009", status=422)
    assert manager.errors() == ["Select one of the places in the list"]
    assert manager.get(f"{CSV}?place=area-E09000009").status_code == 302


@pytest.mark.parametrize("quarter", ["quarter-2027-01", "month-2026-07", "x", "quarter-2026-08"])
def test_a_quarter_that_is_not_in_the_list_gets_a_sentence(signed_in: SignIn, quarter: str) -> None:
    manager = signed_in(Role.MANAGER)
    manager.get_page(f"{PAGE}?quarter={quarter}", status=422)
    assert manager.errors() == ["Select one of the quarters in the list"]


def test_a_partner_sees_quarters_that_are_over_and_no_small_counts(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        for _ in range(8):
            work(db, due(db, date(2026, 9, 1)), date(2026, 8, 3))
        due(db, date(2026, 9, 1))
        for number in range(12):
            requirement = due(db, date(2026, 6, 1))
            if number % 2:
                work(db, requirement, date(2026, 5, 4))
        load_published_figures(db)
    partner = signed_in(Role.PARTNER)
    found = counts(partner)
    assert AUTUMN not in found
    assert found[SUMMER] == ("hidden", "hidden")
    assert found["2026-04-01"] == ("6", "6")
    partner.get_page(PAGE)
    assert rows_of(partner, MEASURE)[0][1:7] == ["Hidden"] * 5 + ["Hidden: few people"]
    assert len(rows_of(partner, "Figures by quarter")) == 8
    assert partner.page.select_one('a[href$="/figures/new"]') is None


def test_the_published_quarters_are_shown_with_exactly_two_warnings(
    database: Database, signed_in: SignIn
) -> None:
    with database.transaction(COMMAND_LINE) as db:
        assert load_published_figures(db).added == 8
        assert load_published_figures(db).unchanged == 8
    manager = signed_in(Role.MANAGER)
    page = manager.get_page(PAGE)
    warnings = [each.get_text(" ", strip=True) for each in page.select(".govuk-warning-text")]
    assert len(warnings) == 2
    assert all("are the same as in October to December 2015" in each for each in warnings)
    rows = rows_of(manager, "Figures by quarter")
    row = next(each for each in rows if each[2] == "1,328")
    assert row[:4] == ["Jan to Mar 2016 (Q4)", row[1], "1,328", "219"]
    assert row[4:9] == [
        "1,547",
        "85.84%",
        "86.25%",
        "Not met under by 0.41 points",
        "7 more of 1,547",
    ]
    lines = lines_of(manager, "/reports/published-figures.csv")
    assert "85.84" in {line["performance per cent"] for line in lines}
    needed = [line["hits needed to reach the target"] for line in lines]
    assert needed == ["791", "0", "7", "0", "794", "0", "7", "0"]
