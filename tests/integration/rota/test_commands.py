"""The command line: planning and replaying."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from click.testing import CliRunner, Result
from sqlalchemy import select

from payback.core.access import COMMAND_LINE
from payback.rota.commands import plan, rota
from payback.rota.models import Rota, RotaState
from payback.rota.problem.documents import packed, unpacked
from tests.support.planning import TODAY, SmallArea

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from payback.core.db import Database

WEEK = ("--area", "E09000003", "--from", "2026-11-23", "--seconds", "20", "--workers", "1")


@pytest.fixture(autouse=True)
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set what a command reads."""
    monkeypatch.setenv("PAYBACK_MODE", "test")
    monkeypatch.setenv("PAYBACK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", database_url)
    with time_machine.travel(TODAY):
        yield


def planned(*arguments: str) -> Result:
    return CliRunner().invoke(plan, arguments)


def replayed(run_id: str) -> Result:
    return CliRunner().invoke(rota, ["replay", run_id])


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), "9" * 20, "9" * 5000, "x"])
@pytest.mark.usefixtures("database")
def test_a_number_that_no_run_can_have_is_refused_in_a_sentence(number: str) -> None:
    result = replayed(number)
    assert result.exit_code == 2
    assert "Error: " in result.output


def test_a_week_is_planned_and_replayed_to_the_same_points(
    database: Database, small: SmallArea
) -> None:
    assert small
    result = planned(*WEEK)
    assert result.exit_code == 0, result.output
    assert "week of 23 November 2026: optimal" in result.stdout
    assert "4 people, 0 not placed; the best possible." in result.stdout
    with database.reading() as db:
        stored = db.scalars(select(Rota)).one()
    assert stored.state is RotaState.DRAFT
    again = replayed(str(stored.run_id))
    assert again.exit_code == 0, again.output
    points = stored.objective
    assert f"stored {points}, checked {points}, solved again with one worker {points}." in (
        again.output
    )


def test_a_stored_rota_that_was_tampered_with_is_found_out(
    database: Database, small: SmallArea
) -> None:
    assert small
    planned(*WEEK)
    with database.transaction(COMMAND_LINE) as db:
        stored = db.scalars(select(Rota)).one()
        solution = unpacked(db.scalars(select(Rota.solution)).one())
        solution["sessions"] = []
        stored.solution = packed(solution)
    assert replayed("1").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("--area", "X", "--from", "2026-11-23"), 1, "No area has the code X."),
        (("--area", "E09000003", "--from", "2026-12-07"), 1, "No work sessions of Barnet"),
        (("--area", "E09000003", "--from", "2020-01-01"), 1, "First week must be between"),
        (("--area", "E09000003", "--from", "soon"), 2, "'soon' does not match"),
        (("--area", "E09000003"), 2, "Missing option '--from'"),
        ((*WEEK, "--weeks", "9"), 2, "not in the range 1<=x<=4"),
        ((*WEEK, "--seconds", "1"), 2, "not in the range 5<=x<=600"),
    ],
)
def test_bad_arguments_are_told(
    small: SmallArea, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    assert small
    result = planned(*arguments)
    assert result.exit_code == status
    assert sentence in result.output


def test_a_run_that_is_not_there_is_told() -> None:
    result = replayed("99")
    assert result.exit_code == 1
    assert "There is no run 99 with a rota." in result.output
