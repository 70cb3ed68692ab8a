"""Hours short at the pace offered."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from payback.reports.deadline_queries import Standing
from payback.reports.deadlines import at_risk

TODAY = date(2026, 11, 21)
OFFER = 420
STANDINGS = st.builds(
    lambda number, days, ordered, weekly, credited: Standing(
        requirement_id=number,
        person_id=number,
        crn=f"X{number}",
        area_name="Barnet",
        due_on=TODAY + timedelta(days=days),
        ordered=ordered,
        weekly=weekly,
        credited=min(credited, ordered),
    ),
    st.integers(1, 10_000),
    st.integers(-400, 400),
    st.integers(60, 18_000),
    st.integers(1, 1_680),
    st.integers(0, 18_000),
)


@given(STANDINGS)
def test_somebody_is_at_risk_exactly_if_the_weeks_left_are_too_few(standing: Standing) -> None:
    risk = at_risk(standing, TODAY, OFFER)
    remaining = standing.ordered - standing.credited
    day, offered = TODAY, 0
    while day <= standing.due_on:
        offered += max(OFFER, standing.weekly)
        day += timedelta(weeks=1)
    assert (risk is not None) == (remaining > offered)
    if risk is not None:
        assert risk.short == remaining - offered
        assert risk.overdue == (standing.due_on < TODAY)
        if risk.needed is not None:
            assert risk.needed * risk.weeks >= remaining > (risk.needed - 1) * risk.weeks
