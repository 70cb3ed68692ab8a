"""The last look at what a publication has written: no booking or duty of it may be a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import wording
from payback.core.errors import Conflict
from payback.diary.breaks import bookings, duties, queries
from payback.diary.breaks.scope import still_ahead
from payback.diary.breaks.words import by_session
from payback.diary.models import WorkSession

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


def require_unbroken(db: Session, session_ids: Collection[int]) -> None:
    """Refuse what was just written, if today's facts do not allow a booking or a duty of it.

    The checks before tell a coordinator what has changed, with names; this one asks the diary
    itself, whoever drafted the rota, for every reason that makes a break.

    Parameters
    ----------
    session_ids
        The sessions that were filled.

    Raises
    ------
    Conflict
        Naming the sessions and why, and nobody on probation. The caller's transaction must end.
    """
    db.flush()
    scope = (*still_ahead(), WorkSession.id.in_(sorted(session_ids)))
    found = queries.Found(
        bookings=bookings.broken_bookings(db, scope), duties=duties.broken_duties(db, scope)
    )
    troubles = by_session(queries.load(db, found))
    if troubles:
        said = ". ".join(
            f"{each.session.project.name}, {wording.short_date(each.session.on)}: "
            f"{'; '.join(each.sentences)}"
            for each in troubles
        )
        raise Conflict(
            f"Nothing has been published, because today’s facts do not allow it. {said}. "
            "Put that right or take them off on the session’s page, then plan the week again."
        )
