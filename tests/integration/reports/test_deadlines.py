"""Deadlines at risk: who is listed, in which order, and who sees whose."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.areas.models import Area
from payback.core.access import COMMAND_LINE, Role
from payback.core.audit import AuditAction, AuditEvent
from payback.people.ledger import credit
from payback.people.models import LedgerKind, Person, Requirement, RequirementState
from payback.people.sums import credited_minutes_of
from payback.reports.deadline_queries import Standing, Terms, boroughs, standings_at_risk
from payback.reports.deadlines import at_risk
from payback.reports.places import Place
from tests.integration.reports.world import lines_of, rows_of
from tests.support.builders import a_person, a_requirement, an_area

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.core.db import Database
    from tests.support.client import Client

    SignIn = Callable[[Role], Client]

PAGE = "/reports/deadlines"
LIST = "Most hours short first"
TODAY = date(2026, 11, 21)
OFFER = 420


def brought_forward(db: Session, requirement: Requirement, minutes: int) -> None:
    """Credit time worked before."""
    credit(
        db,
        requirement,
        kind=LedgerKind.BROUGHT_FORWARD,
        minutes=minutes,
        worked_on=date(2026, 6, 2),
        source="test",
        account_id=None,
    )


def fill(database: Database) -> dict[str, int]:
    """Add requirements that are at risk and others; return the people at risk by CRN."""
    with database.transaction(COMMAND_LINE) as db:
        ealing = an_area(db, code="E09000009", name="Ealing")
        people = {crn: a_person(db, crn=crn) for crn in ("LATE", "SOON", "SAFE", "PAST", "GONE")}
        far = a_person(db, crn="FAR", area_id=ealing.id)
        late = a_requirement(db, person_id=people["LATE"].id, due_on=date(2026, 12, 4))
        a_requirement(db, person_id=people["SOON"].id, due_on=date(2027, 2, 26))
        a_requirement(db, person_id=people["SAFE"].id, due_on=date(2027, 6, 1))
        a_requirement(db, person_id=people["PAST"].id, due_on=date(2026, 11, 20))
        a_requirement(
            db,
            person_id=people["GONE"].id,
            due_on=date(2026, 11, 20),
            state=RequirementState.ENDED,
        )
        a_requirement(db, person_id=far.id, due_on=date(2026, 11, 20))
        brought_forward(db, late, 600)
        return {crn: people[crn].id for crn in ("PAST", "LATE", "SOON")}


def test_a_coordinator_sees_whose_deadline_is_at_risk_and_that_is_audited(
    database: Database, signed_in: SignIn
) -> None:
    people = fill(database)
    coordinator = signed_in(Role.COORDINATOR)
    page = coordinator.get_page(PAGE)
    rows = rows_of(coordinator, LIST)
    assert [row[0] for row in rows] == ["PAST", "LATE", "SOON"]
    assert rows[0][1:] == [
        "20 November 2026 Overdue",
        "100.00",
        "100.00",
        "0",
        "7.00",
        "Past",
        "Barnet",
    ]
    assert rows[1][1:] == ["4 December 2026", "76.00", "90.00", "2", "7.00", "45.00", "Barnet"]
    assert rows[2][1:] == ["26 February 2027", "2.00", "100.00", "14", "7.00", "7.15", "Barnet"]
    links = [str(link["href"]) for link in page.select("tbody a")]
    assert links == [f"/people/{person_id}" for person_id in people.values()]
    with database.reading() as db:
        read = select(AuditEvent.record_id).where(
            AuditEvent.action == AuditAction.READ, AuditEvent.record_kind == "people"
        )
        assert sorted(filter(None, db.scalars(read))) == sorted(people.values())


def test_a_manager_sees_no_reference_and_no_link(database: Database, signed_in: SignIn) -> None:
    fill(database)
    manager = signed_in(Role.MANAGER)
    page = manager.get_page(PAGE)
    text = page.get_text(" ", strip=True)
    assert not any(crn in text for crn in ("LATE", "SOON", "PAST"))
    assert page.select("tbody a") == []
    assert "requirements at risk 3 of 4 active" in text
    lines = lines_of(manager, f"{PAGE}.csv")
    assert "CRN" not in lines[0]
    assert [line["short minutes"] for line in lines] == ["6000", "4560", "120"]
    (borough,) = lines_of(manager, f"{PAGE}/boroughs.csv")
    assert borough == {
        "borough": "Barnet",
        "active": "4",
        "at risk": "3",
        "overdue": "1",
        "short minutes": "10680",
        "short hours": "178.00",
    }


def test_an_administrator_sees_counts_by_borough(database: Database, signed_in: SignIn) -> None:
    fill(database)
    admin = signed_in(Role.ADMINISTRATOR)
    admin.get_page(PAGE)
    assert [row[0] for row in rows_of(admin, "By borough")] == ["Barnet", "Ealing", "All"]
    assert rows_of(admin, "By borough")[-1][1:] == ["4", "2", "278.00", "5"]


def test_the_database_judges_deadlines_as_the_rule_does(database: Database) -> None:
    chance = random.Random(20261121)
    with database.transaction(COMMAND_LINE) as db:
        barnet, ealing = an_area(db), an_area(db, code="E09000009", name="Ealing")
        for number in range(120):
            person = a_person(db, area_id=chance.choice([barnet, ealing]).id)
            ordered = chance.choice([60, 419, 420, 421, 6_000])
            weekly = chance.choice([60, 420, 840])
            requirement = a_requirement(
                db,
                person_id=person.id,
                due_on=TODAY + timedelta(days=number - 40),
                ordered_minutes=ordered,
                weekly_minutes=weekly,
                max_weekly_minutes=840,
            )
            for _ in range(chance.randrange(3)):
                minutes = chance.randrange(1, ordered // 3)
                brought_forward(db, requirement, minutes)
        place = Place(key="all", name="Both", area_ids=(barnet.id, ealing.id))
    terms = Terms(place=place, today=TODAY, offer=OFFER)
    with database.reading() as db:
        found = standings_at_risk(db, terms)
        parts = [standings_at_risk(db, terms, offset=at, limit=7) for at in range(0, 120, 7)]
        counted = boroughs(db, terms)
        everyone = [_standing_of(db, each) for each in db.scalars(select(Requirement))]
    judged = [(each, at_risk(each, TODAY, OFFER)) for each in everyone]
    risks = [risk for _, risk in judged if risk]
    risks.sort(key=lambda each: (-each.short, each.standing.due_on, each.standing.requirement_id))
    assert found == [each.standing for each in risks]
    assert [each for part in parts for each in part] == found
    assert 20 < len(risks) < 110
    for area in ("Barnet", "Ealing"):
        (sums,) = [each for each in counted if each.name == area]
        theirs = [risk for standing, risk in judged if standing.area_name == area]
        at_it = [risk for risk in theirs if risk]
        assert (sums.active, sums.at_risk) == (len(theirs), len(at_it))
        assert sums.overdue == sum(each.overdue for each in at_it)
        assert sums.short == sum(each.short for each in at_it)


def _standing_of(db: Session, requirement: Requirement) -> Standing:
    person = db.get_one(Person, requirement.person_id)
    return Standing(
        requirement_id=requirement.id,
        person_id=person.id,
        crn=person.crn,
        area_name=db.get_one(Area, person.area_id).name,
        due_on=requirement.due_on,
        ordered=requirement.ordered_minutes,
        weekly=requirement.weekly_minutes,
        credited=credited_minutes_of(db, [requirement.id])[requirement.id],
    )


def test_a_borough_without_risk_says_so(signed_in: SignIn) -> None:
    text = signed_in(Role.COORDINATOR).get_page(PAGE).get_text(" ", strip=True)
    assert "Every active requirement can be completed in time" in text


def test_a_place_of_somebody_else_gets_a_sentence(database: Database, signed_in: SignIn) -> None:
    fill(database)
    manager = signed_in(Role.MANAGER)
    manager.get_page(f"{PAGE}?place=area-E09000009", status=422)
    assert manager.errors() == ["Select one of the places in the list"]
    for path in (f"{PAGE}.csv", f"{PAGE}/boroughs.csv"):
        assert manager.get(f"{path}?place=area-E09000009").status_code == 302


def test_partners_and_supervisors_have_no_list_of_deadlines(signed_in: SignIn) -> None:
    for role in (Role.PARTNER, Role.SUPERVISOR):
        client = signed_in(role)
        for path in (PAGE, f"{PAGE}.csv", f"{PAGE}/boroughs.csv"):
            assert client.get(path).status_code == 403
