"""Weeks, attendance rates, notice and gaps."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.weeks import monday_of
from payback.rota.rules import (
    attendance_rate,
    frozen_until,
    gap_in_words,
    last_day,
    mean_rate,
    weeks_from,
)

MONDAY = date(2026, 11, 23)


def test_weeks_start_on_the_monday_of_any_day() -> None:
    assert weeks_from(date(2026, 11, 29), 2) == [MONDAY, date(2026, 11, 30)]
    assert last_day(MONDAY) == date(2026, 11, 29)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_lies_within_its_own_week(day: date) -> None:
    monday = monday_of(day)
    assert monday.isoweekday() == 1
    assert monday <= day <= last_day(monday)


def test_without_history_somebody_is_given_the_mean() -> None:
    assert attendance_rate(0, 0, 0.8) == 0.8


def test_one_missed_appointment_moves_the_rate_a_little_and_thirty_a_lot() -> None:
    assert 0.7 < attendance_rate(0, 1, 0.8) < 0.8
    assert attendance_rate(0, 30, 0.8) < 0.2


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_a_rate_lies_between_own_share_and_mean(attended: int, missed: int, mean: float) -> None:
    recorded = attended + missed
    rate = attendance_rate(attended, recorded, mean)
    own = attended / recorded if recorded else mean
    assert min(own, mean) - 0.0001 <= rate <= max(own, mean) + 0.0001


def test_the_mean_counts_appointments_not_people() -> None:
    assert mean_rate([(9, 10), (0, 10)]) == 0.45
    assert mean_rate([]) == 0.75


NOW = datetime(2026, 11, 23, 15, 0)  # noqa: DTZ001 - wall-clock time in London


@pytest.mark.parametrize(
    ("announced", "until"),
    [
        ([], None),
        ([date(2026, 11, 26)], None),
        ([date(2026, 11, 25), date(2026, 11, 27)], date(2026, 11, 26)),
    ],
)
def test_sessions_that_were_announced_stand_within_the_notice(
    announced: list[date], until: date | None
) -> None:
    assert frozen_until(NOW, 48, announced) == until


def test_notice_that_ends_at_midnight_leaves_the_next_day_free() -> None:
    assert frozen_until(NOW, 9, [date(2026, 11, 23)]) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (None, "not known yet"),
        (0.0, "the best possible"),
        (0.0002, "within 0.1% of the best possible"),
        (0.0214, "within 2.1% of the best possible"),
        (0.996, "not yet proved to be near the best possible"),
    ],
)
def test_a_gap_is_said_in_words(gap: float | None, words: str) -> None:
    assert gap_in_words(gap) == words
