"""Writes of work sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.errors import RuleBroken
from payback.diary import queries, rules
from payback.diary.breaks.duties import broken_duties
from payback.diary.breaks.scope import of_session
from payback.diary.changes import mark_changed
from payback.diary.closed_days import closed_days
from payback.diary.generation import (
    LONGEST_DAYS,
    ProposedSession,
    Verdict,
    new_session,
    propose,
    refusal_on,
    weeks_around,
)
from payback.diary.leaving import leave, leaving
from payback.diary.letters import tell_supervisors
from payback.diary.models import SessionState
from payback.diary.nomination_starts import note_start
from payback.diary.slots import slot_of
from payback.projects import queries as project_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.diary.models import WorkSession
    from payback.projects.models import OpeningPattern, Project


def propose_sessions(
    db: Session, projects: Iterable[Project], from_on: date, to_on: date
) -> list[ProposedSession]:
    """Return what `generate_sessions` would do, in order of project, day and start.

    Raises
    ------
    RuleBroken
        If the days are in the wrong order or more than a year.
    """
    if to_on < from_on:
        raise RuleBroken("to_on", "The last day must be the same as or after the first day")
    if (to_on - from_on).days >= LONGEST_DAYS:
        raise RuleBroken("to_on", "Choose a year or less at a time")
    wanted = {project.id: project for project in projects}
    patterns: dict[int, list[OpeningPattern]] = defaultdict(list)
    for pattern in project_queries.patterns_of(db, wanted):
        patterns[pattern.project_id].append(pattern)
    existing: dict[int, list[WorkSession]] = defaultdict(list)
    around = weeks_around(from_on, to_on)
    for session in queries.sessions_of_projects(db, wanted, *around):
        existing[session.project_id].append(session)
    closed = closed_days(*around)
    return [
        proposed
        for project in sorted(wanted.values(), key=lambda each: (each.name, each.id))
        for proposed in propose(
            project,
            patterns[project.id],
            existing[project.id],
            days=(from_on, to_on),
            closed_days=closed,
            today=clock.today(),
        )
    ]


def generate_sessions(
    db: Session, projects: Iterable[Project], from_on: date, to_on: date
) -> Sequence[WorkSession]:
    """Create the sessions that the opening patterns of projects ask for.

    Repeating it changes nothing, also after a pattern has changed: a day for which a session of
    the pattern stands gets no second one. Two callers at once wait for each other, so that neither
    makes a duplicate.

    Parameters
    ----------
    projects
        The projects; their patterns are read here.
    from_on, to_on
        The first and the last day, both included, at most a year.

    Returns
    -------
    The sessions that are new, in order of project, day and start.

    Raises
    ------
    RuleBroken
        If the days are in the wrong order or more than a year.
    """
    locked = project_queries.projects_locked(db, [project.id for project in projects])
    created = [
        new_session(each.project, each.slot, each.pattern_id)
        for each in propose_sessions(db, locked, from_on, to_on)
        if each.verdict is Verdict.CREATE
    ]
    db.add_all(created)
    db.flush()
    return created


def cancel_session(db: Session, session: WorkSession, because: str, link: str) -> int:
    """Cancel a session, tell its supervisors by mail, and return how many are written to.

    Bookings stay with it, so that taking the cancellation back restores them.

    Parameters
    ----------
    session
        Loaded with its project, its active duties, their supervisors and accounts.
    because
        The reason, which the supervisors read.
    link
        The address of the session's page for its supervisors.

    Raises
    ------
    RuleBroken
        If it does not stand, or somebody attended it.
    """
    rules.require_cancellable(session, queries.attended_count(db, session.id))
    session.state = SessionState.CANCELLED
    session.cancelled_because, session.cancelled_at = because, clock.now()
    mark_changed(db, session)
    told = tell_supervisors(db, session, "session_cancelled", link)
    note_start(db, session.project_id)
    return told


def restore_session(db: Session, session: WorkSession, link: str) -> Restored:
    """Take a cancellation back: open if it has supervisors or people, else proposed.

    Whoever was planned elsewhere on that day meanwhile stays there and is taken off here.

    Parameters
    ----------
    session
        Loaded as for `cancel_session`.
    link
        The address of the session's page for its supervisors.

    Returns
    -------
    Who stays elsewhere, and how many supervisors are written to.

    Raises
    ------
    RuleBroken
        If the project can no longer open on that day, or another session has taken its time.
    """
    same_day = [
        other
        for other in queries.sessions_of_projects(db, [session.project_id], session.on, session.on)
        if other.id != session.id
    ]
    rules.require_restorable(session, refusal_on(session.project, session.on), same_day)
    staying = leaving(db, {session.id: slot_of(session)})[session.id]
    leave(db, staying)
    serving = [duty for duty in session.duties if duty.active]
    booked = queries.booked_counts(db, [session.id])
    session.state = SessionState.OPEN if serving or booked else SessionState.PROPOSED
    session.cancelled_because, session.cancelled_at = "", None
    mark_changed(db, session)
    absent = broken_duties(db, of_session(session.id))
    told = tell_supervisors(db, session, "session_restored", link, absent=absent)
    note_start(db, session.project_id)
    return Restored(people=len(staying.bookings), supervisors=staying.names, told=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Who does not come back to a restored session: how many people, which supervisors.

    ``told`` is how many supervisors who do come back are written to.
    """

    people: int
    supervisors: tuple[str, ...]
    told: int
