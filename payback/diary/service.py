"""Writes of work sessions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.errors import RuleBroken
from payback.diary import overlaps, queries, rules
from payback.diary.breaks.duties import broken_duties
from payback.diary.breaks.scope import of_session
from payback.diary.changes import mark_changed, turn_duty
from payback.diary.closed_days import closed_days
from payback.diary.generation import (
    LONGEST_DAYS,
    ProposedSession,
    Verdict,
    propose,
    refusal_on,
)
from payback.diary.letters import tell_supervisors
from payback.diary.models import AppointmentState, SessionState, WorkSession
from payback.diary.nomination_starts import note_start
from payback.projects import queries as project_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

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
    for session in queries.sessions_of_projects(db, wanted, from_on, to_on):
        existing[session.project_id].append(session)
    closed = closed_days(from_on, to_on)
    return [
        proposed
        for project in sorted(wanted.values(), key=lambda each: (each.name, each.id))
        for proposed in propose(
            project,
            patterns[project.id],
            existing[project.id],
            days=(from_on, to_on),
            closed_days=closed,
        )
    ]


def generate_sessions(
    db: Session, projects: Iterable[Project], from_on: date, to_on: date
) -> Sequence[WorkSession]:
    """Create the sessions that the opening patterns of projects ask for.

    Repeating it changes nothing: a session is one project, day and start. Two callers at once
    wait for each other, so that neither makes a duplicate.

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
        WorkSession(
            project_id=each.project.id,
            pattern_id=each.pattern_id,
            on=each.on,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            places=each.project.places,
            min_people=each.project.min_people,
            supervisors_needed=each.project.supervisors_needed,
        )
        for each in propose_sessions(db, locked, from_on, to_on)
        if each.verdict is Verdict.CREATE
    ]
    db.add_all(created)
    db.flush()
    return created


def cancel_session(db: Session, session: WorkSession, because: str, link: str) -> None:
    """Cancel a session, and tell its supervisors by mail.

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
    tell_supervisors(db, session, "session_cancelled", link)
    note_start(db, session.project_id)


def restore_session(db: Session, session: WorkSession, link: str) -> Elsewhere:
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
    staying = _leave_elsewhere(db, session)
    serving = [duty for duty in session.duties if duty.active]
    booked = queries.booked_counts(db, [session.id])
    session.state = SessionState.OPEN if serving or booked else SessionState.PROPOSED
    session.cancelled_because, session.cancelled_at = "", None
    mark_changed(db, session)
    absent = broken_duties(db, of_session(session.id))
    told = tell_supervisors(db, session, "session_restored", link, absent=absent)
    note_start(db, session.project_id)
    return replace(staying, told=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Who does not come back to a restored session: how many people, which supervisors.

    ``told`` is how many supervisors who do come back are written to.
    """

    people: int
    supervisors: tuple[str, ...]
    told: int = 0


def _leave_elsewhere(db: Session, session: WorkSession) -> Elsewhere:
    people = overlaps.bookings_elsewhere(db, session, AppointmentState.PLANNED)
    for appointment, _ in people:
        appointment.state = AppointmentState.WITHDRAWN
    duties = overlaps.duties_elsewhere(db, session)
    for duty, _ in duties:
        turn_duty(duty, active=False)
    db.flush()
    return Elsewhere(
        people=len(people), supervisors=tuple(duty.supervisor.name for duty, _ in duties)
    )


def change_places(
    db: Session, session: WorkSession, *, places: int, min_people: int, supervisors_needed: int
) -> None:
    """Give a session other numbers than its project has.

    Raises
    ------
    RuleBroken
        If the session is over or cancelled, or the numbers do not fit together.
    """
    rules.require_places(session, places, min_people)
    session.places = places
    session.min_people = min_people
    session.supervisors_needed = supervisors_needed
    mark_changed(db, session)
