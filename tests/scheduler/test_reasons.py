"""Everyone without a booking is told the first reason that applies."""

from typing import Any

from scheduler import Unplaced, solve
from tests.scheduler.building import (
    DAYS,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_session,
    a_supervisor,
)

OPEN_ANYWAY = {"session_points": 0}


def reason(**changes: Any) -> Unplaced:
    """Return why the last person of the problem has no booking."""
    problem = a_problem(**{"policy": OPEN_ANYWAY} | changes)
    left_out = {item.person: item for item in solve(problem, workers=1).unplaced}
    return left_out[problem.people[-1].id]


def test_someone_with_nothing_left_is_complete_even_if_never_available() -> None:
    assert reason(people=[a_person(remaining_minutes=0, available=[])]).reason == "complete"


def test_someone_free_at_no_session_is_unavailable_even_if_far_away() -> None:
    person = a_person(
        available=[["2026-11-24T00:00", "2026-11-25T00:00"]], max_travel_minutes=0, **THREE_KM_AWAY
    )
    found = reason(people=[person])
    assert found.reason == "unavailable"
    assert "No session lies wholly inside a time when ann is available" in found.detail
    assert "not available at any time" in reason(people=[a_person(available=[])]).detail


def test_someone_beyond_their_limit_is_too_far_even_if_unsuitable() -> None:
    person = a_person(max_travel_minutes=5, only_projects=[], **THREE_KM_AWAY)
    found = reason(people=[person])
    assert found.reason == "too_far"
    assert "12 minutes away, beyond their limit of 5" in found.detail


def test_someone_whom_no_project_suits_is_unsuitable_even_if_all_is_closed() -> None:
    found = reason(people=[a_person(only_projects=[])], supervisors=[])
    assert found.reason == "unsuitable"
    assert "project garden is not among the projects they are limited to" in found.detail


def test_someone_whose_sessions_all_stayed_closed_is_told_which() -> None:
    sessions = [a_session(DAYS[n], id=f"day{n}") for n in range(5)]
    found = reason(sessions=sessions, supervisors=[])
    assert found.reason == "session_not_opened"
    assert "day0 (Mon 23 Nov 2026, 09:00–16:00)" in found.detail
    assert "and 2 more" in found.detail


def test_someone_less_urgent_finds_the_session_full() -> None:
    urgent, patient = a_person("ann", due="2026-11-30"), a_person("bob", due="2036-11-30")
    found = reason(people=[urgent, patient], sessions=[a_session(places=1)])
    assert found.reason == "no_place"
    assert "1 full" in found.detail


def test_other_obstacles_in_open_sessions_are_counted() -> None:
    ann = a_person("ann", due="2026-11-30")
    people = {
        "kept apart": a_person("bob", keep_apart=["ann"]),
        "without another woman": a_person("bob", female=True),
        "longer than their weekly limit": a_person("bob", max_weekly_minutes=10),
    }
    for words, bob in people.items():
        found = reason(people=[ann, bob], sessions=[a_session(min_people=1)])
        assert found.reason == "no_place"
        assert words in found.detail
    costly = reason(
        policy={"session_points": 0, "travel_rate": 50},
        people=[ann, a_person("bob", **THREE_KM_AWAY)],
    )
    assert "costing more" in costly.detail


def test_a_frozen_session_takes_nobody_else() -> None:
    found = reason(
        policy={"frozen_until": DAYS[1]},
        people=[a_person("ann"), a_person("bob")],
        published={"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]},
    )
    assert found.reason == "no_place"
    assert "1 already announced and fixed" in found.detail


def test_nobody_with_a_booking_is_listed() -> None:
    problem = a_problem(policy=OPEN_ANYWAY, projects=[a_project()], supervisors=[a_supervisor()])
    assert solve(problem, workers=1).unplaced == ()


def test_a_woman_for_womens_groups_whom_no_woman_may_supervise_can_never_be_placed() -> None:
    woman = a_person(female=True, women_only=True, not_with_supervisor="female")
    times: tuple[list[Any], list[Any]] = (woman["available"], [])
    for available in times:
        found = reason(
            projects=[a_project(women_only=True)],
            supervisors=[a_supervisor(female=True)],
            people=[woman | {"available": available}],
        )
        assert found.reason == "unsuitable"
        assert "no session can ever suit" in found.detail


def test_sessions_at_hours_when_nobody_is_available_are_to_blame_themselves() -> None:
    daytime = [[f"{DAYS[0]}T07:00", f"{DAYS[0]}T22:00"]]
    early = a_session(first="05:00", last="09:00")
    found = reason(sessions=[early], people=[a_person(available=daytime)])
    assert found.reason == "unavailable"
    assert "at hours when nobody at all is available" in found.detail
    others = [
        a_person("bob", available=[[early["start"], early["end"]]]),
        a_person(available=daytime),
    ]
    found = reason(sessions=[early | {"min_people": 2}], people=others)
    assert found.person == "ann"
    assert "inside a time when ann is available" in found.detail


def test_a_closed_session_says_whether_it_lacks_supervisors_or_is_not_worth_opening() -> None:
    dear = {"policy": {"session_points": 9000}}
    assert "Supervisors are free for mon" in reason(**dear).detail
    for supervisors in (
        [],
        [a_supervisor(available=[])],
        [a_supervisor(max_travel_minutes=1, **THREE_KM_AWAY)],
    ):
        found = reason(**dear, supervisors=supervisors)
        assert "No supervisors who could run one are free that day" in found.detail
    skilled = reason(**dear, projects=[a_project(skills=["chainsaw"])])
    assert "No supervisors who could run one are free that day" in skilled.detail
