"""Sums over a ledger."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from payback.people.balance import met_on, remaining_minutes, share_of

FIRST = date(2026, 1, 5)
entries = st.lists(
    st.tuples(st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n)), st.integers(-300, 480)),
    max_size=20,
)


@given(st.integers(0, 20_000), st.integers(-500, 40_000))
def test_what_remains_is_never_below_zero_and_adds_up_to_the_order(
    ordered: int, credited: int
) -> None:
    remaining = remaining_minutes(ordered, credited)
    assert remaining >= 0
    assert remaining + min(credited, ordered) == ordered


@given(st.integers(1, 20_000))
def test_a_share_is_the_exact_share_rounded_down(ordered: int) -> None:
    assert share_of(ordered, 0.3) == ordered * 3 // 10


@given(st.integers(1, 3_000), entries)
def test_an_order_is_met_exactly_where_the_sum_reaches_it_and_stays(
    ordered: int, lines: list[tuple[date, int]]
) -> None:
    met = met_on(ordered, lines)
    assert (met is not None) == (sum(minutes for _, minutes in lines) >= ordered)
    if met is not None:
        assert sum(minutes for day, minutes in lines if day < met) < ordered
        days = {day for day, _ in lines if day >= met}
        assert all(sum(m for d, m in lines if d <= day) >= ordered for day in days)


@given(entries, st.randoms())
def test_the_order_in_which_entries_were_written_does_not_matter(
    lines: list[tuple[date, int]], random: object
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert met_on(420, shuffled) == met_on(420, lines)


def test_work_written_down_late_counts_on_its_own_day() -> None:
    lines = [(date(2026, 11, 10), 300), (date(2026, 11, 3), 300)]
    assert met_on(600, lines) == date(2026, 11, 10)


def test_a_reversal_opens_the_order_again() -> None:
    day = date(2026, 11, 10)
    assert met_on(600, [(day, 600)]) == day
    assert met_on(600, [(day, 600), (day, -60)]) is None
