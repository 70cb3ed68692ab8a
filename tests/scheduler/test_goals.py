"""What a rota earns, goal by goal."""

from typing import Any

import pytest

from scheduler import check, solve
from tests.scheduler.building import (
    DAYS,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_rota,
    a_session,
)

NOTHING_ELSE = {"session_points": 0, "travel_rate": 0}


def points(name: str, problem_changes: dict[str, Any], **rota: tuple[str, str]) -> float:
    return check(a_problem(**problem_changes), a_rota(**rota)).points[name]


def test_work_is_worth_less_beyond_the_weekly_offer() -> None:
    person = a_person(weekly_minutes=300, remaining_minutes=4200, due="2027-02-01")
    assert points("work", {"people": [person]}, mon=("sam", "ann")) == pytest.approx(
        (300 + 0.4 * 100) * 1.0
    )


@pytest.mark.parametrize(
    ("due", "urgency"), [("2026-11-20", 3.0), ("2026-11-30", 3.0), ("2036-01-01", 0.5)]
)
def test_urgency_stays_within_its_limits(due: str, urgency: float) -> None:
    person = a_person(due=due)
    assert points("work", {"people": [person]}, mon=("sam", "ann")) == 400 * urgency


def test_a_project_of_high_priority_earns_and_one_of_low_priority_costs() -> None:
    for priority, worth in ((5, 40.0), (3, 0.0), (1, -40.0)):
        changes = {"projects": [a_project(priority=priority)]}
        assert points("priority", changes, mon=("sam", "ann")) == pytest.approx(worth)


def test_travel_counts_there_and_back_for_people_and_supervisors() -> None:
    changes = {"people": [a_person(**THREE_KM_AWAY)]}
    assert points("travel", changes, mon=("sam", "ann")) == pytest.approx(-12.009, abs=0.001)


def test_staying_at_the_current_project_earns_for_each_booking() -> None:
    changes = {
        "people": [a_person(current_project="garden")],
        "sessions": [a_session(), a_session(DAYS[1], id="tue")],
    }
    assert points("continuity", changes, mon=("sam", "ann"), tue=("sam", "ann")) == 120


def test_little_left_goes_well_with_a_short_project() -> None:
    short = [a_project(short=True)]
    for left, worth in ((3600, 40), (3601, 0)):
        changes = {"projects": short, "people": [a_person(remaining_minutes=left)]}
        assert points("short_match", changes, mon=("sam", "ann")) == worth


def test_each_published_booking_dropped_costs_unless_it_was_frozen() -> None:
    told = {"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]}
    assert points("changes", {"published": told}) == -360
    assert points("changes", {"published": told}, mon=("sam", "ann")) == 0
    frozen = {"published": told, "policy": {"frozen_until": DAYS[1]}}
    assert points("changes", frozen) == 0


def test_the_solver_opens_nothing_that_costs_more_than_it_earns() -> None:
    solution = solve(a_problem(policy={"session_points": 5000}), workers=1)
    assert solution.sessions == ()
    assert solution.objective == 0
    assert solution.bound == 0
    assert solution.unplaced[0].reason == "session_not_opened"
