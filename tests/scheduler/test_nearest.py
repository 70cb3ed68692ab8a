"""Someone left out is told the nearest single change that would place them."""

from dataclasses import replace
from typing import Any

import pytest

from scheduler import NearestChange, Problem, Solution, check, nearest_change, read_problem, solve
from scheduler.problem import Person
from scheduler.questions.candidates import candidates
from scheduler.rota import Rota
from tests.scheduler.building import (
    DAYS,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_rota,
    a_session,
    a_supervisor,
)
from tests.scheduler.tiny import tiny_problem

TUESDAY_ONLY = [["2026-11-24T00:00", "2026-11-25T00:00"]]


def change_for_bob(
    bob: dict[str, Any], session: dict[str, Any] | None = None, **changes: Any
) -> NearestChange | None:
    problem = a_problem(people=[a_person("ann"), bob], sessions=[session or a_session()], **changes)
    return nearest_change(problem, a_rota(mon=("sam", "ann")), "bob")


def test_one_more_place_is_named_where_the_session_is_full() -> None:
    found = change_for_bob(a_person("bob"), a_session(places=1))
    assert found is not None
    assert (found.kind, found.session, found.size) == ("one_more_place", "mon", 210)
    assert found.sentence.startswith("Make room for 2 instead of 1 on mon")
    assert found.points > 0


def test_a_longer_journey_is_named_with_its_minutes() -> None:
    found = change_for_bob(a_person("bob", max_travel_minutes=5, **THREE_KM_AWAY))
    assert found is not None
    assert (found.kind, found.size) == ("longer_journey", 2 * (13 - 5))
    assert "a journey of 13 instead of at most 5 minutes with bob" in found.sentence


def test_another_time_counts_the_minutes_outside_the_diary() -> None:
    windows = [["2026-11-23T10:00", "2026-11-23T12:00"], ["2026-11-23T11:00", "2026-11-23T13:00"]]
    found = change_for_bob(a_person("bob", available=windows))
    assert found is not None
    assert (found.kind, found.size) == ("another_time", 4 * 60)
    assert found.sentence.startswith("Ask bob to be free for the whole of mon")


def test_a_session_opened_names_who_runs_it_and_who_comes_along() -> None:
    problem = a_problem(
        sessions=[a_session(), a_session(DAYS[1], id="tue", min_people=2)],
        people=[a_person("ann"), a_person("bob", available=TUESDAY_ONLY), a_person("col")],
        supervisors=[a_supervisor(), a_supervisor(id="tim", available=TUESDAY_ONLY)],
    )
    found = nearest_change(problem, a_rota(mon=("sam", "ann")), "bob")
    assert found is not None
    assert (found.kind, found.session, found.companions) == ("another_time", "mon", ())
    closed = replace(problem, sessions=problem.sessions[1:])
    found = nearest_change(closed, a_rota(), "bob")
    assert found is not None
    assert (found.kind, found.session) == ("session_opened", "tue")
    assert set(found.companions) == {"ann", "col"}
    assert len(found.supervisors) == 1
    assert f"run by {found.supervisors[0]}, together with ann and col." in found.sentence


def test_a_woman_left_out_alone_may_come_with_another() -> None:
    problem = a_problem(
        people=[a_person("ann"), a_person("eve", female=True), a_person("fay", female=True)]
    )
    found = nearest_change(problem, a_rota(mon=("sam", "ann")), "eve")
    assert found is not None
    assert (found.kind, found.companions) == ("booked_anyway", ("fay",))


def test_where_one_change_is_not_enough_none_is_named() -> None:
    far_and_full = a_person("bob", max_travel_minutes=5, **THREE_KM_AWAY)
    assert change_for_bob(far_and_full, a_session(places=1)) is None
    assert change_for_bob(a_person("bob", remaining_minutes=0)) is None
    assert change_for_bob(a_person("bob", max_weekly_minutes=10)) is None


def test_only_people_who_are_left_out_can_ask() -> None:
    problem, rota = a_problem(), a_rota(mon=("sam", "ann"))
    with pytest.raises(ValueError, match="ann has a booking already"):
        nearest_change(problem, rota, "ann")
    with pytest.raises(KeyError):
        nearest_change(problem, rota, "nobody")


@pytest.mark.parametrize("seed", range(60))
def test_the_change_named_makes_a_valid_rota_in_which_they_are_placed(seed: int) -> None:
    problem = read_problem(tiny_problem(seed))
    solution = solve(problem, workers=1, seconds=20)
    if solution.status == "infeasible":
        return
    for item in solution.unplaced:
        found = nearest_change(problem, solution, item.person)
        simply = simple_changes(problem, solution, item.person)
        if found is None:
            assert simply == [], f"seed {seed}: {item.person}"
            continue
        assert check(found.problem, found.solution).valid
        assert item.person in people_of(found.solution)
        assert people_of(solution) <= people_of(found.solution)
        assert found.size <= min(simply, default=found.size)
        assert differences(problem, found.problem) <= 1


def people_of(solution: Solution) -> set[str]:
    return {person for item in solution.sessions for person in item.people}


def simple_changes(problem: Problem, solution: Solution, name: str) -> list[float]:
    """Return the size of each change after which adding them to an open session is enough."""
    rota = Rota(problem, solution.sessions)
    person: Person = rota.people[name]
    return [
        candidate.size
        for candidate in candidates(rota, person)
        if any(item.session == candidate.session.id for item in solution.sessions)
        and check(candidate.problem, joined(solution, candidate.session.id, name)).valid
    ]


def joined(solution: Solution, session: str, person: str) -> Solution:
    sessions = tuple(
        replace(item, people=(*item.people, person)) if item.session == session else item
        for item in solution.sessions
    )
    return replace(solution, sessions=sessions)


def differences(problem: Problem, changed: Problem) -> int:
    people = sum(one != other for one, other in zip(problem.people, changed.people, strict=True))
    sessions = sum(
        one != other for one, other in zip(problem.sessions, changed.sessions, strict=True)
    )
    rest = replace(changed, people=problem.people, sessions=problem.sessions)
    assert rest == problem
    return people + sessions
