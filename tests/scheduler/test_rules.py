"""Each hard rule is broken by itself, and said in a sentence; the solver keeps it."""

from typing import Any

import pytest

from scheduler import solve
from tests.scheduler.building import (
    DAYS,
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_session,
    a_supervisor,
    codes,
    sentences,
)

TWO_DAYS = [a_session(), a_session(DAYS[1], id="tue")]
TWO_ON_ONE_DAY = [a_session(last="11:00"), a_session(first="12:00", id="noon", minutes=100)]
ANN_AND_BOB = [a_person("ann"), a_person("bob")]
TWO_WOMEN = [a_person("ann", female=True), a_person("eve", female=True)]
BOTH_DAYS = {"mon": ("sam", "ann"), "tue": ("sam", "ann")}
MORNING_ONLY = [["2026-11-23T08:00", "2026-11-23T15:59"]]

CASES: list[tuple[str, dict[str, Any], dict[str, tuple[str, str]], str]] = [
    (
        "H1",
        {"people": [a_person(available=MORNING_ONLY)]},
        {"mon": ("sam", "ann")},
        "ann is not available for the whole of mon (Mon 23 Nov 2026, 09:00–16:00).",
    ),
    (
        "H2",
        {"people": [a_person(max_travel_minutes=10, **THREE_KM_AWAY)]},
        {"mon": ("sam", "ann")},
        "ann would travel 12.0 minutes to mon (Mon 23 Nov 2026, 09:00–16:00); their limit is 10.",
    ),
    (
        "H3",
        {"sessions": TWO_ON_ONE_DAY},
        {"mon": ("sam", "ann"), "noon": ("sam", "ann")},
        "ann has 2 sessions on Mon 23 Nov 2026: mon and noon.",
    ),
    (
        "H4",
        {"sessions": TWO_DAYS, "people": [a_person(max_weekly_minutes=799)]},
        BOTH_DAYS,
        "ann would be credited 800 minutes in the week of Mon 23 Nov 2026; their weekly limit is "
        "799.",
    ),
    (
        "H5",
        {"sessions": TWO_DAYS, "people": [a_person(remaining_minutes=400)]},
        BOTH_DAYS,
        "ann would be credited nothing for tue (Tue 24 Nov 2026, 09:00–16:00): no unpaid work is "
        "left by then.",
    ),
    (
        "H6",
        {"projects": [a_project(tags=["tools"])], "people": [a_person(barred_tags=["tools"])]},
        {"mon": ("sam", "ann")},
        "ann cannot be on mon (Mon 23 Nov 2026, 09:00–16:00): they are barred from work tagged "
        "tools.",
    ),
    (
        "H6",
        {"people": [a_person(exclusions=[[51.527, -0.1, 3.1]])]},
        {"mon": ("sam", "ann")},
        "lies in an area they are excluded from",
    ),
    (
        "H6",
        {"projects": [a_project(women_only=True)], "supervisors": [a_supervisor(female=True)]},
        {"mon": ("sam", "ann")},
        "project garden is for women only",
    ),
    (
        "H6",
        {"people": [a_person(only_projects=[])]},
        {"mon": ("sam", "ann")},
        "project garden is not among the projects they are limited to",
    ),
    (
        "H7",
        {"people": [a_person("ann", keep_apart=["bob"]), a_person("bob")]},
        {"mon": ("sam", "ann bob")},
        "ann and bob must be kept apart, but are both on mon (Mon 23 Nov 2026, 09:00–16:00).",
    ),
    (
        "H7",
        {"people": [a_person(not_with_supervisor="male")]},
        {"mon": ("sam", "ann")},
        "ann must not be supervised by a man, but sam runs mon",
    ),
    (
        "H8",
        {"people": [a_person("ann", female=True), a_person("bob")]},
        {"mon": ("sam", "ann bob")},
        "ann would be the only woman on mon (Mon 23 Nov 2026, 09:00–16:00).",
    ),
    (
        "H9",
        {"sessions": [a_session(min_people=2)]},
        {"mon": ("sam", "ann")},
        "mon (Mon 23 Nov 2026, 09:00–16:00) needs at least 2 people, but has 1.",
    ),
    (
        "H9",
        {},
        {"mon": ("", "ann")},
        "mon (Mon 23 Nov 2026, 09:00–16:00) needs exactly 1 supervisor, but has 0.",
    ),
    (
        "H10",
        {"sessions": [a_session(places=1)], "people": ANN_AND_BOB},
        {"mon": ("sam", "ann bob")},
        "has 2 people booked, who take up 1.81 of 1 place.",
    ),
    (
        "H10",
        {
            "sessions": [a_session(places=1)],
            "people": [a_person(each, attendance_rate=0.353) for each in ("ann", "bob")],
        },
        {"mon": ("sam", "ann bob")},
        "has 2 people booked, who take up 1.01 of 1 place.",
    ),
    (
        "H11",
        {"sessions": TWO_DAYS, "projects": [a_project(remaining_minutes=320)]},
        BOTH_DAYS,
        "tue (Tue 24 Nov 2026, 09:00–16:00) should stay closed: project garden has 320 minutes of "
        "work left, and its earlier sessions are expected to do 320.0.",
    ),
    (
        "H12",
        {"supervisors": [a_supervisor(available=[])]},
        {"mon": ("sam", "ann")},
        "Supervisor sam is not available for the whole of mon (Mon 23 Nov 2026, 09:00–16:00).",
    ),
    (
        "H12",
        {"supervisors": [a_supervisor(max_travel_minutes=10, **THREE_KM_AWAY)]},
        {"mon": ("sam", "ann")},
        "Supervisor sam would travel 12.0 minutes to mon",
    ),
    (
        "H12",
        {"projects": [a_project(skills=["chainsaw"])]},
        {"mon": ("sam", "ann")},
        "No supervisor of mon (Mon 23 Nov 2026, 09:00–16:00) has chainsaw.",
    ),
    (
        "H12",
        {"projects": [a_project(women_only=True)], "people": TWO_WOMEN},
        {"mon": ("sam", "ann eve")},
        "needs a woman among its supervisors",
    ),
    (
        "H12",
        {
            "sessions": TWO_ON_ONE_DAY,
            "people": ANN_AND_BOB,
            "policy": {"supervisor_day_minutes": 219},
        },
        {"mon": ("sam", "ann"), "noon": ("sam", "bob")},
        "Supervisor sam would run sessions of 220 minutes on Mon 23 Nov 2026; the daily limit is "
        "219.",
    ),
    (
        "H12",
        {"sessions": TWO_DAYS, "supervisors": [a_supervisor(max_weekly_minutes=799)]},
        BOTH_DAYS,
        "Supervisor sam would run sessions of 800 minutes in the week of Mon 23 Nov 2026; their "
        "weekly limit is 799.",
    ),
    (
        "H12",
        {
            "sessions": [TWO_ON_ONE_DAY[0], TWO_ON_ONE_DAY[1] | {"project": "hall"}],
            "projects": [a_project(), a_project(id="hall", **THREE_KM_AWAY)],
            "people": ANN_AND_BOB,
            "policy": {"supervisor_gap_minutes": 49},
        },
        {"mon": ("sam", "ann"), "noon": ("sam", "bob")},
        "Supervisor sam has 60 minutes between mon (Mon 23 Nov 2026, 09:00–11:00) and noon (Mon 23 "
        "Nov 2026, 12:00–16:00); travel and a break needs 61.",
    ),
    (
        "H12",
        {"sessions": TWO_DAYS, "policy": {"supervisor_rest_minutes": 1021}},
        BOTH_DAYS,
        "Supervisor sam has 1020 minutes between mon (Mon 23 Nov 2026, 09:00–16:00) and tue (Tue "
        "24 Nov 2026, 09:00–16:00); rest needs 1021.",
    ),
    (
        "H13",
        {"pinned": {"people": [["ann", "mon"]]}},
        {},
        "ann is pinned to mon (Mon 23 Nov 2026, 09:00–16:00), but not booked on it.",
    ),
    (
        "H13",
        {"policy": {"frozen_until": DAYS[1]}, "published": {"people": [["ann", "mon"]]}},
        {},
        "ann was told to be on mon (Mon 23 Nov 2026, 09:00–16:00), which is frozen, but is not "
        "booked on it.",
    ),
    (
        "H13",
        {"policy": {"frozen_until": DAYS[1]}, "published": {"supervisors": [["sam", "mon"]]}},
        {"mon": ("sam", "ann")},
        "ann was added to mon (Mon 23 Nov 2026, 09:00–16:00), which is frozen.",
    ),
]


