"""The projection against the rules of its format, one scenario a rule and edge case."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.allocations.projection import Appointment, Projection, Situation, Trigger, project

MONDAY = "2027-01-11"
BOTH = ("allocation_changed", "appointment_changed")


def allocation(**changes: Any) -> dict[str, Any]:
    """Return Mondays, 09:00 to 16:00, for two years."""
    return {
        "id": "mon",
        "project": "larder",
        "frequency": "weekly",
        "weekday": 1,
        "start_on": "2026-06-01",
        "start_time": "09:00",
        "end_time": "16:00",
    } | changes


def appointment(day: str, **changes: Any) -> dict[str, Any]:
    """Return an open appointment of the allocation on a day."""
    return {
        "id": day,
        "project": "larder",
        "allocation": "mon",
        "date": day,
        "start_time": "09:00",
        "end_time": "16:00",
        "has_outcome": False,
    } | changes


def situation(*allocations: dict[str, Any], ordered: int = 840, **changes: Any) -> Situation:
    """Return two days of work to plan on a Monday at 08:00."""
    return Situation.model_validate(
        {
            "now": f"{MONDAY}T08:00",
            "trigger": "appointment_changed",
            "requirement": {"ordered_minutes": ordered, "adjustment_minutes": 0},
            "non_working_dates": [],
            "allocations": allocations,
            "appointments": [],
        }
        | changes
    )


def created(answer: Projection) -> list[tuple[str, str, str]]:
    """Return what is to be added, as day, start and end."""
    return [
        (each.date.isoformat(), f"{each.start_time:%H:%M}", f"{each.end_time:%H:%M}")
        for each in answer.create
    ]


def days(answer: Projection) -> list[str]:
    return [day for day, _, _ in created(answer)]


@pytest.mark.parametrize(
    ("own", "availability", "expected"),
    [
        ("weekly", "fortnightly", ["2027-01-11", "2027-01-25"]),
        ("fortnightly", "once", ["2027-01-11", "2027-01-25"]),
        ("once", "weekly", ["2027-01-11", "2027-01-18"]),
        ("once", "once", ["2027-01-11"]),
        (None, "once", ["2027-01-11"]),
        ("fortnightly", None, ["2027-01-11", "2027-01-25"]),
        (None, None, ["2027-01-11", "2027-01-18"]),
    ],
)
def test_the_frequency_of_person_and_project_together(
    own: str | None, availability: str | None, expected: list[str]
) -> None:
    mondays = allocation(frequency=own, availability_frequency=availability, start_on="2026-12-28")
    assert days(project(situation(mondays))) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ({"end_on": "2027-01-18"}, 2),
        ({"end_on": "2027-01-17"}, 1),
        ({"end_on": "2027-01-18", "project_actual_end": "2027-01-12"}, 2),
        ({"project_expected_end": "2027-01-18"}, 1),
        ({"project_actual_end": "2027-01-18", "availability_end": "2027-02-18"}, 1),
        ({"project_expected_end": "2027-01-19"}, 2),
        ({"availability_end": "2027-01-11"}, 0),
    ],
)
def test_its_own_last_day_outranks_the_ends_of_project_and_availability(
    ends: dict[str, str], expected: int
) -> None:
    answer = project(situation(allocation(**ends)))
    assert len(answer.create) == expected
    assert answer.shortfall_minutes == 840 - 420 * expected


@pytest.mark.parametrize(
    "void",
    [
        {"end_on": "2027-01-11", "start_on": "2027-01-11"},
        {"end_on": "2027-01-11", "start_on": "2027-01-12"},
        {"start_time": "16:00", "end_time": "16:00"},
        {"start_time": "17:00", "end_time": "16:00"},
    ],
)
def test_an_allocation_that_cannot_be_is_set_aside(void: dict[str, str]) -> None:
    assert project(situation(allocation(**void))).create == ()


def test_an_end_found_through_the_project_sets_nothing_aside() -> None:
    mondays = allocation(start_on="2027-01-11", project_actual_end="2027-01-12")
    assert days(project(situation(mondays))) == ["2027-01-11"]


@pytest.mark.parametrize(
    ("appointments", "remaining"),
    [
        ([appointment("2027-01-04")], 420),
        ([appointment("2027-01-04", has_outcome=True, credited_minutes=100)], 740),
        ([appointment("2027-01-04", has_outcome=True)], 840),
        ([appointment("2027-02-01", has_outcome=True, credited_minutes=400)], 440),
        ([appointment("2027-01-05", credited_minutes=9)], 420),
        ([appointment("2027-01-13", credited_minutes=9)], 840),
    ],
)
def test_what_remains_is_the_order_less_what_was_worked_or_was_to_be(
    appointments: list[dict[str, Any]], remaining: int
) -> None:
    answer = project(situation(appointments=appointments))
    assert answer.shortfall_minutes == remaining


@pytest.mark.parametrize(("adjustment", "shortfall"), [(60, 900), (-60, 780), (-839, 1)])
def test_adjustments_are_signed(adjustment: int, shortfall: int) -> None:
    order = {"ordered_minutes": 840, "adjustment_minutes": adjustment}
    assert project(situation(requirement=order)).shortfall_minutes == shortfall


@pytest.mark.parametrize("adjustment", [-840, -841])
def test_nothing_left_is_satisfied_and_keeps_what_is_booked(adjustment: int) -> None:
    order = {"ordered_minutes": 840, "adjustment_minutes": adjustment}
    booked = [appointment("2027-01-18"), appointment("2027-01-11")]
    answer = project(situation(allocation(), requirement=order, appointments=booked))
    assert answer.outcome == "already_satisfied"
    assert (answer.create, answer.shortfall_minutes) == ((), 0)
    assert answer.keep == ("2027-01-11", "2027-01-18")


def test_the_walk_ends_1825_days_after_today() -> None:
    last = date(2027, 1, 11) + timedelta(days=1825)
    for start_on, expected in ((last, [last.isoformat()]), (last + timedelta(days=1), [])):
        once = allocation(start_on=start_on.isoformat(), weekday=start_on.isoweekday())
        assert days(project(situation(once))) == expected


def test_a_long_order_takes_as_many_weeks_as_it_needs() -> None:
    four_hours = allocation(end_time="13:00")
    assert len(project(situation(four_hours, ordered=18_000)).create) == 75


def test_non_working_days_are_passed_over_without_shifting_the_fortnight() -> None:
    fortnightly = allocation(frequency="fortnightly", start_on="2027-01-11")
    answer = project(situation(fortnightly, non_working_dates=["2027-01-25", "2027-01-11"]))
    assert days(answer) == ["2027-02-08", "2027-02-22"]


def test_appointments_on_a_non_working_day_take_nothing_off() -> None:
    answer = project(
        situation(
            allocation(),
            non_working_dates=["2027-01-18"],
            appointments=[appointment("2027-01-18")],
        )
    )
    assert days(answer) == ["2027-01-11", "2027-01-25"]


def test_once_is_followed_a_week_later_where_a_turn_cannot_be_used() -> None:
    once = allocation(frequency="once")
    late = situation(once, now=f"{MONDAY}T09:01", non_working_dates=["2027-01-18"])
    assert days(project(late)) == ["2027-01-25"]


def test_once_is_used_by_a_piece_that_is_on_the_books() -> None:
    answer = project(
        situation(
            allocation(frequency="once"),
            trigger="allocation_changed",
            appointments=[appointment("2027-01-11")],
        )
    )
    assert (answer.create, answer.shortfall_minutes) == ((), 420)
    assert answer.outcome == "insufficient"


def test_once_attended_a_year_ago_comes_again() -> None:
    past = appointment("2026-01-12", has_outcome=True, credited_minutes=420)
    answer = project(situation(allocation(frequency="once"), appointments=[past]))
    assert days(answer) == ["2027-01-11"]


@pytest.mark.parametrize(("at", "first"), [("09:00", "2027-01-11"), ("09:01", "2027-01-18")])
def test_today_counts_until_the_start(at: str, first: str) -> None:
    assert days(project(situation(allocation(), now=f"{MONDAY}T{at}")))[0] == first


@pytest.mark.parametrize(
    ("booked", "expected", "shortfall"),
    [
        # An hour made by hand on a turn: nothing new there, 60 minutes are taken off.
        (appointment("2027-01-18", end_time="10:00", allocation=None), ["11", "25"], 0),
        # On a day on which no allocation falls it is kept and not counted.
        (appointment("2027-01-19", end_time="10:00", allocation=None), ["11", "18"], 0),
        # A closed one holds its day and takes nothing off beyond its credit.
        (appointment("2027-01-18", has_outcome=True), ["11", "25"], 0),
    ],
)
def test_a_booked_day_gets_nothing_new_when_an_appointment_changed(
    booked: dict[str, Any], expected: list[str], shortfall: int
) -> None:
    answer = project(situation(allocation(), appointments=[booked]))
    assert [day.removeprefix("2027-01-") for day in days(answer)] == expected
    assert answer.shortfall_minutes == shortfall


def test_a_booked_day_counts_when_its_allocation_has_started_already() -> None:
    late = situation(
        allocation(), ordered=400, now=f"{MONDAY}T17:00", appointments=[appointment(MONDAY)]
    )
    answer = project(late)
    assert (answer.outcome, answer.create, answer.shortfall_minutes) == ("sufficient", (), 0)
    assert answer.keep == (MONDAY,)


def test_when_an_allocation_changed_only_the_very_piece_stands_in() -> None:
    booked = [appointment(MONDAY, end_time="15:00"), appointment("2027-01-18")]
    answer = project(situation(allocation(), trigger="allocation_changed", appointments=booked))
    assert created(answer) == [(MONDAY, "09:00", "16:00")]
    assert (answer.outcome, answer.shortfall_minutes) == ("insufficient", 0)


def test_a_closed_piece_stands_in_too() -> None:
    closed = appointment(MONDAY, has_outcome=True, credited_minutes=0)
    answer = project(situation(allocation(), trigger="allocation_changed", appointments=[closed]))
    assert days(answer) == ["2027-01-18"]


def test_two_on_one_day_are_taken_by_start_and_the_last_is_cut_short() -> None:
    late, early = (
        allocation(id="late", start_time="12:00"),
        allocation(id="early", end_time="12:00"),
    )
    answer = project(situation(late, early, ordered=181))
    assert created(answer) == [(MONDAY, "09:00", "12:00"), (MONDAY, "12:00", "12:01")]


def test_two_that_start_together_are_taken_in_the_order_of_the_input() -> None:
    answer = project(situation(allocation(id="b"), allocation(id="a"), ordered=430))
    assert [(each.allocation, each.end_time) for each in answer.create] == [
        ("b", time(16)),
        ("a", time(9, 10)),
    ]


def test_more_booked_than_remains_is_sufficient() -> None:
    answer = project(situation(allocation(), ordered=60, appointments=[appointment("2027-01-11")]))
    assert (answer.outcome, answer.shortfall_minutes) == ("sufficient", 0)


def test_nothing_to_add_while_minutes_remain_is_insufficient() -> None:
    answer = project(situation())
    assert (answer.outcome, answer.create, answer.shortfall_minutes) == ("insufficient", (), 840)


def test_what_is_kept_is_in_order_of_day_start_and_input() -> None:
    booked = [
        appointment("2027-01-20", id="c"),
        appointment("2027-01-19", id="b", start_time="10:00"),
        appointment("2027-01-19", id="a"),
        appointment("2027-01-19", id="a2"),
        appointment("2027-01-04", id="past"),
        appointment("2027-01-21", id="closed", has_outcome=True),
    ]
    assert project(situation(appointments=booked)).keep == ("a", "a2", "b", "c")


def test_a_night_on_which_the_clocks_change_is_as_long_as_any_other() -> None:
    night = allocation(weekday=7, start_time="00:30", end_time="02:30", start_on="2027-03-28")
    answer = project(situation(night, ordered=180))
    assert created(answer) == [
        ("2027-03-28", "00:30", "02:30"),
        ("2027-04-04", "00:30", "01:30"),
    ]


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Any small situation around one week."""
    first = date(2027, 1, 4)
    near = st.integers(0, 27).map(lambda n: (first + timedelta(days=n)).isoformat())
    slots = st.sampled_from([("09:00", "12:00"), ("09:00", "16:00"), ("12:00", "14:30")])
    frequencies = st.sampled_from([None, "once", "weekly", "fortnightly"])
    allocations = [
        allocation(
            id=f"a{place}",
            weekday=draw(st.integers(1, 7)),
            frequency=draw(frequencies),
            availability_frequency=draw(frequencies),
            start_on=draw(near),
            end_on=draw(st.none() | near),
            project_actual_end=draw(st.none() | near),
            start_time=slot[0],
            end_time=slot[1],
        )
        for place, slot in enumerate(draw(st.lists(slots, max_size=3)))
    ]
    appointments = [
        appointment(
            draw(near),
            id=f"p{place}",
            allocation=draw(st.sampled_from([None, "a0", "a1"])),
            has_outcome=draw(st.booleans()),
            credited_minutes=draw(st.none() | st.integers(0, 420)),
            start_time=slot[0],
            end_time=slot[1],
        )
        for place, slot in enumerate(draw(st.lists(slots, max_size=4)))
    ]
    return situation(
        *allocations,
        ordered=draw(st.integers(0, 3000)),
        trigger=draw(st.sampled_from(BOTH)),
        now=f"{draw(near)}T{draw(st.sampled_from(['08:00', '09:00', '09:01', '13:00']))}",
        non_working_dates=draw(st.lists(near, max_size=4)),
        appointments=appointments,
    )


