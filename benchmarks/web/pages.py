"""The pages that are measured, and how often people of each role ask for them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from payback.accounts.models import Account
from payback.core.access import Role
from payback.diary.models import SessionState, WorkSession
from payback.people.models import Person
from payback.supervisors.models import Supervisor

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STATIC = "/static/js-enabled.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that a role asks for; ``often`` is its share among the role's pages."""

    address: str
    role: str
    often: int = 1

    @property
    def name(self) -> str:
        """What the report calls it."""
        return f"{self.role} {self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Records whose own pages are asked for."""

    session: int
    person: int
    project: int
    supervisor: int


def examples(db: Session) -> Examples:
    """Return the records: each in the middle of what a year has brought."""
    session = (
        db.execute(
            select(WorkSession.id)
            .where(WorkSession.state == SessionState.OPEN)
            .order_by(WorkSession.id)
        )
        .scalars()
        .first()
    )
    project = (
        db.execute(
            select(WorkSession.project_id)
            .where(WorkSession.state == SessionState.DONE)
            .group_by(WorkSession.project_id)
            .order_by(func.count().desc(), WorkSession.project_id)
        )
        .scalars()
        .first()
    )
    person = (
        db.execute(select(Person.id).where(Person.limited_access.is_(False)).order_by(Person.id))
        .scalars()
        .first()
    )
    supervisor = db.execute(select(Supervisor.id).order_by(Supervisor.id)).scalars().first()
    return Examples(
        session=session or 0, person=person or 0, project=project or 0, supervisor=supervisor or 0
    )


def sign_ins(db: Session) -> dict[str, list[str]]:
    """Return the email addresses of each role."""
    found: dict[str, list[str]] = defaultdict(list)
    accounts = db.execute(
        select(Account.role, Account.email)
        .where(Account.demonstration, Account.active)
        .order_by(Account.id)
    )
    for role, email in accounts:
        found[Role(role).value].append(email)
    return dict(found)


def pages_of(found: Examples) -> list[Page]:
    """Return every page that is measured."""
    coordinator = {
        "/sessions": 3,
        f"/sessions/{found.session}": 3,
        "/attendance": 2,
        "/people": 3,
        f"/people/{found.person}": 3,
        "/supervisors": 1,
        f"/supervisors/{found.supervisor}": 1,
        "/nominations/inbox": 3,
        "/projects": 2,
        f"/projects/{found.project}": 3,
        "/rotas": 1,
        "/sessions/breaks": 1,
    }
    by_role = {
        "public": {"/": 4, "/nominations/find": 1, STATIC: 1},
        "coordinator": coordinator,
        "supervisor": {"/my/sessions": 4, "/my/calendar": 1},
        "manager": {
            "/reports/hours": 2,
            "/reports/hours/projects.svg": 1,
            "/reports/hours/weeks.svg": 1,
            "/reports/hours.csv": 1,
            "/reports/hours/weeks.csv": 1,
            "/reports/deadlines": 1,
            "/reports/performance": 1,
        },
        "administrator": {"/accounts": 2, "/areas": 1, "/audit": 1},
        "partner": {"/reports/hours": 1},
    }
    return [
        Page(address=address, role=role, often=often)
        for role, pages in by_role.items()
        for address, often in pages.items()
    ]


PEOPLE = {
    "public": 12,
    "coordinator": 22,
    "supervisor": 16,
    "manager": 5,
    "administrator": 2,
    "partner": 3,
}
"""How many of the sixty have each role."""
