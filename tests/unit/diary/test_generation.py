"""Which sessions the patterns of a project give."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from payback.diary.closed_days import closed_days
from payback.diary.generation import ProposedSession, Verdict, propose, session_dates, weeks_around
from payback.diary.models import SessionState, WorkSession
from payback.projects.models import Frequency, OpeningPattern, Project, ProjectState

TUESDAY, EVERY_DAY = 0b0000010, 0b1111111
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def a_pattern(**changes: Any) -> OpeningPattern:
    values = {
        "id": 1,
        "weekdays": TUESDAY,
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "frequency": Frequency.WEEKLY,
        "from_on": date(2026, 1, 1),
        "to_on": None,
    }
    return OpeningPattern(**values | changes)


def a_project(**changes: Any) -> Project:
    values = {
        "id": 7,
        "state": ProjectState.RUNNING,
        "risk_assessed_until": date(2027, 6, 30),
    }
    return Project(**values | changes)


def proposed(
    *patterns: OpeningPattern,
    project: Project | None = None,
    existing: tuple[WorkSession, ...] = (),
    days: tuple[date, date] = (date(2026, 11, 23), date(2026, 11, 29)),
) -> list[ProposedSession]:
    return propose(
        project or a_project(),
        patterns,
        existing,
        days=days,
        closed_days=closed_days(*weeks_around(*days)),
        today=date(2026, 10, 1),
    )


def a_session(**changes: Any) -> WorkSession:
    values = {
        "id": 1,
        "pattern_id": 1,
        "on": date(2026, 11, 24),
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "state": SessionState.PROPOSED,
        "by_hand": False,
        "cancelled_because": "",
    }
    return WorkSession(**values | changes)


def test_a_weekly_pattern_opens_on_each_of_its_weekdays() -> None:
    pattern = a_pattern(weekdays=0b0001010)
    found = session_dates(pattern, date(2026, 11, 23), date(2026, 12, 6), {})
    assert [day.on.isoformat() for day in found] == [
        "2026-11-24",
        "2026-11-26",
        "2026-12-01",
        "2026-12-03",
    ]


@given(start=DAYS, weekdays=st.integers(1, 127), ahead=st.integers(0, 400))
def test_a_fortnightly_pattern_never_opens_in_two_weeks_running(
    start: date, weekdays: int, ahead: int
) -> None:
    pattern = a_pattern(frequency=Frequency.FORTNIGHTLY, from_on=start, weekdays=weekdays)
    begin = start + timedelta(days=ahead)
    fortnightly = {day.on for day in session_dates(pattern, begin, begin + timedelta(60), {})}
    pattern.frequency = Frequency.WEEKLY
    weekly = {day.on for day in session_dates(pattern, begin, begin + timedelta(60), {})}
    first_monday = start - timedelta(days=start.weekday())
    assert fortnightly == {day for day in weekly if (day - first_monday).days % 14 < 7}


@given(start=DAYS, asked=DAYS, length=st.integers(0, 90), lasting=st.integers(0, 90))
def test_no_day_lies_outside_the_span_asked_for_or_the_pattern(
    start: date, asked: date, length: int, lasting: int
) -> None:
    pattern = a_pattern(from_on=start, to_on=start + timedelta(days=lasting), weekdays=EVERY_DAY)
    until = asked + timedelta(days=length)
    for day in session_dates(pattern, asked, until, {}):
        assert asked <= day.on <= until
        assert start <= day.on <= start + timedelta(days=lasting)


def test_the_days_asked_for_do_not_move_the_fortnight() -> None:
    pattern = a_pattern(frequency=Frequency.FORTNIGHTLY, from_on=date(2026, 11, 3))
    long = session_dates(pattern, date(2026, 11, 1), date(2026, 12, 31), {})
    short = session_dates(pattern, date(2026, 11, 24), date(2026, 12, 31), {})
    assert [day.on.day for day in long] == [3, 17, 1, 15, 29]
    assert [day.on.day for day in short] == [1, 15, 29]


def test_a_session_keeps_its_wall_clock_times_across_the_end_of_summer_time() -> None:
    days = (date(2026, 10, 19), date(2026, 11, 1))
    found = proposed(a_pattern(), days=days)
    assert [(each.slot.starts_at, each.slot.ends_at) for each in found] == [
        (time(9, 30), time(16, 30))
    ] * 2
    assert [each.slot.start.hour for each in found] == [8, 9]


def test_bank_holidays_are_left_out_by_name() -> None:
    days = (date(2026, 12, 21), date(2027, 1, 3))
    found = proposed(a_pattern(weekdays=0b0010000), days=days)
    assert [(each.slot.on.isoformat(), each.reason) for each in found] == [
        ("2026-12-25", "Bank holiday: Christmas Day"),
        ("2027-01-01", "Bank holiday: New Year's Day"),
    ]
    assert {each.verdict for each in found} == {Verdict.LEAVE_OUT}


def test_nothing_is_planned_after_the_risk_assessment_runs_out() -> None:
    project = a_project(risk_assessed_until=date(2026, 11, 24))
    days = (date(2026, 11, 23), date(2026, 12, 6))
    last, after = proposed(a_pattern(), project=project, days=days)
    assert last.verdict is Verdict.CREATE
    assert after.reason == "The risk assessment covers no day after 24 November 2026"


def test_a_paused_project_is_left_out() -> None:
    (only,) = proposed(a_pattern(), project=a_project(state=ProjectState.PAUSED))
    assert (only.verdict, only.reason) == (Verdict.LEAVE_OUT, "The project is paused")


def test_a_project_without_a_risk_assessment_is_left_out() -> None:
    (only,) = proposed(a_pattern(), project=a_project(risk_assessed_until=None))
    assert only.reason == "The project has no risk assessment"


def test_a_session_that_is_there_is_kept_even_if_cancelled() -> None:
    cancelled = a_session(state=SessionState.CANCELLED, cancelled_because="Flooding")
    (only,) = proposed(a_pattern(), existing=(cancelled,))
    assert (only.verdict, only.reason) == (Verdict.KEEP, "Its session is cancelled; it stays so")


def test_a_new_session_at_the_start_of_a_cancelled_one_stands_for_the_day() -> None:
    cancelled = a_session(state=SessionState.CANCELLED, cancelled_because="Flooding")
    (only,) = proposed(a_pattern(), existing=(cancelled, a_session(id=2, pattern_id=None)))
    assert (only.verdict, only.reason) == (Verdict.KEEP, "")


def test_a_day_whose_session_is_on_another_day_of_the_week_gets_no_second_one() -> None:
    moved = a_session(on=date(2026, 11, 26))
    (found,) = proposed(a_pattern(), existing=(moved,))
    assert found.verdict is Verdict.DIFFERS
    assert found.reason == "Its session is on Thu 26 Nov, 9:30am to 4:30pm"
    moved.by_hand = True
    (found,) = proposed(a_pattern(), existing=(moved,))
    assert found.verdict is Verdict.KEEP
    assert found.reason == "Changed by hand to Thu 26 Nov, 9:30am to 4:30pm"
    moved.state, moved.cancelled_because = SessionState.CANCELLED, "Flooding"
    (found,) = proposed(a_pattern(), existing=(moved,))
    assert found.reason == "Its session of Thu 26 Nov is cancelled; it stays so"


def test_of_two_patterns_that_overlap_the_earlier_start_wins() -> None:
    second = a_pattern(id=2, starts_at=time(13), ends_at=time(18))
    first_found, second_found = proposed(second, a_pattern())
    assert (first_found.pattern_id, first_found.verdict) == (1, Verdict.CREATE)
    assert second_found.reason == "It would overlap the session at 9:30am"


def test_two_patterns_with_the_same_start_make_one_session() -> None:
    found = proposed(a_pattern(), a_pattern(id=2, ends_at=time(12)))
    assert [each.verdict for each in found] == [Verdict.CREATE, Verdict.LEAVE_OUT]


def test_a_session_that_ends_at_another_time_is_not_said_to_be_there_already() -> None:
    there = a_session(ends_at=time(15))
    (found,) = proposed(a_pattern(), existing=(there,))
    assert found.verdict is Verdict.DIFFERS
    assert found.reason == "Its session is on Tue 24 Nov, 9:30am to 3pm"
    there.ends_at = time(16, 30)
    (found,) = proposed(a_pattern(), existing=(there,))
    assert (found.verdict, found.reason) == (Verdict.KEEP, "")


def test_hours_at_which_nobody_can_be_planned_are_left_out_with_the_range() -> None:
    for times in ((time(6, 30), time(12)), (time(18), time(22, 30))):
        (found,) = proposed(a_pattern(starts_at=times[0], ends_at=times[1]))
        assert found.verdict is Verdict.LEAVE_OUT
        assert "between 7am and 10pm" in found.reason
    (found,) = proposed(a_pattern(starts_at=time(7), ends_at=time(22)))
    assert found.verdict is Verdict.CREATE
