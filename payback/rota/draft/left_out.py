"""Which sessions of a week could not be planned at all, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import wording
from payback.diary.models import SessionState
from payback.projects.open_days import Closed, assessed_until, why_closed
from payback.rota.draft import board_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.rota.models import Rota


def left_out_of_plan(db: Session, rota: Rota, offered: set[int]) -> list[str]:
    """Say which sessions of the week could not be planned at all, and why."""
    return [
        f"{each.project.name}, {wording.short_date(each.on)}, {wording.time(each.starts_at)}: {why}"
        for each in board_queries.sessions_of_week(db, rota)
        if each.id not in offered and (why := _left_out(each))
    ]


def _left_out(session: WorkSession) -> str:
    if session.state not in (SessionState.OPEN, SessionState.PROPOSED):
        return ""
    match why_closed(session.project, session.on):
        case Closed.BY_STATE:
            return f"left out, because the project is {session.project.state.value}."
        case Closed.UNASSESSED:
            return "left out, because the project has no risk assessment."
        case Closed.ASSESSMENT_OVER:
            ended = assessed_until(session.project)
            return f"left out, because its risk assessment ended on {ended}."
        case None:
            return ""
