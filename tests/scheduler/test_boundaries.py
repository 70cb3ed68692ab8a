"""The last minute that a rule allows is allowed, by the checker and by the solver alike."""

from typing import Any

import pytest

from scheduler import solve
from tests.scheduler.building import DAYS, a_person, a_problem, a_session
from tests.scheduler.building import codes as broken

CASES: dict[str, tuple[dict[str, Any], dict[str, tuple[str, str]]]] = {
    "rest between days": (
        {
            "sessions": [a_session(), a_session(DAYS[1], id="tue")],
            "policy": {"supervisor_rest_minutes": 1020, "session_points": 0},
        },
        {"mon": ("sam", "ann"), "tue": ("sam", "ann")},
    ),
    "a break between two sessions of a day": (
        {
            "sessions": [
                a_session(last="11:00", places=1),
                a_session(first="12:00", id="noon", minutes=100),
            ],
            "people": [a_person("ann"), a_person("bob")],
            "policy": {"supervisor_gap_minutes": 60, "session_points": 0},
        },
        {"mon": ("sam", "ann"), "noon": ("sam", "bob")},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_just_enough_is_enough(name: str) -> None:
    parts, rota = CASES[name]
    problem = a_problem(**parts)
    assert broken(problem, **rota) == set()
    assert {each.session for each in solve(problem, seconds=10).sessions} == set(rota)
