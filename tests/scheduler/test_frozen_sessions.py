"""Pinned bookings added to frozen sessions: allowed, counted, and not exempt as frozen ones are."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from scheduler import Problem, Solution, check, explain, pin_objections, read_problem, solve
from scheduler.arrays.compiled import compile_arrays
from scheduler.deadline import Deadline
from scheduler.exact.feasibility import first_rota
from scheduler.large.method import solve_large
from scheduler.reasons import unplaced
from tests.scheduler.building import (
    DAYS,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_rota,
    a_session,
    a_supervisor,
    codes,
)
from tests.scheduler.enumeration import best_rota
from tests.scheduler.specification import Case
from tests.scheduler.test_enumeration import as_solution
from tests.scheduler.tiny import FIRST, tiny_problem

FROZEN = {"frozen_until": DAYS[1]}
TOLD = {"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]}
BOB = {"people": [["bob", "mon"]]}
KIM = {"supervisors": [["kim", "mon"]]}


def told(bob: dict[str, Any] | None = None, **changes: Any) -> Problem:
    """Return a week in which ann and sam have been told of a frozen session, and bob has not."""
    people = [a_person(**changes.pop("ann", {})), a_person("bob", **(bob or {}))]
    policy = FROZEN | changes.pop("policy", {})
    return a_problem(
        **{"people": people, "published": TOLD, "pinned": BOB} | changes, policy=policy
    )


def test_a_pinned_booking_is_added_to_a_frozen_session_and_no_other_is() -> None:
    problem = told(people=[a_person(), a_person("bob"), a_person("cas")])
    solution = solve(problem, workers=1)
    assert solution.status == "optimal"
    assert [item.people for item in solution.sessions] == [("ann", "bob")]
    assert codes(problem, mon=("sam", "ann bob")) == set()
    assert codes(problem, mon=("sam", "ann bob cas")) == {"H13"}
    assert codes(problem, mon=("sam", "ann")) == {"H13"}
    (left_out,) = solution.unplaced
    assert left_out.person == "cas"
    assert "already announced and fixed" in left_out.detail
    assert unplaced(problem, solution.sessions) == solution.unplaced


BENT: list[dict[str, Any]] = [{"available": []}, {"max_travel_minutes": 1, **THREE_KM_AWAY}]
BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("H4", {"bob": {"max_weekly_minutes": 100}}),
    ("H5", {"bob": {"remaining_minutes": 0}}),
    ("H6", {"bob": {"only_projects": []}}),
    ("H7", {"bob": {"keep_apart": ["ann"]}}),
    ("H7", {"bob": {"not_with_supervisor": "male"}}),
    ("H8", {"bob": {"female": True}}),
    ("H8", {"ann": {"female": True}}),
    ("H9", {"published": {"people": TOLD["people"]}}),
    ("H9", {"sessions": [a_session(min_people=3)]}),
    ("H10", {"sessions": [a_session(places=1)], "policy": {"overbooking_margin": None}}),
    ("H11", {"projects": [a_project(remaining_minutes=0)]}),
]


@pytest.mark.parametrize("bob", BENT)
def test_it_bends_what_pins_bend(bob: dict[str, Any]) -> None:
    problem = told(bob)
    assert codes(problem, mon=("sam", "ann bob")) == set()
    assert solve(problem, workers=1).status == "optimal"


@pytest.mark.parametrize(("rule", "changes"), BROKEN)
def test_it_is_not_exempt_from_what_frozen_bookings_are(rule: str, changes: dict[str, Any]) -> None:
    problem = told(**changes)
    team = " ".join(who for who, _ in problem.published.supervisors)
    assert codes(problem, mon=(team, "ann bob")) == {rule}
    solution = solve(problem, workers=1, seconds=20)
    assert solution.status == "infeasible"
    assert rule in " ".join(solution.conflicts)
    assert rule in pin_objections(problem, ("people", "bob", "mon"))


def test_what_frozen_bookings_break_among_themselves_is_not_held_against_it() -> None:
    apart: dict[str, Any] = {
        "keep_apart": ["cas"],
        "not_with_supervisor": "male",
        "only_projects": [],
    }
    problem = told(
        people=[a_person(**apart), a_person("bob"), a_person("cas")],
        published={"people": [["ann", "mon"], ["cas", "mon"]], "supervisors": [["sam", "mon"]]},
    )
    assert codes(problem, mon=("sam", "ann bob cas")) == set()
    assert solve(problem, workers=1).status == "optimal"


def test_a_colleague_takes_over_what_is_left_of_a_group() -> None:
    problem = told(
        people=[a_person(female=True)],
        sessions=[a_session(min_people=3)],
        supervisors=[a_supervisor(), a_supervisor(id="kim", available=[])],
        published={"people": TOLD["people"]},
        pinned=KIM,
    )
    assert codes(problem, mon=("kim", "ann")) == set()
    assert solve(problem, workers=1).sessions[0].supervisors == ("kim",)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("H9", {"published": TOLD}),
        ("H12", {"projects": [a_project(skills=["minibus"])]}),
        ("H12", {"projects": [a_project(women_only=True)]}),
    ],
)
def test_an_added_supervisor_is_asked_for_what_teams_are(
    rule: str, changes: dict[str, Any]
) -> None:
    usual = {
        "supervisors": [a_supervisor(), a_supervisor(id="kim")],
        "published": {"people": TOLD["people"]},
        "pinned": KIM,
    }
    problem = told(**usual | changes)
    team = " ".join([*(who for who, _ in problem.published.supervisors), "kim"])
    assert codes(problem, mon=(team, "ann")) == {rule}
    assert rule in " ".join(solve(problem, workers=1, seconds=20).conflicts)


def test_a_session_that_nobody_was_told_of_opens_for_pins_that_keep_every_rule() -> None:
    problem = told(published={}, pinned=BOB | {"supervisors": [["sam", "mon"]]})
    (opened,) = solve(problem, workers=1).sessions
    assert (opened.supervisors, opened.people) == (("sam",), ("bob",))
    alone = told(published={}, pinned={"supervisors": [["sam", "mon"]]})
    assert "H9" in " ".join(solve(alone, workers=1).conflicts)


def test_an_added_booking_is_explained_as_pinned_and_not_as_frozen() -> None:
    problem = told()
    (booking,) = explain(problem, a_rota(mon=("sam", "ann bob")), "bob").bookings
    said = {each.rule: each.sentence for each in booking.rules}
    assert "insists" in said["H1"]
    assert "frozen" not in said["H6"]
    assert "insists" in said["H13"]


def test_the_method_for_large_problems_counts_what_is_added() -> None:
    later = [a_session(), a_session(DAYS[1], id="tue")]
    problem = told({"max_weekly_minutes": 500}, sessions=later)
    arrays = compile_arrays(problem)
    assert arrays.people.room[1].tolist() == [100]
    assert arrays.people.remaining.tolist() == [5600, 5600]
    sessions, bound = solve_large(
        problem, first_rota(problem, Deadline(10)) or (), Deadline(2), workers=1, seed=1
    )
    checked = check(problem, as_feasible(sessions))
    assert checked.violations == ()
    assert {item.session: item.people for item in sessions}["mon"] == ("ann", "bob")
    assert checked.objective <= bound + 1e-6


def as_feasible(sessions: Any) -> Solution:
    return Solution(
        status="feasible", objective=None, bound=None, seconds=0.0, sessions=tuple(sessions)
    )


def with_additions(seed: int) -> dict[str, Any]:
    """Return a tiny problem whose first days are frozen, with pins on their sessions."""
    raw, random = tiny_problem(seed), Random(seed)
    until = (FIRST + timedelta(days=random.choice([1, 2]))).isoformat()
    raw["policy"]["frozen_until"] = until
    early = [s["id"] for s in raw["sessions"] if s["start"] < until]
    for kind, chance in (("people", 0.25), ("supervisors", 0.3)):
        for book, part in (("published", chance), ("pinned", chance)):
            some = [[m["id"], s] for m in raw[kind] for s in early if random.random() < part]
            raw[book][kind] = [pair for pair in raw[book][kind] if pair[1] not in early] + some
    for session in raw["sessions"]:
        if session["id"] in early and random.random() < 0.8:
            booked = raw["published"]["supervisors"] + raw["pinned"]["supervisors"]
            team = {member for member, where in booked if where == session["id"]}
            session |= {"supervisors_needed": len(team), "min_people": 0, "places": 6}
    return raw


@pytest.mark.parametrize("block", range(6))
def test_the_best_rota_is_the_one_that_trying_every_rota_gives(block: int) -> None:
    added = 0
    for seed in range(50 * block, 50 * block + 50):
        raw = with_additions(seed)
        problem, best = read_problem(raw), best_rota(raw)
        solution = solve(problem, seconds=30, workers=1)
        if best is None:
            assert solution.status == "infeasible", seed
            assert solution.conflicts, seed
            continue
        added += not set(case_pins(raw)) <= told_in(raw)
        assert solution.status == "optimal", seed
        assert solution.objective == pytest.approx(best[0], rel=1e-6, abs=2e-5), seed
        start = first_rota(problem, Deadline(20))
        sessions, bound = solve_large(problem, start or (), Deadline(0.3), workers=1, seed=1)
        assert check(problem, as_feasible(sessions)).violations == (), seed
        assert bound >= best[0] - 1e-6, seed
    assert added


def case_pins(raw: dict[str, Any]) -> list[tuple[str, str]]:
    case = Case(raw)
    return [pair for kind in case.pinned.values() for pair in kind if case.frozen(pair[1])]


def told_in(raw: dict[str, Any]) -> set[tuple[str, str]]:
    return {pair for kind in Case(raw).published.values() for pair in kind}


@pytest.mark.parametrize("seed", range(60))
def test_the_checker_says_what_the_specification_says(seed: int) -> None:
    raw, random = with_additions(seed), Random(seed)
    case = Case(raw)
    for _ in range(10):
        rota = {
            s: (
                frozenset(m for m in case.supervisors if near(case, "supervisors", m, s, random)),
                frozenset(m for m in case.people if near(case, "people", m, s, random)),
            )
            for s in case.order
            if random.random() < 0.7
        }
        found = {one.rule for one in check(read_problem(raw), as_solution(rota)).violations}
        assert found == case.broken(rota), rota


def near(case: Case, kind: str, member: str, s: str, random: Random) -> bool:
    """Whether to book someone: mostly those who are told or pinned."""
    wanted = (member, s) in case.published[kind] | case.pinned[kind]
    return random.random() < (0.85 if wanted else 0.15)
