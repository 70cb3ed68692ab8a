"""A placement is explained by its rules, its points and the next best place."""

import json
from pathlib import Path

import pytest

from scheduler import Explanation, Problem, Solution, check, explain, read_problem, solve
from tests.scheduler.building import (
    DAYS,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_rota,
    a_session,
)
from tests.scheduler.tiny import tiny_problem

EXAMPLE = Path(__file__).parent / "data" / "example-problem.json"
BOTH_DAYS = [a_session(), a_session(DAYS[1], id="tue", project="canal")]


def two_places(**changes: object) -> Problem:
    return a_problem(
        projects=[a_project(priority=5), a_project(id="canal", **THREE_KM_AWAY)],
        sessions=BOTH_DAYS,
        people=[a_person("ann", max_weekly_minutes=420), a_person("bob")],
        **changes,
    )


def total(explanation: Explanation) -> float:
    return sum(explanation.points.values())


def test_every_rule_about_people_has_its_sentence() -> None:
    booking = explain(two_places(), a_rota(mon=("sam", "ann")), "ann").bookings[0]
    said = {statement.rule: statement.sentence for statement in booking.rules}
    assert list(said) == [f"H{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13)]
    assert said["H2"] == "The journey takes 0 minutes; their limit is 60."
    assert "credited 400 minutes in the week of Mon 23 Nov 2026" in said["H4"]
    assert "0.90 of 5 places" in said["H10"]


def test_a_booking_earns_by_goal_and_so_does_the_next_best() -> None:
    problem = two_places()
    explanation = explain(problem, a_rota(mon=("sam", "ann"), tue=("sam", "bob")), "ann")
    booking = explanation.bookings[0]
    assert booking.points["priority"] == pytest.approx(400 * 0.05 * 2)
    assert booking.total == pytest.approx(total(explanation))
    other = booking.next_best
    assert other is not None
    assert (other.session, other.points["priority"]) == ("tue", 0)
    assert other.points["travel"] == pytest.approx(-12.0, abs=0.02)
    assert other.total < booking.total
    assert "The rota around it does not allow it: mon" in other.why_not


def test_the_next_best_may_be_possible_and_worse_or_closed() -> None:
    rota = a_rota(mon=("sam", "ann bob"), tue=("sam", ""))
    other = explain(two_places(), rota, "ann").bookings[0].next_best
    assert other is not None
    assert other.why_not.startswith("It would be possible, but earns 52.0")
    closed = explain(two_places(), a_rota(mon=("sam", "ann")), "ann").bookings[0].next_best
    assert closed is not None
    assert closed.points["sessions"] == -400
    assert closed.why_not.startswith("It stays closed; opening it takes 1 supervisor")


def test_a_move_that_would_earn_more_is_owned_up_to() -> None:
    rota = a_rota(mon=("sam", "bob"), tue=("sam", "ann bob"))
    other = explain(two_places(), rota, "ann").bookings[0].next_best
    assert other is not None
    assert other.why_not.startswith("Nothing stands against it")


def test_what_is_frozen_or_pinned_has_no_next_best_and_says_so() -> None:
    pinned = two_places(pinned={"people": [["ann", "mon"]], "supervisors": []})
    booking = explain(pinned, a_rota(mon=("sam", "ann")), "ann").bookings[0]
    assert booking.next_best is None
    assert "H1: Does not apply: a coordinator insists on the booking." in map(str, booking.rules)


def test_someone_without_a_booking_is_told_the_reason() -> None:
    problem = read_problem(EXAMPLE.read_bytes())
    explanation = explain(problem, solve(problem, workers=1), "p6")
    assert explanation.bookings == ()
    assert explanation.reason is not None
    assert "minutes away" in explanation.reason
    with pytest.raises(KeyError):
        explain(problem, a_rota(), "nobody")


@pytest.mark.parametrize("seed", range(40))
def test_points_are_what_the_rota_loses_without_the_person(seed: int) -> None:
    raw = json.loads(json.dumps(tiny_problem(seed)))
    raw["projects"] = [project | {"remaining_minutes": None} for project in raw["projects"]]
    problem = read_problem(raw)
    solution = solve(problem, workers=1, seconds=20)
    if solution.status == "infeasible":
        return
    for person in problem.people:
        explanation = explain(problem, solution, person.id)
        lost = points_of(problem, solution) - points_of(problem, without(solution, person.id))
        assert total(explanation) == pytest.approx(lost, abs=1e-5)
        for booking in explanation.bookings:
            assert all(statement.sentence for statement in booking.rules)
            other = booking.next_best
            if other and "Nothing stands against" in other.why_not:
                assert other.total - booking.total < 1e-3


def points_of(problem: Problem, solution: Solution) -> float:
    return check(problem, solution).objective


def without(solution: Solution, person: str) -> Solution:
    sessions = {
        item.session: (" ".join(item.supervisors), " ".join(set(item.people) - {person}))
        for item in solution.sessions
    }
    return a_rota(**sessions)
