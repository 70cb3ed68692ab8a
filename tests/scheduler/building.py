"""Builders of small rota problems: everything fits unless a test says otherwise."""

from datetime import datetime, timedelta
from typing import Any

from scheduler import OpenSession, Problem, Solution, check, read_problem

DAYS = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")
"""Monday to Friday of one ISO week."""

HERE = {"lat": 51.5, "lon": -0.1}
THREE_KM_AWAY: dict[str, Any] = {"lat": 51.527, "lon": -0.1}
"""About 3 km north of `HERE`, 12 minutes at the usual pace."""


def a_project(**changes: Any) -> dict[str, Any]:  # JSON values
    return {
        "id": "garden",
        **HERE,
        "priority": 3,
        "tags": [],
        "women_only": False,
        "skills": [],
        "remaining_minutes": None,
        "short": False,
    } | changes


def a_session(
    day: str = DAYS[0], first: str = "09:00", last: str = "16:00", **changes: Any
) -> dict[str, Any]:
    """Return a session that credits 400 minutes, or as many as it lasts."""
    lasts = _clock(last) - _clock(first)
    return {
        "id": "mon",
        "project": "garden",
        "start": f"{day}T{first}",
        "end": f"{day}T{last}",
        "minutes": min(400, lasts // timedelta(minutes=1)),
        "places": 5,
        "min_people": 1,
        "supervisors_needed": 1,
    } | changes


def _clock(moment: str) -> datetime:
    return datetime.fromisoformat(f"{DAYS[0]}T{moment}")


def always() -> list[list[str]]:
    return [["2026-11-01T00:00", "2026-12-31T00:00"]]


def a_supervisor(**changes: Any) -> dict[str, Any]:
    return {
        "id": "sam",
        **HERE,
        "female": False,
        "skills": [],
        "available": always(),
        "max_weekly_minutes": 2220,
        "max_travel_minutes": 60,
    } | changes


def a_person(name: str = "ann", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        **HERE,
        "female": False,
        "remaining_minutes": 6000,
        "due": "2027-03-01",
        "weekly_minutes": 420,
        "max_weekly_minutes": 1680,
        "max_travel_minutes": 60,
        "attendance_rate": 0.8,
        "available": always(),
        "barred_tags": [],
        "exclusions": [],
        "keep_apart": [],
        "not_with_supervisor": None,
        "women_only": False,
        "only_projects": None,
        "current_project": None,
    } | changes


def raw_problem(**changes: Any) -> dict[str, Any]:
    """Return one project, session, supervisor and person as JSON; lists may be replaced."""
    return {
        "format": "payback-rota/1",
        "start": DAYS[0],
        "end": "2026-12-06",
        "policy": {},
        "projects": [a_project()],
        "sessions": [a_session()],
        "supervisors": [a_supervisor()],
        "people": [a_person()],
        "published": {"people": [], "supervisors": []},
        "pinned": {"people": [], "supervisors": []},
    } | changes


def a_problem(**changes: Any) -> Problem:
    return read_problem(raw_problem(**changes))


def a_rota(**sessions: tuple[str, str]) -> Solution:
    """Return a rota from `mon=("sam", "ann bob")`: supervisors, people."""
    return Solution(
        status="feasible",
        objective=None,
        bound=None,
        seconds=0.0,
        sessions=tuple(
            OpenSession(
                session=session, supervisors=tuple(team.split()), people=tuple(group.split())
            )
            for session, (team, group) in sessions.items()
        ),
    )


def sentences(problem: Problem, **sessions: tuple[str, str]) -> list[str]:
    """Return the violations of a rota, each with its rule's code."""
    return [str(violation) for violation in check(problem, a_rota(**sessions)).violations]


def codes(problem: Problem, **sessions: tuple[str, str]) -> set[str]:
    """Return the codes of the rules that a rota breaks."""
    return {violation.rule for violation in check(problem, a_rota(**sessions)).violations}
