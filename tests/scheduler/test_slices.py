"""Bettering a rota by slices: every change counted rightly, undone wholly, within every rule."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scheduler import Bookings, Problem, check, read_problem
from scheduler.arrays.compiled import compile_arrays
from scheduler.deadline import Deadline
from scheduler.exact.feasibility import first_rota
from scheduler.large.first_rotas.greedy import as_announced, most_urgent_first
from scheduler.large.improvement.appraisal import FORCED, Candidates, Market
from scheduler.large.improvement.local_search import Bettered, better
from scheduler.large.improvement.running_totals import Tally
from scheduler.large.improvement.session_refill import Refill
from scheduler.large.improvement.slicing import Knife
from scheduler.large.improvement.supervisor_moves import Restaff
from scheduler.large.rotas.working_rota import WorkingRota, from_sessions, to_sessions
from scheduler.large.upper_bound.dual import Dual
from scheduler.large.upper_bound.prices import Rates
from scheduler.solution import Solution
from tests.scheduler.tiny import tiny_problem

BOROUGH = json.loads((Path(__file__).parent / "data" / "borough-week.json").read_text())
ENOUGH = 1e6


def a_start(problem: Problem) -> tuple[Dual, WorkingRota] | None:
    """Return a rota made by hand that keeps every rule and everything pinned and frozen."""
    start = first_rota(problem, Deadline(20))
    if start is None:
        return None
    dual = Dual(compile_arrays(problem))
    return dual, most_urgent_first(dual.arrays, from_sessions(dual.arrays, start))


def a_borough() -> tuple[Dual, WorkingRota]:
    found = a_start(read_problem(BOROUGH))
    assert found is not None
    return found


def no_prices(dual: Dual) -> Rates:
    return Rates(place=np.zeros(len(dual.needed)), minute=np.zeros(len(dual.needed)))


def points_if_sound(problem: Problem, rota: WorkingRota) -> float:
    """Return the points of a rota that keeps every rule; frozen sessions are not in it."""
    sessions = to_sessions(rota)
    solution = Solution(
        status="feasible", objective=None, bound=None, seconds=0.0, sessions=sessions
    )
    result = check(problem, solution)
    assert result.violations == ()
    return result.objective


def bettered(dual: Dual, rota: WorkingRota, *, seed: int, steps: int, count: int) -> WorkingRota:
    knife = Knife(dual.arrays, dual.supervisors.chains, no_prices(dual), no_prices(dual), seed)
    parts = knife.cut(rota, count, ENOUGH, steps)
    answers: list[Bettered] = [better(part) for part in parts]
    return knife.join(rota, list(zip(parts, answers, strict=True)))


def without_frozen(seed: int) -> dict[str, Any]:
    raw = tiny_problem(seed)
    raw["policy"].pop("frozen_until", None)
    return raw


@pytest.mark.parametrize("seed", range(60))
def test_a_tiny_rota_is_bettered_within_every_rule(seed: int) -> None:
    problem = read_problem(without_frozen(seed))
    found = a_start(problem)
    if found is None:
        return
    dual, rota = found
    before = points_if_sound(problem, rota)
    assert points_if_sound(problem, bettered(dual, rota, seed=seed, steps=300, count=1)) >= before


def test_slices_of_a_borough_are_bettered_apart_and_joined() -> None:
    dual, rota = a_borough()
    after = bettered(dual, rota, seed=1, steps=2000, count=2)
    assert points_if_sound(dual.arrays.problem, after) > rota.points() + 5000


@pytest.mark.parametrize("seed", range(12))
def test_slices_never_disturb_each_other(seed: int) -> None:
    dual, rota = a_borough()
    knife = Knife(dual.arrays, dual.supervisors.chains, no_prices(dual), no_prices(dual), seed)
    for _ in range(3):
        parts = knife.cut(rota, 3, ENOUGH, 400)
        rota = knife.join(rota, [(part, better(part)) for part in parts])
        points_if_sound(dual.arrays.problem, rota)


def test_the_same_seed_betters_a_rota_in_the_same_way() -> None:
    dual, rota = a_borough()
    first, second = (bettered(dual, rota, seed=3, steps=1500, count=1) for _ in range(2))
    assert to_sessions(first) == to_sessions(second)


def test_points_gained_are_counted_as_they_come_and_all_can_be_undone() -> None:
    dual, rota = a_borough()
    before, sessions = rota.points(), to_sessions(rota)
    tally = Tally(rota)
    refill = Refill(tally, no_prices(dual))
    for s in np.flatnonzero(rota.opened).tolist():
        refill.refill(s, 1.0)
    assert tally.gained > 0
    assert rota.points() == pytest.approx(before + tally.gained)
    tally.undo()
    assert to_sessions(rota) == sessions


def test_a_supervisors_new_day_is_kept_only_if_it_wins_points() -> None:
    dual, rota = a_borough()
    restaff = Restaff(Refill(Tally(rota), no_prices(dual)), dual.supervisors.chains)
    for v in range(len(dual.arrays.supervisors.female)):
        for move in restaff.moves(v):
            before, gained = rota.points(), restaff.attempt(move)
            assert gained >= 0
            assert rota.points() == pytest.approx(before + gained)
            if gained:
                points_if_sound(dual.arrays.problem, rota)
                break


def test_people_who_are_locked_stay_where_they_are() -> None:
    dual, rota = a_borough()
    refill = Refill(Tally(rota), no_prices(dual))
    refill.market.locked[:110] = True
    before = rota.booked[:110].copy()
    for s in np.flatnonzero(rota.opened).tolist():
        refill.refill(s, 0.5)
    assert (rota.booked[:110] == before).all()
    assert (rota.booked[110:] >= 0).any()


def made_alone(tally: Tally, s: int, some: Candidates, i: int) -> float:
    """Return what one change that a candidate stands for wins by itself, and take it back."""
    tally.keep()
    p = int(some.who[i])
    if some.member[i]:
        tally.unbook(p, s)
    else:
        if some.left[i] >= 0:
            tally.unbook(p, int(some.left[i]))
        tally.book(p, s, int(some.row[i]))
    gained = -tally.gained if some.member[i] else tally.gained
    tally.undo()
    return gained


@pytest.mark.parametrize("seed", range(80))
def test_a_candidate_is_worth_what_its_booking_would_win(seed: int) -> None:
    problem = read_problem(without_frozen(seed))
    found = a_start(problem)
    if found is None:
        return
    dual, rota = found
    tally = Tally(rota)
    market = Market(tally, no_prices(dual))
    for s in np.flatnonzero(rota.opened).tolist():
        some = market.candidates(s, 0.0, 100)
        for i in np.flatnonzero(some.gain < FORCED / 2).tolist():
            assert made_alone(tally, s, some, i) == pytest.approx(some.gain[i])


def test_bookings_of_those_whose_work_runs_out_are_appraised_as_it_is_cut() -> None:
    dual, rota = a_borough()
    tally = Tally(rota)
    refill, people = Refill(tally, no_prices(dual)), dual.arrays.people
    opened, found = np.flatnonzero(rota.opened).tolist(), 0
    for s in opened:
        refill.refill(s, 0.0)
    for s in opened:
        some = refill.market.candidates(s, 0.0, 100)
        number = tally.number[some.who]
        cut = (tally.total[some.who] > people.remaining[some.who]) & (number > 1)
        found += int(cut.sum())
        for i in np.flatnonzero(cut & (some.gain < FORCED / 2)).tolist():
            assert made_alone(tally, s, some, i) == pytest.approx(some.gain[i])
    assert found > 0


def test_a_group_leaves_work_for_the_sessions_after_it() -> None:
    raw = json.loads(json.dumps(BOROUGH))
    for project in raw["projects"]:
        project["remaining_minutes"] = 9_000
    found = a_start(read_problem(raw))
    assert found is not None
    dual, rota = found
    refill = Refill(Tally(rota), no_prices(dual))
    limited = [
        s for s in np.flatnonzero(rota.opened) if np.isfinite(refill.tally.work_left(int(s)))
    ]
    assert limited
    before = rota.points()
    for s in limited:
        refill.refill(int(s), 0.0)
        assert refill.tally.expected[s] < refill.tally.work_left(int(s))
    assert points_if_sound(dual.arrays.problem, rota) > before


def test_everyone_in_a_large_session_is_a_candidate_to_stay() -> None:
    dual, rota = a_borough()
    refill = Refill(Tally(rota), no_prices(dual))
    s = int(np.flatnonzero(rota.opened)[0])
    some = refill.market.candidates(s, 0.0, 2)
    assert sorted(some.who[some.member]) == refill.tally.members(s).tolist()


def announced(dual: Dual, rota: WorkingRota) -> Problem:
    """Return the problem with a rota of it announced."""
    sessions = to_sessions(rota)
    return replace(
        dual.arrays.problem,
        published=Bookings(
            people=tuple((p, one.session) for one in sessions for p in one.people),
            supervisors=tuple((v, one.session) for one in sessions for v in one.supervisors),
        ),
    )


def kept_of(problem: Problem) -> tuple[Dual, WorkingRota]:
    dual = Dual(compile_arrays(problem))
    return dual, as_announced(dual.arrays, WorkingRota.empty(dual.arrays))


def test_an_announced_rota_that_can_stand_is_kept_as_it_is() -> None:
    dual, rota = a_borough()
    _, kept = kept_of(announced(dual, bettered(dual, rota, seed=1, steps=1500, count=1)))
    assert points_if_sound(kept.arrays.problem, kept) > rota.points()
    told = {(p, s) for p, s in kept.arrays.problem.published.people}
    assert {(p, one.session) for one in to_sessions(kept) for p in one.people} == told


def test_of_an_announced_rota_only_sessions_without_supervisors_fall_away() -> None:
    dual, rota = a_borough()
    problem = announced(dual, bettered(dual, rota, seed=1, steps=1500, count=1))
    ill = problem.published.supervisors[0][0]
    someone = tuple(replace(v, available=()) if v.id == ill else v for v in problem.supervisors)
    _, kept = kept_of(replace(problem, supervisors=someone))
    points_if_sound(kept.arrays.problem, kept)
    led = {s for v, s in problem.published.supervisors if v == ill}
    for person, session in problem.published.people:
        here = next((one for one in to_sessions(kept) if one.session == session), None)
        assert session in led if here is None else person in here.people
