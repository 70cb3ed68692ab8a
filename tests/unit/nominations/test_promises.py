"""When a decision is promised and how the promise stands."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from payback.core.working_days import working_days_between
from payback.nominations.models import NominationState
from payback.nominations.promises import (
    due_in_words,
    is_overdue,
    promised_by,
    resumed,
    usual_days,
)

S = NominationState
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(1, 20), st.integers(0, 60), st.integers(0, 60))
def test_waiting_for_the_nominator_moves_the_promise_by_the_working_days_waited(
    arrived: date, allowed: int, asked_after: int, waited: int
) -> None:
    promise = promised_by(arrived, allowed)
    asked = arrived + timedelta(days=asked_after)
    answered = asked + timedelta(days=waited)
    later = resumed(promise, asked, answered)
    assert working_days_between(promise, later) == working_days_between(asked, answered)


def test_a_promise_is_told_in_words() -> None:
    monday = date(2026, 11, 23)
    assert due_in_words(S.SUBMITTED, monday, monday) == "Due today"
    assert due_in_words(S.SUBMITTED, date(2026, 11, 24), monday) == "Due in 1 working day"
    assert due_in_words(S.SUBMITTED, date(2026, 11, 19), monday) == "2 working days overdue"
    assert due_in_words(S.SUBMITTED, monday, date(2026, 11, 22)) == "Due in 1 working day"
    assert due_in_words(S.MORE_INFORMATION, monday, monday).startswith("Paused")
    assert due_in_words(S.DECLINED, monday, monday) == "No decision due"


def test_only_what_waits_for_us_is_overdue() -> None:
    late, today = date(2026, 11, 19), date(2026, 11, 23)
    assert is_overdue(S.SUBMITTED, late, today)
    assert not is_overdue(S.MORE_INFORMATION, late, today)
    assert not is_overdue(S.SUBMITTED, today, today)


def test_the_usual_time_is_told_only_from_enough_decisions() -> None:
    taken = [(date(2026, 11, 2), date(2026, 11, 2) + timedelta(days=n)) for n in (1, 2, 3, 4)]
    assert usual_days(taken) is None
    assert usual_days([*taken, (date(2026, 11, 2), date(2026, 12, 1))]) == 3
