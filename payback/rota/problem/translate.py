"""Turns rows into a problem of the optimiser's format, and its answer back into rows.

Decides nothing: who is free, what is left and what was announced are facts of the rows; what
becomes of them is the optimiser's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from payback.people.availability import windows
from payback.people.models import Sex
from payback.policies.models import PolicyName
from payback.rota.problem.keys import person_key, project_key, row_id, session_key, supervisor_key
from payback.rota.problem.standing import pinned, published, standing_until
from payback.rota.problem.week_rows import by_person, requirement_of
from payback.rota.rules import attendance_rate, mean_rate
from scheduler.rota import Rota as ResolvedRota

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from payback.diary.models import WorkSession
    from payback.people.availability import DatedException
    from payback.people.models import Person, Requirement
    from payback.projects.models import Project
    from payback.rota.problem.names import Names
    from payback.rota.problem.week_rows import Placed, WeekRows
    from payback.supervisors.models import Supervisor
    from scheduler import Problem, Solution
    from scheduler.problem import JsonObject, JsonValue

FORMAT = "payback-rota/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A person on a session of an answer."""

    session_id: int
    person_id: int
    credited_minutes: int
    attendance_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the optimiser in row ids."""

    bookings: tuple[Booked, ...]
    duties: tuple[tuple[int, int], ...]
    unplaced: tuple[tuple[int, str, str], ...]


def problem_of(rows: WeekRows) -> JsonObject:
    """Return the problem of a week, as the optimiser reads it.

    A person with several requirements works on the one due first. What is left of it is what was
    ordered, less what the ledger credits, less what is planned before these days.
    """
    offered = {session.id: session for session in rows.sessions}
    people = _people(rows, offered)
    supervisors = _supervisors(rows, offered)
    rates = {str(each["id"]): each["attendance_rate"] for each in people}
    projects = {session.project_id: session.project for session in rows.sessions}
    until = standing_until(rows, offered)
    return {
        "format": FORMAT,
        "start": rows.start.isoformat(),
        "end": rows.end.isoformat(),
        "policy": _policy(rows, until),
        "projects": [_project(rows, each, rates) for _, each in sorted(projects.items())],
        "sessions": [_session(each) for each in rows.sessions],
        "supervisors": list(supervisors),
        "people": list(people),
        "published": published(rows, offered, people, supervisors),
        "pinned": pinned(rows, offered, until),
    }


def answer_of(problem: Problem, solution: Solution, names: Names) -> Answer:
    """Return an answer in row ids, with sentences that name no person.

    Parameters
    ----------
    problem, solution
        What was asked and answered.
    names
        What to call sessions, projects and supervisors in the sentences.
    """
    resolved = ResolvedRota(problem, solution.sessions)
    return Answer(
        bookings=tuple(
            Booked(
                session_id=row_id(each.session.id),
                person_id=row_id(each.person.id),
                credited_minutes=each.credited,
                attendance_rate=each.person.attendance_rate,
            )
            for each in resolved.bookings
        ),
        duties=tuple(
            (row_id(each.session.id), row_id(each.supervisor.id)) for each in resolved.duties
        ),
        unplaced=tuple(
            (
                row_id(each.person),
                each.reason,
                names.say(each.detail, about=row_id(each.person)),
            )
            for each in solution.unplaced
        ),
    )


def _policy(rows: WeekRows, until: date | None) -> dict[str, JsonValue]:
    def value(name: PolicyName) -> float:
        return rows.policies.on(name, rows.start)

    return {
        "overbooking_margin": value(PolicyName.OVERBOOKING_MARGIN),
        "minutes_per_km": value(PolicyName.MINUTES_PER_KM),
        "no_lone_woman": bool(value(PolicyName.NO_LONE_WOMAN)),
        "frozen_until": until.isoformat() if until else None,
    }


def _project(rows: WeekRows, project: Project, rates: Mapping[str, JsonValue]) -> JsonValue:
    remaining = None
    if project.needed_minutes is not None:
        ahead = sum(
            each.minutes * _rate(rates, each)
            for each in rows.placed
            if each.project_id == project.id and each.on < rows.start and not each.recorded
        )
        credited = rows.project_credited.get(project.id, 0)
        remaining = max(0, round(project.needed_minutes - credited - ahead))
    return {
        "id": project_key(project.id),
        "lat": project.lat,
        "lon": project.lon,
        "priority": project.priority,
        "tags": [each.tag for each in project.tags],
        "women_only": project.women_only,
        "skills": [each.skill for each in project.skills],
        "remaining_minutes": remaining,
        "short": project.short,
    }


def _rate(rates: Mapping[str, JsonValue], placed: Placed) -> float:
    rate = rates.get(person_key(placed.person_id), 1.0)
    return rate if isinstance(rate, float) else 1.0


def _session(session: WorkSession) -> JsonValue:
    start = datetime.combine(session.on, session.starts_at)
    end = datetime.combine(session.on, session.ends_at)
    return {
        "id": session_key(session.id),
        "project": project_key(session.project_id),
        "start": start.isoformat(timespec="minutes"),
        "end": end.isoformat(timespec="minutes"),
        "minutes": session.minutes,
        "places": session.places,
        "min_people": session.min_people,
        "supervisors_needed": session.supervisors_needed,
    }


def _supervisors(rows: WeekRows, offered: Mapping[int, WorkSession]) -> list[JsonObject]:
    busy: dict[int, list[tuple[date, int]]] = defaultdict(list)
    monday = rows.end.toordinal() - 6
    for each in rows.served:
        if each.session_id not in offered and each.on.toordinal() >= monday:
            busy[each.supervisor_id].append((each.on, each.minutes))
    return [_supervisor(rows, each, busy[each.id]) for each in rows.supervisors]


def _supervisor(rows: WeekRows, supervisor: Supervisor, busy: list[tuple[date, int]]) -> JsonObject:
    taken = {on for on, _ in busy}
    return {
        "id": supervisor_key(supervisor.id),
        "lat": supervisor.home_lat,
        "lon": supervisor.home_lon,
        "female": supervisor.sex is Sex.FEMALE,
        "skills": [each.skill for each in supervisor.skills],
        "available": _windows(rows, supervisor.available_slots, supervisor.leave, taken),
        "max_weekly_minutes": max(
            0, supervisor.weekly_minutes - sum(minutes for _, minutes in busy)
        ),
        "max_travel_minutes": supervisor.max_travel_minutes,
    }


def _people(rows: WeekRows, offered: Mapping[int, WorkSession]) -> list[JsonObject]:
    mean = mean_rate(list(rows.histories.values()))
    placed = by_person(rows.placed)
    apart: dict[int, list[int]] = defaultdict(list)
    for first, second in rows.keep_apart:
        apart[first].append(second)
        apart[second].append(first)
    projects = {session.project_id for session in offered.values()}
    return [
        _person(
            rows,
            requirement,
            elsewhere=[each for each in placed[person_id] if each.session_id not in offered],
            rate=attendance_rate(*rows.histories.get(person_id, (0, 0)), mean),
            apart=apart[person_id],
            projects=projects,
        )
        for person_id, requirement in sorted(requirement_of(rows).items())
    ]


def _person(
    rows: WeekRows,
    requirement: Requirement,
    *,
    elsewhere: Sequence[Placed],
    rate: float,
    apart: Iterable[int],
    projects: set[int],
) -> JsonObject:
    """Return one person; ``elsewhere`` is where they are, or were, outside the sessions offered."""
    person: Person = requirement.person
    monday = rows.end.toordinal() - 6
    this_week = [each for each in elsewhere if each.on.toordinal() >= monday]
    used = sum(each.minutes for each in this_week)
    ahead = sum(
        each.minutes for each in elsewhere if not each.recorded and each.on >= rows.now.date()
    )
    left = requirement.ordered_minutes - rows.credited.get(requirement.id, 0) - ahead
    latest = rows.latest_projects.get(person.id)
    return {
        "id": person_key(person.id),
        "lat": person.home_lat,
        "lon": person.home_lon,
        "female": person.sex is Sex.FEMALE,
        "remaining_minutes": max(0, left),
        "due": requirement.due_on.isoformat(),
        "weekly_minutes": max(0, requirement.weekly_minutes - used),
        "max_weekly_minutes": max(0, requirement.max_weekly_minutes - used),
        "max_travel_minutes": person.max_travel_minutes,
        "attendance_rate": rate,
        "available": _windows(
            rows, person.available_slots, person.exceptions, {each.on for each in this_week}
        ),
        "barred_tags": [each.tag for each in person.barred_tags],
        "exclusions": [[each.lat, each.lon, each.km] for each in person.exclusions],
        "keep_apart": [person_key(other) for other in sorted(apart)],
        "not_with_supervisor": person.not_with_supervisor and person.not_with_supervisor.value,
        "women_only": person.women_only,
        "only_projects": None,
        "current_project": project_key(latest) if latest in projects else None,
    }


def _windows(
    rows: WeekRows, slots: int, exceptions: Sequence[DatedException], taken: set[date]
) -> list[JsonValue]:
    """Return when somebody is free, on the days on which they are not already elsewhere."""
    return [
        [start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")]
        for start, end in windows(slots, exceptions, rows.start, rows.end)
        if start.date() not in taken
    ]
