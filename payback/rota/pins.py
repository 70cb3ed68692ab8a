"""Bookings that a coordinator insists on: pinned in every later plan of their week (H13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from payback.core import wording
from payback.core.errors import NotFound, RuleBroken
from payback.diary.models import WorkSession
from payback.rota import board_queries
from payback.rota.board import in_order
from payback.rota.documents import unpacked
from payback.rota.keys import row_id
from payback.rota.models import RotaPin
from scheduler import read_problem
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.people.models import Person, Supervisor
    from payback.rota.models import Rota


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinnable:
    """Who could be pinned to what in the week of a rota."""

    people: list[Person]
    supervisors: Sequence[Supervisor]
    sessions: Sequence[WorkSession]


def pinnable(db: Session, rota: Rota) -> Pinnable:
    """Return whom and what the rota was planned from, without sessions announced for good."""
    problem = read_problem(unpacked(rota.problem))
    sessions = [row_id(s.id) for s in problem.sessions if not is_frozen(problem.policy, s)]
    people = board_queries.people_by_ids(db, [row_id(each.id) for each in problem.people])
    return Pinnable(
        people=in_order(people, list(people)),
        supervisors=board_queries.supervisors_by_ids(
            db, [row_id(each.id) for each in problem.supervisors]
        ),
        sessions=board_queries.sessions_by_ids(db, sessions),
    )


def add_pin(
    db: Session,
    *,
    session_id: int,
    person_id: int | None,
    supervisor_id: int | None,
    account_id: int | None,
) -> RotaPin:
    """Insist on a person, or a supervisor, at a session.

    Raises
    ------
    RuleBroken
        Naming ``session``: it is insisted on already, or the person is on another one that day.
    """
    session = db.scalars(
        select(WorkSession).where(WorkSession.id == session_id).with_for_update()
    ).one()
    for other in _pins_that_day(db, session, person_id, supervisor_id):
        if other.session_id == session_id:
            raise RuleBroken("session", "This booking is insisted on already")
        if person_id is not None:
            raise RuleBroken(
                "session",
                f"They are insisted on at {other.session.project.name} on "
                f"{wording.short_date(session.on)} already. A person works at one session a day",
            )
    pin = RotaPin(
        session_id=session_id,
        person_id=person_id,
        supervisor_id=supervisor_id,
        pinned_by_id=account_id,
    )
    db.add(pin)
    return pin


def remove_pin(db: Session, pin_id: int, actor: Actor) -> None:
    """Insist on a booking no longer; nothing happens if it is gone already.

    Raises
    ------
    NotFound
        If it belongs to another area.
    """
    pin = db.scalars(
        select(RotaPin)
        .where(RotaPin.id == pin_id)
        .options(joinedload(RotaPin.session).joinedload(WorkSession.project))
    ).one_or_none()
    if pin is None:
        return
    if not actor.works_in(pin.session.project.area_id):
        raise NotFound
    db.delete(pin)


def _pins_that_day(
    db: Session, session: WorkSession, person_id: int | None, supervisor_id: int | None
) -> Sequence[RotaPin]:
    return db.scalars(
        select(RotaPin)
        .join(RotaPin.session)
        .where(WorkSession.on == session.on)
        .where(RotaPin.person_id == person_id, RotaPin.supervisor_id == supervisor_id)
        .options(contains_eager(RotaPin.session).joinedload(WorkSession.project))
        .order_by(RotaPin.id)
    ).all()
