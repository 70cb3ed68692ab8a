"""Making the diary follow the opening times, in one transaction, as it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.weeks import monday_of
from payback.diary import queries
from payback.diary.changes import mark_changed
from payback.diary.following.pairing import BECAUSE
from payback.diary.following.preview import preview
from payback.diary.following.settling import Verdict, in_order
from payback.diary.generation import new_session
from payback.diary.leaving import leave, move
from payback.diary.letters import News, tell_changes
from payback.diary.models import SessionState
from payback.diary.nomination_starts import note_start
from payback.projects import queries as project_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.following.preview import Preview
    from payback.projects.models import Project
    from payback.supervisors.models import Supervisor


class Outdated(Exception):
    """What was shown is not what would happen now, so nothing was done.

    Parameters
    ----------
    now
        What would happen now.
    """

    def __init__(self, now: Preview) -> None:
        super().__init__("the diary has changed since it was shown")
        self.now = now


def follow(db: Session, project_id: int, *, near: bool, digest: str) -> Preview:
    """Move, cancel and add sessions as the opening patterns of a project ask, and tell supervisors.

    Whoever is elsewhere where a session goes leaves it. Bookings of a cancelled session stay with
    it, as for any other that is cancelled.

    Parameters
    ----------
    near
        Whether published sessions within the hours of notice follow too.
    digest
        Of what the person who confirms was shown: `Preview.digest`.

    Returns
    -------
    What was done.

    Raises
    ------
    Outdated
        If something else would happen now than was shown.
    """
    (project,) = project_queries.projects_locked(db, [project_id])
    queries.sessions_locked(db, project_id, monday_of(clock.today()))
    found = preview(db, project, near=near)
    if found.digest != digest:
        raise Outdated(found)
    news = _news(found)
    _carry_out(db, project, found)
    tell_changes(db, project, news, BECAUSE)
    note_start(db, project.id)
    return found


def _carry_out(db: Session, project: Project, found: Preview) -> None:
    for step in found.of(Verdict.CANCEL):
        if step.session is not None:
            step.session.state = SessionState.CANCELLED
            step.session.cancelled_because = BECAUSE
            step.session.cancelled_at = clock.now()
            mark_changed(db, step.session)
    for who in found.leaving.values():
        leave(db, who)
    for step in in_order(found.of(Verdict.MOVE)):
        if step.session is not None and step.to is not None:
            move(db, step.session, step.to)
    db.add_all(new_session(project, each.slot, each.pattern_id) for each in found.of(Verdict.ADD))
    db.flush()


def _news(found: Preview) -> dict[Supervisor, News]:
    """Return what each supervisor is to be told, before anything has changed."""
    news: dict[Supervisor, News] = {}
    for step in found.of(Verdict.MOVE, Verdict.CANCEL):
        if step.session is None:
            continue
        away = found.leaving.get(step.session.id)
        for duty in found.duties.get(step.session.id, []):
            own = news.setdefault(duty.supervisor, News())
            if step.to is None:
                own.cancelled.append(step.slot.in_words)
            elif away is not None and duty in away.duties:
                own.ended.append(step.to.in_words)
            else:
                own.moved.append((step.slot.in_words, step.to.in_words))
    return news
