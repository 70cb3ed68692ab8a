"""News of the work that an approved nomination became: noted once, then told by mail.

Whatever plans, records or stops work says so here, in its own transaction. The mail is written by a
job (`news_job`), so that nobody who says it needs the settings of mails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock, jobs
from payback.core.consequences import consequence_of
from payback.nominations import queries
from payback.nominations.models import EventKind, NominationEvent
from payback.projects.listeners import after_move
from payback.projects.models import ProjectState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.nominations.models import Nomination
    from payback.projects.listeners import Moved

TELL = "nomination news"
STOPPED = {
    ProjectState.PAUSED: EventKind.PAUSED,
    ProjectState.FINISHED: EventKind.FINISHED,
    ProjectState.ABANDONED: EventKind.ABANDONED,
}


@after_move
def note_move(db: Session, moved: Moved) -> None:
    """Note that the work on a project was paused, finished or abandoned, or goes on."""
    kind = STOPPED.get(moved.project.state)
    if kind is None and moved.before in STOPPED:
        kind = EventKind.RESUMED
    nomination = queries.approved_for_project(db, moved.project.id, lock=True)
    if kind is not None and nomination is not None:
        _note(db, nomination, kind, on=clock.today(), text=moved.reason)


def note_start(db: Session, project_id: int, day: date | None) -> None:
    """Note the day on which work is planned to start, unless that is what was last told.

    Parameters
    ----------
    day
        The first day of a published rota; ``None`` if there is none any more.
    """
    nomination = queries.approved_for_project(db, project_id, lock=True)
    if nomination is None:
        return
    news = queries.news_of(db, nomination.id)
    stopped = news and news[0].kind in STOPPED.values()
    if stopped or any(each.kind is EventKind.STARTED for each in news):
        return
    plans = [each for each in news if each.kind in {EventKind.PLANNED, EventKind.UNPLANNED}]
    told = plans[0].on if plans and plans[0].kind is EventKind.PLANNED else None
    if day != told:
        kind = EventKind.PLANNED if day else EventKind.UNPLANNED
        _note(db, nomination, kind, on=day or told)


def note_first_work(db: Session, project_id: int, day: date) -> None:
    """Note the day of the first session worked, once."""
    nomination = queries.approved_for_project(db, project_id, lock=True)
    if nomination is None:
        return
    news = queries.news_of(db, nomination.id)
    if all(each.kind is not EventKind.STARTED for each in news):
        _note(db, nomination, EventKind.STARTED, on=day)


@consequence_of("projects")
def told_of_project(db: Session, project_id: int) -> list[str]:
    """Say whether somebody hears of it when a project stops."""
    nomination = queries.approved_for_project(db, project_id)
    if nomination is None:
        return []
    if nomination.email:
        return ["Whoever nominated the work is told by email."]
    return ["Whoever nominated the work gave no email address: tell them by telephone or letter."]


def _note(
    db: Session, nomination: Nomination, kind: EventKind, *, on: date | None, text: str = ""
) -> None:
    event = NominationEvent(
        nomination_id=nomination.id, at=clock.now(), kind=kind, text=text, on=on
    )
    db.add(event)
    db.flush()
    jobs.enqueue(db, TELL, event.id)
