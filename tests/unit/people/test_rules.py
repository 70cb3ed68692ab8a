"""Where one pace ends and the next begins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from payback.people.rules import Pace, pace

TODAY = date(2026, 11, 21)
WEEKLY = 420


@pytest.mark.parametrize(
    ("remaining", "days", "expected"),
    [
        (420, 7, Pace.FINISHING_SOON),
        (421, 7, Pace.BEHIND),
        (60, 1, Pace.FINISHING_SOON),
        (61, 1, Pace.BEHIND),
        (840, 14, Pace.FINISHING_SOON),
        (840, 15, Pace.FINISHING_SOON),
        (841, 15, Pace.ON_TIME),
        (1, 0, Pace.BEHIND),
        (1, -1, Pace.OVERDUE),
        (0, 0, Pace.FINISHING_SOON),
        (0, -1, Pace.FINISHING_SOON),
    ],
)
def test_a_pace_begins_and_ends_at_its_boundary(remaining: int, days: int, expected: Pace) -> None:
    assert pace(remaining, WEEKLY, TODAY + timedelta(days=days), TODAY) is expected