@given(situations())
def test_what_was_added_need_not_be_added_again(asked: Situation) -> None:
    answer = project(asked)
    added = tuple(
        Appointment(
            id=f"new{place}",
            project=each.project,
            allocation=each.allocation,
            date=each.date,
            start_time=each.start_time,
            end_time=each.end_time,
            has_outcome=False,
        )
        for place, each in enumerate(answer.create)
    )
    then = {"appointments": asked.appointments + added, "trigger": Trigger.ALLOCATION_CHANGED}
    again = project(asked.model_copy(update=then))
    if asked.trigger == "allocation_changed":
        assert again.create == ()
        assert again.shortfall_minutes == answer.shortfall_minutes
    assert len(answer.keep) + len(added) == len(again.keep) or answer.create == ()


@given(situations())
def test_nothing_is_added_beyond_what_remains_nor_where_nobody_works(asked: Situation) -> None:
    answer = project(asked)
    starts = [datetime.combine(each.date, each.start_time) for each in answer.create]
    assert starts == sorted(starts)
    assert all(each.date not in asked.non_working_dates for each in answer.create)
    assert all(start >= asked.now for start in starts)
    added = sum(
        (datetime.combine(each.date, each.end_time) - start).seconds // 60
        for each, start in zip(answer.create, starts, strict=True)
    )
    assert added + answer.shortfall_minutes <= max(
        0,
        asked.requirement.ordered_minutes
        - sum(each.credited_minutes or 0 for each in asked.appointments if each.has_outcome),
    )
