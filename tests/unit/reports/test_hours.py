"""Weeks, medians and sums of the hours report."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from payback.projects.models import ProjectKind
from payback.reports.hours import name_in, report_of, run_chart, sums_by
from payback.reports.periods import Period, quarter_of
from payback.reports.queries import ProjectHours

QUARTER = quarter_of(date(2026, 8, 1))
LATER = date(2027, 1, 1)


def a_row(project_id: int = 1, **changes: object) -> ProjectHours:
    values = {
        "code": f"P{project_id}",
        "name": f"Park {project_id}",
        "kind": ProjectKind.GROUP,
        "area_id": 1,
        "area_code": "E09000003",
        "area_name": "Barnet",
        "held": 3,
        "cancelled": 1,
        "people": 9,
        "attendances": 20,
        "stood_down": 2,
        "minutes": 8400,
    } | changes
    return ProjectHours(project_id=project_id, **values)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.dates(QUARTER.first, QUARTER.last), st.integers(-500, 5000))))
def test_weeks_add_up_to_the_days_and_leave_none_out(days: list[tuple[date, int]]) -> None:
    run = run_chart(days, QUARTER, LATER)
    assert sum(week.minutes for week in run.weeks) == sum(minutes for _, minutes in days)
    firsts = [week.first for week in run.weeks]
    assert firsts == [firsts[0] + timedelta(weeks=n) for n in range(14)]


def test_weeks_that_the_period_cuts_do_not_count_towards_the_median() -> None:
    days = [(QUARTER.first, 1), (date(2026, 7, 6), 600), (date(2026, 7, 13), 1200)]
    period = Period(key="dates", first=QUARTER.first, last=date(2026, 7, 19), name="")
    run = run_chart(days, period, LATER)
    assert [week.whole for week in run.weeks] == [False, True, True]
    assert run.median_minutes == 900


def test_weeks_ahead_of_today_are_left_out() -> None:
    run = run_chart([], QUARTER, date(2026, 7, 15))
    assert run.weeks[-1].first == date(2026, 7, 13)
    assert not run.weeks[-1].whole


def weekly(*hours: int) -> str:
    first = date(2026, 1, 5)
    days = [(first + timedelta(weeks=n), each * 60) for n, each in enumerate(hours)]
    last = first + timedelta(weeks=len(hours), days=-1)
    return run_chart(days, Period(key="", first=first, last=last, name=""), LATER).finding


def test_six_weeks_in_a_row_beside_the_median_are_told() -> None:
    assert "6 weeks in a row lie above the median" in weekly(*[10] * 2, *[30] * 6, *[10] * 4, 9, 9)
    assert "6 weeks in a row lie below the median" in weekly(*[9, 30] * 4, *[9] * 6, *[31] * 6)
    assert "no sign of a lasting change" in weekly(*[10, 30] * 8)
    assert "too few to tell" in weekly(*[10, 30] * 3)


def test_sums_by_grouping_keep_the_total_and_name_what_is_in_none() -> None:
    rows = [a_row(1), a_row(2, area_id=2), a_row(3, area_id=3)]
    sums = sums_by(rows, name_in({1: "North", 2: "North"}))
    assert [(name, part.minutes) for name, part in sums] == [
        ("In no grouping", 8400),
        ("North", 16800),
    ]


def test_a_reader_from_outside_does_not_see_few_people() -> None:
    rows = [a_row(1), a_row(2, people=2, attendances=2, minutes=840), a_row(3, people=40)]
    report = report_of(rows, exact=False)
    assert [row.project_id for row in report.shown] == [3]
    assert report_of(rows, exact=True).shown == tuple(rows)
