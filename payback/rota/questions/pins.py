"""Bookings that a coordinator insists on: pinned in every later plan of their week (H13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import scheduler
from payback.core import wording
from payback.core.errors import NotFound, RuleBroken
from payback.diary.models import WorkSession
from payback.people.models import Person
from payback.rota.draft import board_queries
from payback.rota.draft.board import in_order
from payback.rota.models import RotaPin
from payback.rota.problem.documents import unpacked
from payback.rota.problem.keys import row_id
from payback.rota.questions.pin_check import pins_beside
from payback.supervisors.models import Supervisor
from scheduler.facts import is_frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.rota.models import Rota
    from payback.rota.questions.pin_check import Judged, Wanted

SOMEBODY_ELSE = (
    "Somebody has just insisted on another booking of the same session or person. Look at the "
    "list, then press the button again"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinnable:
    """Who could be pinned to what in the week of a rota."""

    people: list[Person]
    supervisors: Sequence[Supervisor]
    sessions: Sequence[WorkSession]


def pinnable(db: Session, rota: Rota) -> Pinnable:
    """Return whom and what the rota was planned from, without sessions announced for good."""
    problem = scheduler.read_problem(unpacked(rota.problem))
    sessions = [row_id(s.id) for s in problem.sessions if not is_frozen(problem.policy, s)]
    people = board_queries.people_by_ids(db, [row_id(each.id) for each in problem.people])
    return Pinnable(
        people=in_order(people, list(people)),
        supervisors=board_queries.supervisors_by_ids(
            db, [row_id(each.id) for each in problem.supervisors]
        ),
        sessions=board_queries.sessions_by_ids(db, sessions),
    )


def add_pin(db: Session, wanted: Wanted, judged: Judged, *, account_id: int | None) -> RotaPin:
    """Insist on a person, or a supervisor, at a session.

    The session and whoever is wanted there are locked, so that of two coordinators at once the
    second sees what the first has kept.

    Parameters
    ----------
    wanted
        The booking.
    judged
        What was found to stand against it just before.

    Raises
    ------
    RuleBroken
        Naming ``session`` or ``who``: it is insisted on already, the person is on another one
        that day, or the supervisor at that time, a rule does not allow it, or others were insisted
        on since it was judged.
    """
    session = _locked(db, wanted)
    beside = pins_beside(db, wanted)
    for other in beside:
        _require_no_other(session, other, wanted)
    if judged.refusal:
        raise RuleBroken("who", judged.refusal)
    if {each.id for each in beside} != judged.seen:
        raise RuleBroken("session", SOMEBODY_ELSE)
    pin = RotaPin(
        session_id=wanted.session_id,
        person_id=wanted.person_id,
        supervisor_id=wanted.supervisor_id,
        pinned_by_id=account_id,
    )
    db.add(pin)
    return pin


def _locked(db: Session, wanted: Wanted) -> WorkSession:
    session = db.scalars(
        select(WorkSession).where(WorkSession.id == wanted.session_id).with_for_update()
    ).one()
    for table, key in ((Person, wanted.person_id), (Supervisor, wanted.supervisor_id)):
        if key is not None:
            db.execute(select(table.id).where(table.id == key).with_for_update())
    return session


def _require_no_other(session: WorkSession, other: RotaPin, wanted: Wanted) -> None:
    same = (other.person_id, other.supervisor_id) == (wanted.person_id, wanted.supervisor_id)
    if not same or other.session.on != session.on:
        return
    if other.session_id == session.id:
        raise RuleBroken("session", "This booking is insisted on already")
    if wanted.person_id is not None:
        raise RuleBroken(
            "session",
            f"They are insisted on at {other.session.project.name} on "
            f"{wording.short_date(session.on)} already. A person works at one session a day",
        )
    if other.session.starts_at < session.ends_at and session.starts_at < other.session.ends_at:
        hours = f"{wording.time(other.session.starts_at)} to {wording.time(other.session.ends_at)}"
        raise RuleBroken(
            "session",
            f"They are insisted on at {other.session.project.name} on "
            f"{wording.short_date(session.on)}, {hours}, already. A supervisor runs one session "
            "at a time",
        )


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
