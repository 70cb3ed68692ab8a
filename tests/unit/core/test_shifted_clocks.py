"""The days that tests are run on are what their names say, and a process lives then."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from payback.core import clock
from tests.support.shifting import CLOCKS, in_the_evening, living_at, next_instant

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 28)
ASK = "from payback.core import clock; print(clock.now().isoformat())"


def seen(environment: dict[str, str]) -> datetime:
    """Return what a process takes for the present."""
    command = [sys.executable, "-c", ASK]
    told = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return datetime.fromisoformat(told.stdout.strip())


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("saturday", "2026-12-05T10:00+00:00"),
        ("monday", "2026-11-30T10:00+00:00"),
        ("bank-holiday", "2026-12-25T10:00+00:00"),
        ("clocks-forward", "2027-03-28T10:00+01:00"),
        ("before-clocks-forward", "2027-03-27T10:00+00:00"),
        ("clocks-back", "2027-10-31T10:00+00:00"),
        ("before-clocks-back", "2027-10-30T10:00+01:00"),
        ("week-53", "2026-12-28T10:00+00:00"),
        ("new-year", "2027-01-01T10:00+00:00"),
        ("leap-day", "2028-02-29T10:00+00:00"),
        ("late", "2026-11-29T23:30+00:00"),
        ("summer-night", "2027-03-29T00:20+01:00"),
    ],
)
def test_a_clock_stands_on_the_next_such_day(name: str, stands: str) -> None:
    assert next_instant(name, TODAY) == datetime.fromisoformat(stands)


def test_every_clock_is_named_above() -> None:
    assert len(CLOCKS) == 12


def test_a_process_and_its_children_live_at_the_time_they_are_given() -> None:
    leap = next_instant("leap-day", clock.today())
    assert abs(seen(living_at(leap)) - leap) < timedelta(minutes=5)


def test_a_service_under_test_lives_in_the_evening() -> None:
    told = clock.in_london(seen(in_the_evening()))
    assert told.date() == clock.today()
    assert told.hour >= 20
