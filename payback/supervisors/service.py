"""Writes of supervisors. Never commits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.core import removed
from payback.core.errors import RuleBroken
from payback.people import rules
from payback.supervisors import queries
from payback.supervisors.models import Supervisor, SupervisorLeave, SupervisorSkill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.areas.geo import Point
    from payback.people.models import Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorFacts:
    """What is kept about a supervisor; ``home`` is ``None`` to keep the place that is known."""

    name: str
    sex: Sex
    area_id: int
    home: Point | None
    skills: Sequence[str]
    available_slots: int
    weekly_minutes: int
    max_travel_minutes: int
    account_id: int | None


def add_supervisor(db: Session, facts: SupervisorFacts) -> Supervisor:
    """Add a supervisor.

    Raises
    ------
    RuleBroken
        Naming the field: the home place is missing, the account is somebody else's.
    """
    if facts.home is None:
        raise RuleBroken("home", "Enter where this supervisor starts from")
    supervisor = Supervisor(skills=[], leave=[])
    _set_facts(db, supervisor, facts)
    db.add(supervisor)
    db.flush()
    return supervisor


def change_supervisor(db: Session, supervisor: Supervisor, facts: SupervisorFacts) -> None:
    """Change what is kept about a supervisor; raises like `add_supervisor`."""
    _set_facts(db, supervisor, facts)
    db.flush()


def set_active(db: Session, supervisor: Supervisor, *, active: bool) -> None:
    """Deactivate a supervisor, who is planned no more, or take them back."""
    supervisor.active = active
    db.flush()


def add_leave(
    db: Session, supervisor: Supervisor, *, from_on: date, to_on: date, reason: str
) -> SupervisorLeave:
    """Add days, both included, on which a supervisor does not work."""
    rules.check_days(from_on, to_on)
    row = SupervisorLeave(supervisor_id=supervisor.id, from_on=from_on, to_on=to_on, reason=reason)
    db.add(row)
    db.flush()
    return row


def remove_leave(db: Session, supervisor: Supervisor, leave_id: int) -> None:
    """Remove days of leave, which can be put back.

    Raises
    ------
    NotFound
        If the supervisor has no such leave.
    """
    removed.remove(db, queries.leave_of(supervisor, leave_id), of=supervisor)


def _set_facts(db: Session, supervisor: Supervisor, facts: SupervisorFacts) -> None:
    if facts.account_id is not None:
        with db.no_autoflush:
            query = select(Supervisor.id).where(Supervisor.account_id == facts.account_id)
            other = db.scalar(query)
        if other is not None and other != supervisor.id:
            raise RuleBroken("account", "Another supervisor signs in with this account")
    kept = {each.skill: each for each in supervisor.skills}
    supervisor.skills = [kept.get(skill) or SupervisorSkill(skill=skill) for skill in facts.skills]
    supervisor.name, supervisor.sex, supervisor.area_id = facts.name, facts.sex, facts.area_id
    supervisor.available_slots = facts.available_slots
    supervisor.weekly_minutes = facts.weekly_minutes
    supervisor.max_travel_minutes = facts.max_travel_minutes
    supervisor.account_id = facts.account_id
    if facts.home is not None:
        supervisor.home_lat, supervisor.home_lon = facts.home.lat, facts.home.lon
