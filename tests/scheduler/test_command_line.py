"""The command line: exit statuses, one line a fault, never a traceback, interruptible."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler import check, read_problem, read_solution
from scheduler.__main__ import main
from tests.scheduler.building import raw_problem

DATA = Path(__file__).parent / "data"
EXAMPLE = DATA / "example-problem.json"
BOROUGH = DATA / "borough-week.json"

Output = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def a_file(folder: Path, content: object, name: str = "problem.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_the_example_is_solved_to_its_proven_optimum(tmp_path: Path, capsys: Output) -> None:
    answer = tmp_path / "answer.json"
    assert run("solve", EXAMPLE, "-o", answer) == 0
    raw = json.loads(answer.read_text())
    assert (raw["status"], raw["objective"], raw["bound"]) == ("optimal", 579.169692, 579.169692)
    assert [(item["person"], item["reason"]) for item in raw["unplaced"]] == [("p6", "too_far")]
    progress = capsys.readouterr()
    assert progress.out == ""
    assert "best 579.17  bound 579.17  gap 0.00 %" in progress.err
    assert run("check", EXAMPLE, answer) == 0


def test_quiet_says_nothing(tmp_path: Path, capsys: Output) -> None:
    assert run("solve", EXAMPLE, "-o", tmp_path / "answer.json", "--quiet", "--workers", 1) == 0
    output = capsys.readouterr()
    assert output.out + output.err == ""


def test_check_counts_the_points_of_the_example_solution(capsys: Output) -> None:
    assert run("check", EXAMPLE, DATA / "example-solution.json") == 0
    assert "objective         579.169692" in capsys.readouterr().out


def test_check_prints_each_violation_as_a_sentence(tmp_path: Path, capsys: Output) -> None:
    raw = json.loads((DATA / "example-solution.json").read_text())
    raw["sessions"][0]["people"].append("p3")
    assert run("check", EXAMPLE, a_file(tmp_path, raw)) == 1
    said = capsys.readouterr().out
    assert "H7: p2 and p3 must be kept apart, but are both on canal-tue" in said
    assert "The solution claims 579.169692 points; it earns" in said


def test_check_doubts_a_bound_below_the_points(tmp_path: Path, capsys: Output) -> None:
    raw = json.loads((DATA / "example-solution.json").read_text()) | {"bound": 500}
    assert run("check", EXAMPLE, a_file(tmp_path, raw)) == 1
    assert "claims a bound of 500.000000, but earns more" in capsys.readouterr().out


def test_an_impossible_problem_exits_with_1_and_names_the_clash(
    tmp_path: Path, capsys: Output
) -> None:
    problem = a_file(tmp_path, raw_problem(supervisors=[], pinned={"people": [["ann", "mon"]]}))
    answer = tmp_path / "answer.json"
    assert run("solve", problem, "-o", answer) == 1
    (sentence,) = json.loads(answer.read_text())["conflicts"]
    assert sentence in capsys.readouterr().err
    assert "H9" in sentence
    assert run("check", problem, answer) == 1
    assert "no rota is possible" in capsys.readouterr().out


def test_each_fault_of_a_bad_file_is_a_line(tmp_path: Path, capsys: Output) -> None:
    raw = raw_problem()
    raw["people"][0]["due"] = "soon"
    raw["sessions"][0]["project"] = "nowhere"
    problem = a_file(tmp_path, raw)
    assert run("solve", problem, "-o", tmp_path / "answer.json") == 2
    assert capsys.readouterr().err.splitlines() == [
        f'{problem}: people[0].due: must be a date such as 2026-11-24 (it is "soon")',
        f'{problem}: sessions[0].project: no project has the id "nowhere"',
    ]
    assert not (tmp_path / "answer.json").exists()


def test_a_bad_solution_file_exits_with_2(tmp_path: Path, capsys: Output) -> None:
    assert run("check", EXAMPLE, a_file(tmp_path, "[]")) == 2
    assert "must be a JSON object" in capsys.readouterr().err


def test_files_that_cannot_be_read_or_written_are_told(tmp_path: Path, capsys: Output) -> None:
    answer = tmp_path / "answer.json"
    assert run("solve", tmp_path / "none.json", "-o", answer) == 2
    assert run("solve", tmp_path, "-o", answer) == 2
    assert run("solve", "with\0null", "-o", answer) == 2
    assert run("solve", EXAMPLE, "-o", tmp_path) == 2
    assert run("solve", EXAMPLE, "-o", tmp_path / "no" / "folder.json") == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    assert "cannot be read: No such file or directory" in lines[0]
    assert "cannot be read: Is a directory" in lines[1]
    assert "cannot be written: Is a directory" in lines[3]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told(capsys: Output) -> None:
    assert run("solve", EXAMPLE, "-o", "/dev/full", "--quiet") == 2
    assert "cannot be written: No space left on device" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option",
    [
        ["--seconds", "0"],
        ["--seconds", "nan"],
        ["--seconds", "x"],
        ["--workers", "0"],
        ["--seed", "-1"],
    ],
)
def test_options_out_of_range_are_refused(option: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        run("solve", EXAMPLE, "-o", tmp_path / "answer.json", *option)
    assert caught.value.code == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_solve_writes_the_best_rota_so_far(
    number: signal.Signals, tmp_path: Path
) -> None:
    answer = tmp_path / "answer.json"
    command = [sys.executable, "-m", "scheduler", "solve", str(BOROUGH), "-o", str(answer)]
    process = subprocess.Popen(
        [*command, "--seconds", "120", "--workers", "1"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "best" in line and "none yet" not in line:
            break
    sent = time.monotonic()
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert time.monotonic() - sent < 5
    problem = read_problem(BOROUGH.read_bytes())
    assert check(problem, read_solution(answer.read_bytes(), problem)).violations == ()