@pytest.mark.parametrize(("code", "changes", "rota", "sentence"), CASES)
def test_a_rota_that_breaks_one_rule_is_told_so_in_a_sentence(
    code: str, changes: dict[str, Any], rota: dict[str, tuple[str, str]], sentence: str
) -> None:
    found = sentences(a_problem(**changes), **rota)
    assert len(found) == 1
    assert found[0].startswith(f"{code}: ")
    assert sentence in found[0]


@pytest.mark.parametrize(("code", "changes", "rota", "sentence"), CASES)
def test_the_solver_does_not_break_the_rule_either(
    code: str, changes: dict[str, Any], rota: dict[str, tuple[str, str]], sentence: str
) -> None:
    policy = {"session_points": 0} | changes.get("policy", {})
    solution = solve(a_problem(**changes | {"policy": policy}), workers=1)
    assert solution.status == "optimal"
    booked = {item.session: (item.supervisors, item.people) for item in solution.sessions}
    forbidden = {name: (tuple(s.split()), tuple(p.split())) for name, (s, p) in rota.items()}
    assert booked != forbidden, f"{code}: {sentence}"


def test_a_rota_that_fits_breaks_nothing() -> None:
    assert codes(a_problem(people=ANN_AND_BOB), mon=("sam", "ann bob")) == set()


