"""The command line: loading areas and groupings from files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from payback.areas.commands import areas

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set what a command reads."""
    monkeypatch.setenv("PAYBACK_MODE", "test")
    monkeypatch.setenv("PAYBACK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(areas, [str(each) for each in arguments])


def test_london_is_loaded_and_listed() -> None:
    assert run("load-london").output == "There are 33 areas.\n"
    assert run("load-london").exit_code == 0
    line = next(line for line in run("list").output.splitlines() if "Barnet" in line)
    assert line.startswith("E09000003  Barnet  (London)  ")
    assert "North West" in line


def test_areas_are_loaded_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code,name,region\nE06000001,Hartlepool,North East\n")
    assert "Nothing is written" in run("load", file, "--dry-run").output
    assert run("list").output == ""
    assert run("load", file).output == "1 area added, 0 changed, 0 already as in the file.\n"
    assert run("load", file).output == "0 areas added, 0 changed, 1 already as in the file.\n"
    assert run("list").output == "E06000001  Hartlepool  (North East)  -\n"


def test_groupings_are_loaded_from_a_file(tmp_path: Path) -> None:
    run("load-london")
    file = tmp_path / "groupings.csv"
    file.write_text("kind,grouping,area_code,valid_from\nother,Parks,E09000003,2020-01-01\n")
    result = run("load-groupings", file)
    assert result.output == "1 membership added, 0 changed, 0 already as in the file.\n"


def test_every_fault_is_printed_and_the_status_says_so(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code,name,region\nX,Hartlepool,North East\nE06000002,,North East\n")
    result = run("load", file)
    assert result.exit_code == 1
    assert "Line 2, code" in result.output
    assert "Line 3, name" in result.output
    assert "Nothing was loaded: 2 faults." in result.output


def test_a_missing_file_is_told() -> None:
    result = run("load", "nowhere.csv")
    assert result.exit_code == 2
    assert "does not exist" in result.output


@pytest.mark.parametrize("command", ["load", "load-groupings", "load-london", "list"])
def test_every_command_explains_itself(command: str) -> None:
    assert "Usage:" in run(command, "--help").output
