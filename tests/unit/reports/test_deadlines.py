"""Hours short at the pace offered."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from payback.reports.deadlines import at_risk, by_borough, most_short_first
from payback.reports.requirement_queries import Standing

TODAY = date(2026, 11, 21)
OFFER = 420
STANDINGS = st.builds(
    lambda number, days, ordered, weekly, credited, area: Standing(
        requirement_id=number,
        person_id=number,
        crn=f"X{number}",
        area_id=area,
        area_name=f"Area {area}",
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
    st.integers(1, 3),
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


@given(st.lists(STANDINGS, unique_by=lambda each: each.requirement_id, max_size=12))
def test_counts_by_borough_add_up_to_the_list(standings: list[Standing]) -> None:
    risks = most_short_first(standings, TODAY, OFFER)
    assert [each.short for each in risks] == sorted((each.short for each in risks), reverse=True)
    boroughs = by_borough(standings, risks)
    assert sum(each.active for each in boroughs) == len(standings)
    assert sum(each.at_risk for each in boroughs) == len(risks)
    assert sum(each.short for each in boroughs) == sum(each.short for each in risks)
    assert sum(each.overdue for each in boroughs) == sum(each.overdue for each in risks)