def test_the_last_booking_may_be_cut_short_and_counts_only_what_is_left() -> None:
    person = a_person(remaining_minutes=500, weekly_minutes=500, max_weekly_minutes=500)
    problem = a_problem(sessions=TWO_DAYS, people=[person], policy={"session_points": 0})
    assert codes(problem, **BOTH_DAYS) == set()
    assert len(solve(problem, workers=1).sessions) == 2


def test_minutes_count_in_their_iso_week_over_a_horizon_of_two() -> None:
    weeks = [a_session(), a_session("2026-11-30", id="next")]
    problem = a_problem(sessions=weeks, people=[a_person(max_weekly_minutes=400)])
    assert codes(problem, mon=("sam", "ann"), next=("sam", "ann")) == set()


def test_a_pinned_booking_is_exempt_from_availability_and_travel_only() -> None:
    person = a_person(
        available=[], max_travel_minutes=1, only_projects=[], remaining_minutes=0, **THREE_KM_AWAY
    )
    problem = a_problem(people=[person], pinned={"people": [["ann", "mon"]]})
    assert codes(problem, mon=("sam", "ann")) == {"H5", "H6"}


def test_a_pinned_duty_is_exempt_from_availability_and_travel_only() -> None:
    problem = a_problem(
        projects=[a_project(skills=["chainsaw"])],
        supervisors=[a_supervisor(available=[], max_travel_minutes=1, **THREE_KM_AWAY)],
        pinned={"supervisors": [["sam", "mon"]]},
    )
    assert sentences(problem, mon=("sam", "ann")) == [
        "H12: No supervisor of mon (Mon 23 Nov 2026, 09:00–16:00) has chainsaw."
    ]


def test_frozen_bookings_stand_whatever_most_rules_say() -> None:
    told = {"people": [["ann", "mon"], ["eve", "mon"]], "supervisors": [["sam", "mon"]]}
    problem = a_problem(
        policy={"frozen_until": DAYS[1]},
        projects=[a_project(skills=["chainsaw"], tags=["tools"], remaining_minutes=0)],
        sessions=[a_session(places=0, min_people=5, supervisors_needed=2)],
        supervisors=[a_supervisor(available=[], max_travel_minutes=0, **THREE_KM_AWAY)],
        people=[
            a_person("ann", remaining_minutes=0, barred_tags=["tools"], keep_apart=["eve"]),
            a_person("eve", female=True, available=[], not_with_supervisor="male"),
        ],
        published=told,
    )
    assert codes(problem, mon=("sam", "ann eve")) == set()
    solution = solve(problem, workers=1)
    assert solution.status == "optimal"
    assert solution.sessions[0].people == ("ann", "eve")


def test_frozen_bookings_still_count_for_the_day_and_the_week() -> None:
    told = {"people": [["ann", "mon"], ["ann", "noon"]]}
    problem = a_problem(
        policy={"frozen_until": DAYS[1]},
        sessions=TWO_ON_ONE_DAY,
        people=[a_person(max_weekly_minutes=219)],
        published=told,
    )
    assert codes(problem, mon=("", "ann"), noon=("", "ann")) == {"H3", "H4"}


def test_a_person_published_but_not_frozen_may_be_dropped_at_a_cost() -> None:
    problem = a_problem(published={"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]})
    assert codes(problem) == set()
