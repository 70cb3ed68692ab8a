"""Windows out of slots and exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from payback.people.availability import PART_TIMES, parts_on, slot_bit, windows
from payback.people.models import ALL_SLOTS
from payback.supervisors.models import SupervisorLeave

MONDAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Days:
    """An exception without a database."""

    from_on: date
    to_on: date
    available: bool


days = st.integers(-10, 30).map(lambda n: MONDAY + timedelta(days=n))
spans = st.builds(
    lambda first, length, available: Days(first, first + timedelta(days=length), available),
    days,
    st.integers(0, 9),
    st.booleans(),
)


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))


def test_morning_and_afternoon_are_one_window_and_an_evening_apart_is_another() -> None:
    slots = slot_bit(0, 0) | slot_bit(0, 1) | slot_bit(1, 0) | slot_bit(1, 2)
    assert windows(slots, [], MONDAY, MONDAY + timedelta(days=6)) == [
        (at(MONDAY, 7), at(MONDAY, 18)),
        (at(MONDAY + timedelta(days=1), 7), at(MONDAY + timedelta(days=1), 13)),
        (at(MONDAY + timedelta(days=1), 18), at(MONDAY + timedelta(days=1), 22)),
    ]


def test_an_exception_takes_days_out_and_another_puts_days_in() -> None:
    away = Days(MONDAY, MONDAY, available=False)
    free = Days(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1), available=True)
    tuesday = MONDAY + timedelta(days=1)
    assert windows(slot_bit(0, 0), [away, free], MONDAY, tuesday) == [
        (at(tuesday, 7), at(tuesday, 22))
    ]


def test_where_exceptions_overlap_cannot_wins() -> None:
    both = [Days(MONDAY, MONDAY, available=True), Days(MONDAY, MONDAY, available=False)]
    assert windows(ALL_SLOTS, both, MONDAY, MONDAY) == []


def test_a_supervisor_on_leave_has_no_window() -> None:
    leave = SupervisorLeave(from_on=MONDAY, to_on=MONDAY, reason="")
    assert windows(ALL_SLOTS, [leave], MONDAY, MONDAY) == []


@given(st.integers(0, ALL_SLOTS), st.lists(spans, max_size=5), days, st.integers(-1, 14))
def test_windows_cover_exactly_the_parts_that_are_free(
    slots: int, exceptions: list[Days], first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    found = windows(slots, exceptions, first, last)
    assert found == sorted(found)
    assert all(a[1] < b[0] for a, b in pairwise(found))
    assert all(start.date() == end.date() and first <= start.date() <= last for start, end in found)
    for number in range(length + 1):
        day = first + timedelta(days=number)
        parts = parts_on(slots, exceptions, day)
        for part, (begins, ends) in enumerate(PART_TIMES):
            inside = any(
                start <= datetime.combine(day, begins) and datetime.combine(day, ends) <= end
                for start, end in found
            )
            assert inside == bool(parts >> part & 1)
