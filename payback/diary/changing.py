"""Giving one session another day, times or numbers, and adding one that no pattern asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import clock, wording
from payback.core.errors import RuleBroken
from payback.diary import queries, rules
from payback.diary.changes import mark_changed
from payback.diary.closed_days import closed_days
from payback.diary.generation import new_session, refusal_on
from payback.diary.leaving import Leaving, leave, leaving, move
from payback.diary.letters import News, tell_changes
from payback.diary.models import SessionState
from payback.diary.nomination_starts import note_start
from payback.diary.slots import Slot, slot_of
from payback.projects import queries as project_queries
from payback.projects.rules import require_hours, require_times

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.projects.models import Project
    from payback.supervisors.models import Supervisor


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """Everything about one session that a coordinator decides."""

    slot: Slot
    places: int
    min_people: int
    supervisors_needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of those on a session: how many are booked, who was taken off, who is told."""

    booked: int
    moved: bool
    taken_off: Leaving
    told: int


def add_session(db: Session, project: Project, facts: SessionFacts) -> WorkSession:
    """Add a session that no pattern asks for; a cancelled one at its start is no hindrance.

    Raises
    ------
    RuleBroken
        If it cannot be held then, or the numbers do not fit together; names the form field.
    """
    _require_free(db, project, facts.slot)
    session = new_session(project, facts.slot, None)
    session.state, session.by_hand = SessionState.PROPOSED, True
    rules.require_places(session, facts.places, facts.min_people)
    _write_numbers(session, facts)
    db.add(session)
    db.flush()
    return session


def change_session(
    db: Session, session: WorkSession, facts: SessionFacts, *, because: str, take_off: bool
) -> Changed:
    """Give a session another day, times or numbers; its supervisors are told of the first two.

    It does not follow its opening pattern any more.

    Parameters
    ----------
    session
        Loaded with its project.
    because
        Why its day or times change: asked of a published one, and read by its supervisors.
    take_off
        Whether whoever is at another session then may be taken off this one.

    Raises
    ------
    RuleBroken
        If it is over, cannot be held then, or the numbers do not fit together, if a reason is
        missing, or if somebody is elsewhere then and may not be taken off; names the form field.
    """
    rules.require_places(session, facts.places, facts.min_people)
    before, off, told = slot_of(session), Leaving(), 0
    moved = facts.slot != before
    _write_numbers(session, facts)
    if moved:
        off, told = _move(db, session, facts.slot, because=because, take_off=take_off)
    elif db.is_modified(session):
        mark_changed(db, session)
    booked = queries.booked_counts(db, [session.id]).get(session.id, 0)
    return Changed(booked=booked, moved=moved, taken_off=off, told=told)


def _write_numbers(session: WorkSession, facts: SessionFacts) -> None:
    session.places = facts.places
    session.min_people = facts.min_people
    session.supervisors_needed = facts.supervisors_needed


def _move(
    db: Session, session: WorkSession, to: Slot, *, because: str, take_off: bool
) -> tuple[Leaving, int]:
    """Move a session; return who was taken off and how many supervisors are told."""
    with db.no_autoflush:
        rules.require_movable(session, queries.recorded_among(db, [session.id]), clock.now())
        _require_free(db, session.project, to, besides=session.id)
        queries.lock_sessions(db, [session.id])
        if session.state is SessionState.OPEN and not because:
            raise RuleBroken("because", "Enter why it changes")
        off = leaving(db, {session.id: to})[session.id]
        news = _news(db, session, to, off)
    if off and not take_off:
        raise RuleBroken("take_off", _elsewhere(off))
    leave(db, off)
    session.by_hand, session.changed_because = True, because
    move(db, session, to)
    note_start(db, session.project_id)
    return off, tell_changes(db, session.project, news, because)


def _require_free(db: Session, project: Project, slot: Slot, besides: int | None = None) -> None:
    """Refuse a day or times at which a project cannot hold a session; nobody else plans it now."""
    require_times(slot.starts_at, slot.ends_at)
    require_hours(slot.starts_at, slot.ends_at)
    if slot.start <= clock.now():
        raise RuleBroken("on", "The session must start later than now")
    if holiday := closed_days(slot.on, slot.on).get(slot.on):
        raise RuleBroken("on", f"{wording.date(slot.on)} is a bank holiday: {holiday}")
    if refusal := refusal_on(project, slot.on):
        raise RuleBroken("on", refusal)
    project_queries.projects_locked(db, [project.id])
    others = queries.sessions_of_projects(db, [project.id], slot.on, slot.on)
    for other in others:
        there = slot_of(other)
        cancelled = other.state is SessionState.CANCELLED
        if other.id != besides and not cancelled and there.overlaps(slot):
            times = f"{wording.time(there.starts_at)} to {wording.time(there.ends_at)}"
            sentence = f"Another session of this project is from {times} on this day"
            raise RuleBroken("starts_at", sentence)


def _elsewhere(off: Leaving) -> str:
    people = wording.plural(len(off.bookings), "person", "people")
    who = [*off.names, *([people] if off.bookings else [])]
    one = len(off.names) + len(off.bookings) == 1
    listed = " and ".join([", ".join(who[:-1]), who[-1]] if len(who) > 1 else who)
    return (
        f"{listed} {'is' if one else 'are'} at another session then. Confirm that "
        f"{'they are' if one else 'all of them are'} taken off this one, or choose another time"
    )


def _news(db: Session, session: WorkSession, to: Slot, off: Leaving) -> dict[Supervisor, News]:
    news = {}
    for duty in queries.active_duties(db, [session.id]).get(session.id, []):
        gone = duty in off.duties
        moved = [] if gone else [(slot_of(session).in_words, to.in_words)]
        news[duty.supervisor] = News(moved=moved, ended=[to.in_words] if gone else [])
    return news
