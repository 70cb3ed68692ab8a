"""On which days patterns open, and which of them meet."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.errors import RuleBroken
from payback.projects.models import Frequency, OpeningPattern
from payback.projects.opening import first_shared_day, opens_on, require_apart

TUESDAY, THURSDAY = 0b0000010, 0b0001000
DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 31))
LENGTHS = st.none() | st.integers(0, 40)


def a_pattern(**changes: Any) -> OpeningPattern:
    values = {
        "weekdays": TUESDAY,
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "frequency": Frequency.WEEKLY,
        "from_on": date(2026, 1, 1),
        "to_on": None,
    }
    return OpeningPattern(**values | changes)


FORTNIGHTLY = {"frequency": Frequency.FORTNIGHTLY, "from_on": date(2026, 11, 3)}
MEETINGS = [
    ({}, {"weekdays": TUESDAY | THURSDAY}, date(2026, 1, 6)),
    ({}, {"weekdays": THURSDAY}, None),
    ({}, {"starts_at": time(16, 30), "ends_at": time(18)}, None),
    ({}, {"starts_at": time(16, 29), "ends_at": time(18)}, date(2026, 1, 6)),
    ({"to_on": date(2026, 11, 30)}, {"from_on": date(2026, 12, 1)}, None),
    ({"to_on": date(2026, 12, 1)}, {"from_on": date(2026, 12, 1)}, date(2026, 12, 1)),
    (FORTNIGHTLY, FORTNIGHTLY | {"from_on": date(2026, 11, 10)}, None),
    (FORTNIGHTLY, FORTNIGHTLY | {"from_on": date(2026, 11, 17)}, date(2026, 11, 17)),
    (FORTNIGHTLY, {"from_on": date(2026, 11, 4)}, date(2026, 11, 17)),
]


@pytest.mark.parametrize(("one", "other", "day"), MEETINGS)
def test_patterns_meet_on_the_first_day_that_both_open_at_one_time(
    one: dict[str, Any], other: dict[str, Any], day: date | None
) -> None:
    assert first_shared_day(a_pattern(**one), a_pattern(**other)) == day
    assert first_shared_day(a_pattern(**other), a_pattern(**one)) == day


@given(
    weekdays=st.tuples(st.integers(1, 127), st.integers(1, 127)),
    starts=st.tuples(DAYS, DAYS),
    lengths=st.tuples(LENGTHS, LENGTHS),
    often=st.tuples(st.sampled_from(Frequency), st.sampled_from(Frequency)),
)
def test_patterns_meet_if_some_day_of_a_long_time_is_of_both(
    weekdays: tuple[int, int],
    starts: tuple[date, date],
    lengths: tuple[int | None, int | None],
    often: tuple[Frequency, Frequency],
) -> None:
    one, other = (
        a_pattern(
            weekdays=weekdays[n],
            from_on=starts[n],
            to_on=None if (length := lengths[n]) is None else starts[n] + timedelta(days=length),
            frequency=often[n],
        )
        for n in (0, 1)
    )
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(200)]
    shared = [day for day in days if opens_on(one, day) and opens_on(other, day)]
    assert first_shared_day(one, other) == (shared[0] if shared else None)


def test_the_other_pattern_is_named() -> None:
    other = a_pattern(weekdays=TUESDAY | THURSDAY)
    with pytest.raises(RuleBroken, match="Tuesday and Thursday, 9:30am to 4:30pm") as refused:
        require_apart(a_pattern(), [a_pattern(weekdays=0b0000001), other])
    assert refused.value.field == "weekdays"


def test_a_pattern_is_said_in_words() -> None:
    assert a_pattern().in_words == "Tuesday, 9:30am to 4:30pm"
    many = a_pattern(weekdays=0b0101010, frequency=Frequency.FORTNIGHTLY)
    assert many.in_words == "Tuesday, Thursday and Saturday, 9:30am to 4:30pm, every second week"
