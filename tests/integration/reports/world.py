"""A small past for the reports: projects in two boroughs, sessions, attendance and a ledger."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

from payback.diary.models import AppointmentState, SessionState
from payback.people.ledger import credit
from payback.people.models import LedgerKind, Requirement
from tests.support.builders import a_requirement, a_session, an_appointment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import Appointment
    from payback.people.models import LedgerEntry
    from payback.projects.models import Project
    from tests.support.client import Client

SUMMER = "quarter-2026-07"


def attend(
    db: Session,
    project: Project,
    on: date,
    minutes: int = 420,
    *,
    requirement: Requirement | None = None,
    outcome: str = "ATTC",
) -> tuple[Appointment, LedgerEntry | None]:
    """Hold a session with one person, and credit the minutes if there are any."""
    requirement = requirement or a_requirement(db, sentenced_on=date(2026, 1, 5))
    session = a_session(db, project, on=on, state=SessionState.DONE)
    appointment = an_appointment(
        db,
        session,
        requirement,
        state=AppointmentState.RECORDED,
        outcome_code=outcome,
        credited_minutes=minutes,
    )
    if not minutes:
        return appointment, None
    return appointment, credited(db, appointment, minutes, on)


def credited(db: Session, appointment: Appointment, minutes: int, on: date) -> LedgerEntry:
    """Credit minutes of an appointment."""
    requirement = db.get_one(Requirement, appointment.requirement_id)
    return credit(
        db,
        requirement,
        kind=LedgerKind.ATTENDANCE,
        minutes=minutes,
        worked_on=on,
        source="test",
        account_id=None,
        appointment_id=appointment.id,
    )


def lines_of(client: Client, address: str) -> list[dict[str, Any]]:
    """Download a CSV file and return its lines by the names of its columns."""
    response = client.get(address)
    assert response.status_code == 200, response.text[:500]
    assert response.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))


def rows_of(client: Client, caption: str) -> list[list[str]]:
    """Return the cells of a table of the last page, its last line included."""
    for table in client.page.select("table"):
        if table.caption and table.caption.get_text(strip=True) == caption:
            cells = [row.select("th, td") for row in table.select("tbody tr, tfoot tr")]
            return [[cell.get_text(" ", strip=True) for cell in row] for row in cells]
    raise AssertionError(f"no table {caption!r}")
