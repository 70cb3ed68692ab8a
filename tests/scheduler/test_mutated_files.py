"""Spoilt files never give a traceback, a hang or a wrong rota on the command line.

1,000 files are tried, half of them problems and half of them solutions; `PAYBACK_MUTATED_FILES`
sets another number of each half, `PAYBACK_MUTATED_FIRST` the first seed.
"""

import json
import os
import time
from pathlib import Path

import pytest

from scheduler.__main__ import main
from tests.scheduler.mutations import mutated
from tests.scheduler.tiny import tiny_problem

COUNT = int(os.environ.get("PAYBACK_MUTATED_FILES", "500"))
FIRST = int(os.environ.get("PAYBACK_MUTATED_FIRST", "0"))
GROUPS = 10
SOLVING, LONGEST = 2, 30
"""Seconds given to the solver, and seconds after which we call it a hang."""

DATA = Path(__file__).parent / "data"
EXAMPLE = json.loads((DATA / "example-problem.json").read_text())
ANSWER = json.loads((DATA / "example-solution.json").read_text())

Output = pytest.CaptureFixture[str]


def seeds(group: int) -> range:
    return range(FIRST + group, FIRST + COUNT, GROUPS)


def a_problem_file(folder: Path, seed: int) -> Path:
    """Write a mutation of the example, or of a tiny problem with every rule in play."""
    raw = EXAMPLE if seed % 3 == 0 else tiny_problem(seed)
    path = folder / "problem.json"
    path.write_bytes(mutated(raw, seed))
    return path


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_mutated_problem_is_refused_with_paths_or_solved_rightly(
    group: int, tmp_path: Path, capsys: Output
) -> None:
    for seed in seeds(group):
        problem, answer = a_problem_file(tmp_path, seed), tmp_path / "answer.json"
        began = time.monotonic()
        options = ["--quiet", "--workers", "1", "--seconds", str(SOLVING)]
        status = main(["solve", str(problem), "-o", str(answer), *options])
        assert time.monotonic() - began < LONGEST, f"seed {seed}"
        said = capsys.readouterr()
        assert status in {0, 1, 2}, f"seed {seed}"
        assert said.out == "", f"seed {seed}"
        if status == 0:
            assert main(["check", str(problem), str(answer)]) == 0, f"seed {seed}"
            capsys.readouterr()
            continue
        lines = said.err.splitlines()
        assert lines, f"seed {seed}"
        if status == 2:
            assert all(line.startswith(f"{problem}: ") for line in lines), f"seed {seed}: {lines}"


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_mutated_solution_is_never_called_right_unless_it_is(
    group: int, tmp_path: Path, capsys: Output
) -> None:
    problem, path = DATA / "example-problem.json", tmp_path / "answer.json"
    for seed in seeds(group):
        path.write_bytes(mutated(ANSWER, seed))
        status = main(["check", str(problem), str(path)])
        said = capsys.readouterr()
        assert status in {0, 1, 2}, f"seed {seed}"
        assert said.out if status < 2 else said.err, f"seed {seed}"
        if status == 0:
            assert points_claimed(path) <= ANSWER["objective"] + 1e-5, f"seed {seed}"


def points_claimed(path: Path) -> float:
    claimed = json.loads(path.read_bytes()).get("objective")
    return -1.0 if claimed is None else claimed
