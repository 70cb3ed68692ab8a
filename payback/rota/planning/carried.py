"""What the earlier weeks of a run have planned already, for the week that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

import scheduler
from payback.diary.models import WorkSession
from payback.rota.models import RotaBooking
from payback.rota.problem.documents import unpacked
from payback.rota.problem.keys import row_id
from payback.rota.problem.week_rows import Carried, Placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from payback.rota.models import Rota


def carried_by(db: Session, rotas: Sequence[Rota]) -> Carried:
    """Return what the rotas of some weeks have planned; their problems must be loaded."""
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
    return [row_id(each.id) for each in scheduler.read_problem(unpacked(rota.problem)).sessions]
