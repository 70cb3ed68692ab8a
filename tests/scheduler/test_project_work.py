"""Projects that run out of work: no plan that keeps H11 earns more than their answer."""

import json
from pathlib import Path

import numpy as np
import pytest

from scheduler import read_problem
from scheduler.arrays.compiled import compile_arrays
from scheduler.large.upper_bound.project_work import ProjectWork

BOROUGH = json.loads((Path(__file__).parent / "data" / "borough-week.json").read_text())


def some_projects(seed: int) -> tuple[ProjectWork, np.ndarray, np.ndarray, np.ndarray]:
    """Return the answerer, each session's project and place in time, and what remains of each."""
    raw = json.loads(json.dumps(BOROUGH))
    left = np.random.default_rng(seed).integers(0, 9000, len(raw["projects"]))
    for project, minutes in zip(raw["projects"], left.tolist(), strict=True):
        project["remaining_minutes"] = minutes
    arrays = compile_arrays(read_problem(raw))
    return ProjectWork(arrays), arrays.sessions.project, arrays.sessions.rank, left


@pytest.mark.parametrize("seed", range(30))
def test_no_plan_earns_more_than_the_best_answer(seed: int) -> None:
    work, project, rank, left = some_projects(seed)
    random = np.random.default_rng(seed + 1000)
    minute = random.uniform(0, 1, len(project)) * (random.random(len(project)) < 0.7)
    opening = random.normal(0, 300, len(project))
    best = work.best(minute, opening)
    for _ in range(50):
        opened = work.limited & (random.random(len(project)) < 0.6)
        worked = opened * work.most * random.uniform(0, 1, len(project))
        for j in np.unique(project):
            before = 0.0
            for s in sorted(np.flatnonzero(project == j), key=lambda s: rank[s]):
                opened[s] &= before < left[j]
                worked[s] *= opened[s]
                before += worked[s]
        assert minute @ worked + opening @ opened <= best.points + 1e-6


def test_the_answer_is_the_plan_that_it_tells_of() -> None:
    work, project, _, _ = some_projects(3)
    random = np.random.default_rng(1)
    minute, opening = random.uniform(0, 1, len(project)), random.normal(0, 300, len(project))
    best = work.best(minute, opening)
    assert minute @ best.minutes + opening @ best.opened == pytest.approx(best.points)
    assert (best.minutes <= work.most * (best.opened > 0) + 1e-6).all()
    assert not best.opened[~work.limited].any()
