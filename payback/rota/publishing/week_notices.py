"""What the page of a rota says of its week as the diary has it now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager

from payback.core.notices import Notice, notice_on
from payback.core.web import actor
from payback.diary.breaks.notices import notice_of
from payback.diary.models import SessionState, WorkSession
from payback.diary.queries import booked_counts
from payback.projects.models import Project
from payback.rota.models import Rota, RotaBooking, RotaDuty, RotaState
from payback.rota.rules import last_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session


@notice_on("rota.show_rota")
def breaks_of_week(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say what of the week may not stand, as it was announced."""
    rota = _rota(db, asked)
    return notice_of(db, _in_week(rota), lambda _: True) if rota is not None else None


@notice_on("rota.show_rota")
def sessions_beside(db: Session, asked: Mapping[str, object]) -> Notice | None:
    """Say which open sessions a published rota does not hold, such as one put back since."""
    rota = _rota(db, asked)
    if rota is None or rota.state is not RotaState.PUBLISHED:
        return None
    sessions = _beside(db, rota)
    if not sessions:
        return None
    booked = booked_counts(db, [each.id for each in sessions])
    return Notice(
        template="rota/beside_notice.html", values={"sessions": sessions, "booked": booked}
    )


def _rota(db: Session, asked: Mapping[str, object]) -> Rota | None:
    return db.scalar(
        select(Rota).where(Rota.id == asked.get("rota_id"), actor().within(Rota.area_id))
    )


def _in_week(rota: Rota) -> ColumnElement[bool]:
    return and_(
        Project.area_id == rota.area_id,
        WorkSession.on.between(rota.week_on, last_day(rota.week_on)),
    )


def _beside(db: Session, rota: Rota) -> Sequence[WorkSession]:
    booked = select(RotaBooking.session_id).where(RotaBooking.rota_id == rota.id)
    served = select(RotaDuty.session_id).where(RotaDuty.rota_id == rota.id)
    return db.scalars(
        select(WorkSession)
        .join(WorkSession.project)
        .where(_in_week(rota), WorkSession.state == SessionState.OPEN)
        .where(WorkSession.id.not_in(booked), WorkSession.id.not_in(served))
        .options(contains_eager(WorkSession.project))
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id)
    ).all()
