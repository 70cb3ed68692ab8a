"""What supervisors are down for, and whether it may stand: what they are shown and written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from payback.diary.breaks.duties import broken_duties
from payback.diary.breaks.scope import still_ahead, touching
from payback.diary.models import Duty, SessionState, WorkSession

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.diary.breaks.rules import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """A session that a supervisor is down for; ``reasons`` say why not, as things are now."""

    supervisor_id: int
    session: WorkSession
    reasons: Sequence[Reason] = ()

    @property
    def cancelled(self) -> bool:
        """Whether nobody runs it."""
        return self.session.state is SessionState.CANCELLED

    @property
    def stands(self) -> bool:
        """Whether the supervisor is to run it."""
        return not self.cancelled and not self.reasons

    @property
    def why_not(self) -> str:
        """Why the supervisor cannot run it, said to them."""
        return ", ".join(each.to_holder for each in self.reasons)


def on_duty(
    db: Session, supervisor_ids: Collection[int], from_on: date, to_on: date
) -> list[OnDuty]:
    """Return what supervisors are down for between two days, with projects, by start.

    Cancelled sessions are among them, and duties that may not stand; each says so.
    """
    days = WorkSession.on.between(from_on, to_on)
    broken = broken_duties(db, (*still_ahead(), days, touching(supervisors=supervisor_ids)))
    rows = db.execute(
        select(Duty.id, Duty.supervisor_id, WorkSession)
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .where(Duty.active, Duty.supervisor_id.in_(sorted(supervisor_ids)), days)
        .options(joinedload(WorkSession.project))
        .order_by(WorkSession.on, WorkSession.starts_at, WorkSession.id, Duty.id)
    )
    return [
        OnDuty(
            supervisor_id=supervisor_id,
            session=session,
            reasons=broken[duty_id].reasons if duty_id in broken else (),
        )
        for duty_id, supervisor_id, session in rows
    ]
