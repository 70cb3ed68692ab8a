"""A pin bends availability and journeys, and nothing that keeps people safe (H13)."""

from typing import Any

import numpy as np
import pytest

from scheduler import explain, impossible_pins, solve
from scheduler.arrays.compiled import compile_arrays
from tests.scheduler.building import (
    THREE_KM_AWAY,
    a_person,
    a_problem,
    a_project,
    a_rota,
    a_session,
    a_supervisor,
    codes,
)

ANN = {"people": [["ann", "mon"]]}
ANN_AND_BOB = {"people": [["ann", "mon"], ["bob", "mon"]]}
WOMENS = {"projects": [a_project(women_only=True)], "supervisors": [a_supervisor(female=True)]}
MIXED = {"policy": {"no_lone_woman": False}}

SINGLE: list[tuple[str, dict[str, Any]]] = [
    ("H6", {"people": [a_person(barred_tags=["tools"])], "projects": [a_project(tags=["tools"])]}),
    ("H6", {"people": [a_person(exclusions=[[51.5, -0.1, 1]])]}),
    ("H6", WOMENS),
    ("H6", {"people": [a_person(female=True, women_only=True)], **MIXED}),
    ("H6", {"people": [a_person(only_projects=[])]}),
]
"""Rules that one booking breaks by itself."""

SHARED: list[tuple[str, dict[str, Any]]] = [
    ("H7", {"people": [a_person(not_with_supervisor="male")]}),
    ("H7", {"people": [a_person(keep_apart=["bob"]), a_person("bob")], "pinned": ANN_AND_BOB}),
    ("H8", {"people": [a_person(female=True)]}),
    ("H12", {"people": [a_person(female=True)], "projects": [a_project(women_only=True)]}),
]
"""Rules that a booking breaks with others."""


@pytest.mark.parametrize(("rule", "changes"), SINGLE + SHARED)
def test_a_pin_never_overrides_a_rule_that_keeps_people_safe(
    rule: str, changes: dict[str, Any]
) -> None:
    problem = a_problem(**({"pinned": ANN} | changes))
    group = " ".join(person for person, _ in problem.pinned.people)
    assert codes(problem, mon=("sam", group)) == {rule}
    solution = solve(problem, workers=1, seconds=20)
    assert solution.status == "infeasible"
    assert rule in " ".join(solution.conflicts)
    found = impossible_pins(problem)
    assert found.keys() == {("people", *pair) for pair in problem.pinned.people}
    assert all(rule in why for why in found.values())


def test_only_the_pins_that_cannot_stand_are_named() -> None:
    people = [a_person(barred_tags=["tools"]), a_person("bob"), a_person("cas")]
    tools = {"people": people, "projects": [a_project(tags=["tools"])]}
    both = {"people": [["ann", "mon"], ["bob", "mon"]]}
    assert impossible_pins(a_problem(**tools, pinned=both)) == {("people", "ann", "mon"): ("H6",)}
    assert impossible_pins(a_problem(**tools)) == {}


@pytest.mark.parametrize(("rule", "changes"), SINGLE)
def test_the_method_for_large_problems_knows_no_such_booking(
    rule: str, changes: dict[str, Any]
) -> None:
    with_pin = compile_arrays(a_problem(**changes, pinned=ANN))
    assert not with_pin.pairs.pinned.any(), rule
    assert len(with_pin.pairs) == 0


def test_the_method_for_large_problems_knows_no_pinned_man_alone_at_a_womens_group() -> None:
    changes = {"projects": [a_project(women_only=True)], "people": [a_person(female=True)]}
    arrays = compile_arrays(a_problem(**changes, pinned={"supervisors": [["sam", "mon"]]}))
    assert not arrays.staffing.pinned.any()


def test_the_method_for_large_problems_knows_pins_out_of_hours_and_far_away() -> None:
    problem = a_problem(
        people=[a_person(available=[], max_travel_minutes=1, **THREE_KM_AWAY)],
        supervisors=[a_supervisor(available=[], max_travel_minutes=1, **THREE_KM_AWAY)],
        pinned=ANN | {"supervisors": [["sam", "mon"]]},
    )
    arrays = compile_arrays(problem)
    assert np.array_equal(arrays.pairs.pinned, [True])
    assert np.array_equal(arrays.staffing.pinned, [True])
    assert solve(problem, workers=1).sessions[0].people == ("ann",)


def test_a_pinned_booking_is_explained_as_suitable_and_not_as_exempt() -> None:
    problem = a_problem(sessions=[a_session(places=2)], pinned=ANN)
    rules = {
        each.rule: each.sentence
        for each in explain(problem, a_rota(mon=("sam", "ann")), "ann").bookings[0].rules
    }
    assert "insists" in rules["H1"]
    assert "insists" in rules["H2"]
    assert "insists" not in rules["H6"]
