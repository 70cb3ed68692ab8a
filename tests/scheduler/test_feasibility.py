"""When frozen and pinned bookings cannot all stand, the clash is named in sentences."""

from typing import Any

import pytest

from scheduler import solve
from tests.scheduler.building import DAYS, a_person, a_problem, a_project, a_session, a_supervisor

TWO_ON_ONE_DAY = [a_session(last="11:00"), a_session(first="12:00", id="noon", minutes=100)]
MON = "mon (Mon 23 Nov 2026, 09:00–16:00)"


def clashes(**changes: Any) -> tuple[str, ...]:
    solution = solve(a_problem(**changes), workers=1)
    assert solution.status == "infeasible"
    assert solution.objective is None
    assert solution.bound is None
    assert solution.sessions == ()
    return solution.conflicts


def test_two_pins_on_one_day_are_named_with_the_rule() -> None:
    assert clashes(
        sessions=TWO_ON_ONE_DAY, pinned={"people": [["ann", "mon"], ["ann", "noon"]]}
    ) == (
        "These bookings cannot all stand: ann on mon (Mon 23 Nov 2026, 09:00–11:00), pinned; ann "
        "on noon (Mon 23 Nov 2026, 12:00–16:00), pinned. They clash with H3 (a person has at most "
        "one session a day).",
    )


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"sessions": [a_session(places=0)]}, ["H10"]),
        ({"sessions": [a_session(min_people=2)]}, ["H9"]),
        ({"people": [a_person(remaining_minutes=0)]}, ["H5"]),
        ({"people": [a_person(max_weekly_minutes=399)]}, ["H4"]),
        ({"people": [a_person(female=True)]}, ["H8"]),
        ({"people": [a_person(not_with_supervisor="male")]}, ["H7", "H9"]),
        ({"projects": [a_project(remaining_minutes=0)]}, ["H11"]),
        ({"projects": [a_project(skills=["chainsaw"])]}, ["H12"]),
        ({"supervisors": [a_supervisor(available=[])]}, ["H9", "H12"]),
    ],
)
def test_a_pin_that_cannot_stand_is_named_with_the_rules_it_clashes_with(
    changes: dict[str, Any], rules: list[str]
) -> None:
    (sentence,) = clashes(**changes, pinned={"people": [["ann", "mon"]]})
    assert sentence.startswith(f"This booking cannot stand: ann on {MON}, pinned.")
    assert [word for word in sentence.split() if word.startswith("H")] == rules


def test_only_the_bookings_that_clash_are_named() -> None:
    people = [a_person(name) for name in ("ann", "bob", "cas", "dan")]
    (sentence,) = clashes(
        sessions=[a_session(), a_session(DAYS[1], id="tue", places=1)],
        people=people,
        pinned={
            "people": [[person["id"], "mon"] for person in people]
            + [["bob", "tue"], ["cas", "tue"]],
            "supervisors": [["sam", "mon"], ["sam", "tue"]],
        },
    )
    assert "bob on tue" in sentence
    assert "cas on tue" in sentence
    assert "ann on" not in sentence
    assert "sam on" not in sentence
    assert "H10" in sentence


def test_clashes_that_have_nothing_to_do_with_each_other_are_named_one_by_one() -> None:
    sentences = clashes(
        sessions=[a_session(places=0), a_session(DAYS[1], id="tue", places=0)],
        pinned={"people": [["ann", "mon"], ["ann", "tue"]]},
    )
    assert len(sentences) == 2


def test_a_pin_on_a_frozen_session_is_named_with_the_rule_that_it_breaks_there() -> None:
    changes = {"policy": {"frozen_until": DAYS[1]}, "pinned": {"people": [["ann", "mon"]]}}
    (sentence,) = clashes(**changes)
    assert "ann on mon" in sentence
    assert "H9" in sentence
    told = {"people": [["ann", "mon"]]}
    assert solve(a_problem(**changes, published=told), workers=1).status == "optimal"


def test_a_pin_is_named_together_with_the_frozen_bookings_that_leave_it_no_place() -> None:
    (sentence,) = clashes(
        policy={"frozen_until": DAYS[1], "overbooking_margin": None},
        sessions=[a_session(places=1)],
        people=[a_person(), a_person("bob")],
        published={"people": [["ann", "mon"]], "supervisors": [["sam", "mon"]]},
        pinned={"people": [["bob", "mon"]]},
    )
    assert "ann on mon (Mon 23 Nov 2026, 09:00–16:00), frozen" in sentence
    assert "bob on mon (Mon 23 Nov 2026, 09:00–16:00), pinned" in sentence
    assert "H10" in sentence


def test_frozen_duties_that_overlap_are_named() -> None:
    (sentence,) = clashes(
        policy={"frozen_until": DAYS[1]},
        sessions=[a_session(), a_session(id="too", minutes=100)],
        published={"supervisors": [["sam", "mon"], ["sam", "too"]]},
    )
    assert "supervisor sam on mon" in sentence
    assert "frozen" in sentence
    assert "H12" in sentence
