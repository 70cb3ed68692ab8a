"""What the earlier weeks of a run have planned already, for the week that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.diary.models import WorkSession
from payback.rota.models import Rota, RotaBooking
from payback.rota.problem.documents import unpacked
from payback.rota.problem.keys import row_id
from payback.rota.problem.week_rows import Carried, Placed
from payback.rota.queries import rotas_of_run
from scheduler import read_problem

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


def carried_by(db: Session, run_id: int, before: date) -> Carried:
    """Return what a run has planned in the weeks before a day."""
    rotas = [rota for rota in rotas_of_run(db, run_id) if rota.week_on < before]
    rows = db.execute(
        select(RotaBooking.person_id, WorkSession)
        .join(WorkSession, WorkSession.id == RotaBooking.session_id)
        .where(RotaBooking.rota_id.in_([rota.id for rota in rotas]))
        .order_by(WorkSession.on, RotaBooking.id)
    )
    return Carried(
        bookings=tuple(
            Placed(
                person_id=person_id,
                session_id=session.id,
                project_id=session.project_id,
                on=session.on,
                minutes=session.minutes,
                recorded=False,
            )
            for person_id, session in rows
        ),
        session_ids=frozenset(session_id for rota in rotas for session_id in _offered_to(rota)),
    )


def _offered_to(rota: Rota) -> list[int]:
    """Return the sessions that the optimiser could open."""
    return [row_id(each.id) for each in read_problem(unpacked(rota.problem)).sessions]
