"""Settings reach what they turn, leave parts out, and are refused with a sentence where wrong."""

import re
import threading
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

import scheduler
from scheduler import Problem, Progress, Settings, SettingsInvalid, check, read_problem, solve
from scheduler.__main__ import main
from scheduler.settings.reading import changed

DATA = Path(__file__).parent / "data"
EVERY = [(g.name, f.name) for g in fields(Settings) for f in fields(getattr(Settings(), g.name))]


@pytest.fixture(scope="module")
def borough() -> Problem:
    return read_problem((DATA / "borough-week.json").read_bytes())


def phases(
    problem: Problem, until: str, seconds: float = 60.0, **groups: Mapping[str, object]
) -> set[str]:
    """Return what betters a rota until a phase is heard of; the rota keeps every rule."""
    heard: set[str] = set()
    stop = threading.Event()

    def listen(progress: Progress) -> None:
        heard.add(progress.phase)
        if until in heard:
            stop.set()

    solution = solve(problem, seconds=seconds, settings=changed(groups), progress=listen, stop=stop)
    assert check(problem, solution).valid
    return heard


def test_parts_of_the_method_are_left_out_by_a_switch(borough: Problem) -> None:
    off = {"used": False}
    assert {"construct", "improve"} <= phases(borough, "improve", whole=off)
    first_only = phases(borough, "construct", whole=off, rounds=off)
    assert "construct" in first_only
    assert "improve" not in first_only
    by_hand = phases(borough, "done", 4.0, whole=off, rounds=off, dive=off)
    assert by_hand == {"most urgent first", "bound", "done"}


def test_pieces_are_left_out_beside_the_whole_problem(borough: Problem) -> None:
    found = phases(borough, "whole", pieces={"used": False})
    assert "improve" not in found
    assert "whole" in found


def test_a_larger_problem_is_solved_as_one_exact_model_if_asked(borough: Problem) -> None:
    assert phases(borough, "done", 4.0, exact={"most_cells": 10**6}) == {"exact model", "done"}


@pytest.mark.parametrize(("group", "name"), EVERY)
def test_every_setting_is_read_by_the_method(group: str, name: str) -> None:
    folder = Path(scheduler.__file__).parent
    sources = [path for path in folder.rglob("*.py") if path.parent.name != "settings"]
    read = re.compile(rf"\.{name}\b")
    assert any(read.search(path.read_text()) for path in sources), group


def test_changes_are_made_by_name_and_leave_the_rest() -> None:
    settings = changed({"search": {"trusts": [1, 0.5], "shakes": 3}, "bound": {"last_step": 1}})
    assert settings.search.trusts == (1, 0.5)
    assert settings.search.shakes == 3
    assert settings.bound.last_step == 1
    assert settings.pieces == Settings().pieces


@pytest.mark.parametrize(
    "changes",
    [
        {"nothing": {"used": True}},
        {"pieces": True},
        {"pieces": {"nothing": 1}},
        {"pieces": {"used": 1}},
        {"pieces": {"nodes": 1.5}},
        {"pieces": {"nodes": True}},
        {"pieces": {"nodes": -1}},
        {"pieces": {"seconds": "long"}},
        {"pieces": {"seconds": float("nan")}},
        {"search": {"trusts": [1, "x"]}},
    ],
)
def test_a_wrong_setting_is_named(changes: Mapping[str, object]) -> None:
    with pytest.raises(SettingsInvalid) as error:
        changed(changes)
    (sentence,) = error.value.faults
    assert next(iter(changes)) in sentence


def test_the_command_line_turns_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["solve", str(DATA / "example-problem.json"), "-o", str(tmp_path / "answer.json")]
    more = ["--set", "exact.most_cells=0", "--set", "whole.used=false", "--seconds", "3"]
    assert main([*command, *more]) == 0
    assert "exact model" not in capsys.readouterr().err
    assert main([*command, "--set", "whole.use=false"]) == 2
    assert 'There is no setting "whole.use"' in capsys.readouterr().err
    assert main([*command, "--set", "whole"]) == 2
    assert "GROUP.NAME=VALUE" in capsys.readouterr().err
