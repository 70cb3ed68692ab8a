"""What can stand of an announced rota: the fewest are told, and whoever takes over may do so."""

import json
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.replanning import fewest_dropped
from scheduler import Bookings, Problem, Solution, check, read_problem
from scheduler.arrays.compiled import compile_arrays
from scheduler.deadline import Deadline
from scheduler.large.first_rotas.announced import Announced
from scheduler.large.first_rotas.greedy import as_announced
from scheduler.large.method import solve_large
from scheduler.large.rotas.working_rota import WorkingRota, from_sessions, to_sessions
from scheduler.large.upper_bound.dual import Dual
from scheduler.settings.settings import USUAL
from scheduler.settings.starting import AnnouncedSettings
from tests.scheduler.building import a_person, a_problem, a_project, a_session, a_supervisor
from tests.scheduler.tiny import tiny_problem

BOROUGH = json.loads((Path(__file__).parent / "data" / "borough-week.json").read_text())
NEAR = 2


ELSEWHERE = AnnouncedSettings(at_once=0)
"""However small the programme, it is solved in a process of its own."""


def staffed(
    problem: Problem,
    deadline: Deadline | None = None,
    settings: AnnouncedSettings = USUAL.announced,
) -> WorkingRota | None:
    dual = Dual(compile_arrays(problem))
    start = as_announced(dual.arrays, WorkingRota.empty(dual.arrays))
    with closing(Announced(dual, start, deadline or Deadline(60), 1, 1, settings)) as search:
        return search.take()


def a_handover(**changes: Any) -> Problem:
    """Return a large and a small group on one day; only the small one's supervisor is left."""
    names = [f"p{n}" for n in range(6)]
    return a_problem(
        projects=[a_project(skills=["minibus"]), a_project(id="park")],
        sessions=[a_session(id="large"), a_session(id="small", project="park")],
        supervisors=[a_supervisor(skills=["minibus"])],
        people=[a_person(name) for name in names],
        published={
            "people": [[n, "large"] for n in names[:4]] + [[n, "small"] for n in names[4:]],
            "supervisors": [["sam", "small"]],
        },
        **changes,
    )


def test_a_small_group_gives_way_to_a_large_one() -> None:
    rota = staffed(a_handover())
    assert rota is not None
    assert [(item.session, item.supervisors) for item in to_sessions(rota)] == [("large", ("sam",))]


def test_a_pinned_duty_stands_although_more_are_told() -> None:
    rota = staffed(a_handover(pinned={"people": [], "supervisors": [["sam", "small"]]}))
    assert rota is not None
    assert [item.session for item in to_sessions(rota)] == ["small"]


def test_nothing_is_sought_where_nothing_is_announced_or_changes_cost_nothing() -> None:
    assert staffed(a_problem()) is None
    assert staffed(a_handover(policy={"person_change_points": 0})) is None


@pytest.mark.parametrize("block", range(5))
def test_whoever_takes_over_keeps_every_rule_of_supervisors(block: int) -> None:
    some = 0
    for seed in range(block, 200, 5):
        raw = tiny_problem(seed) | {"pinned": {}}
        raw["policy"] = raw["policy"] | {"person_change_points": 50, "frozen_until": None}
        for session in raw["sessions"]:
            session["min_people"] = 0
        problem = read_problem(raw)
        rota = staffed(problem)
        if rota is None:
            continue
        some += len(sessions := to_sessions(rota))
        draft = Solution(
            status="feasible", objective=None, bound=None, seconds=0.0, sessions=sessions
        )
        broken = {violation.rule for violation in check(problem, draft).violations}
        assert not broken & {"H9", "H12"}, seed
    assert some


@pytest.fixture(scope="module")
def told() -> Problem:
    """Return a borough whose rota has been announced."""
    problem = read_problem(BOROUGH)
    sessions, _ = solve_large(problem, (), Deadline(4), workers=1, seed=1)
    return replace(
        problem,
        published=Bookings(
            people=tuple((p, item.session) for item in sessions for p in item.people),
            supervisors=tuple((v, item.session) for item in sessions for v in item.supervisors),
        ),
    )


def without(problem: Problem, ill: int) -> Problem:
    supervisors = list(problem.supervisors)
    supervisors[ill] = replace(supervisors[ill], available=())
    return replace(problem, supervisors=tuple(supervisors))


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("ill", range(7))
def test_few_more_are_told_than_must_be(told: Problem, ill: int, at_once: bool) -> None:
    problem = without(told, ill)
    rota = staffed(problem, settings=USUAL.announced if at_once else ELSEWHERE)
    assert rota is not None
    kept = {item.session for item in to_sessions(rota)}
    dropped = sum(session not in kept for _, session in problem.published.people)
    assert dropped <= fewest_dropped(problem) + NEAR


def test_a_stop_leaves_the_answer_and_ends_the_process(told: Problem) -> None:
    stop = threading.Event()
    stop.set()
    begin = time.monotonic()
    assert staffed(without(told, 0), Deadline(60, stop), ELSEWHERE) is None
    assert time.monotonic() - begin < 2.0


def test_the_rota_planned_again_is_not_worse_than_what_can_stand(told: Problem) -> None:
    problem = without(told, 0)
    arrays = compile_arrays(problem)
    least = as_announced(arrays, WorkingRota.empty(arrays)).points()
    sessions, bound = solve_large(problem, (), Deadline(4), workers=2, seed=1)
    points = from_sessions(arrays, sessions).points()
    assert least <= points <= bound
    assert np.isfinite(bound)
