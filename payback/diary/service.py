"""Writes of work sessions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from payback.core.errors import RuleBroken
from payback.diary import queries
from payback.diary.closed_days import closed_days
from payback.diary.generation import LONGEST_DAYS, ProposedSession, Verdict, propose
from payback.diary.models import WorkSession
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
