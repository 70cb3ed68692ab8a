"""What becomes of each session when opening times change."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.core.clock import london_instant
from payback.diary.closed_days import closed_days
from payback.diary.following.pairing import BECAUSE
from payback.diary.following.settling import Step, Verdict, in_order
from payback.diary.following.steps import Moment, steps_of
from payback.diary.generation import session_dates
from payback.diary.models import SessionState, WorkSession
from payback.diary.slots import Slot
from payback.projects.models import Frequency, OpeningPattern, Project, ProjectState

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 4, 8
TODAY = date(2026, 11, 20)
CLOSED = closed_days(date(2026, 11, 1), date(2027, 12, 31))
_number = count(1)


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


def a_session(on: date, **changes: Any) -> WorkSession:
    values = {
        "id": next(_number),
        "pattern_id": 1,
        "on": on,
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "state": SessionState.PROPOSED,
        "by_hand": False,
        "cancelled_because": "",
    }
    return WorkSession(**values | changes)


def a_diary(pattern: OpeningPattern, until: date = date(2026, 12, 20)) -> list[WorkSession]:
    """Return the sessions of a pattern as they are made, from tomorrow on."""
    days = session_dates(pattern, TODAY + timedelta(days=1), until, CLOSED)
    return [
        a_session(day.on, starts_at=pattern.starts_at, ends_at=pattern.ends_at)
        for day in days
        if not day.left_out
    ]


def steps(
    sessions: Sequence[WorkSession],
    *patterns: OpeningPattern,
    project: Project | None = None,
    today: date = TODAY,
    near: bool = False,
    recorded: frozenset[int] = frozenset(),
) -> list[Step]:
    now = london_instant(today, time(12))
    return steps_of(
        project or Project(id=7, state=ProjectState.RUNNING, risk_assessed_until=date(2027, 6, 30)),
        patterns,
        sessions,
        closed_days=CLOSED,
        moment=Moment(
            now=now,
            today=today,
            told_until=now + timedelta(hours=48),
            near=near,
            recorded=recorded,
        ),
    )


def told(found: Sequence[Step]) -> list[tuple[str, str, str]]:
    return [
        (f"{each.slot.on:%a %d %b}", each.verdict.name, f"{each.to.on:%a %d %b}" if each.to else "")
        for each in found
    ]


def test_a_pattern_on_another_weekday_moves_each_session_within_its_week() -> None:
    sessions = a_diary(a_pattern())
    assert told(steps(sessions, a_pattern(weekdays=WEDNESDAY))) == [
        ("Tue 24 Nov", "MOVE", "Wed 25 Nov"),
        ("Tue 01 Dec", "MOVE", "Wed 02 Dec"),
        ("Tue 08 Dec", "MOVE", "Wed 09 Dec"),
        ("Tue 15 Dec", "MOVE", "Wed 16 Dec"),
    ]


def test_other_times_move_each_session_on_its_day() -> None:
    found = steps(a_diary(a_pattern()), a_pattern(starts_at=time(10), ends_at=time(15)))
    assert {each.verdict for each in found} == {Verdict.MOVE}
    assert [each.to.starts_at for each in found if each.to] == [time(10)] * 4
    assert all(each.to and each.to.on == each.slot.on for each in found)


def test_a_fortnight_that_shifts_moves_each_session_to_the_week_beside() -> None:
    every_second = {"frequency": Frequency.FORTNIGHTLY}
    sessions = a_diary(a_pattern(**every_second, from_on=date(2026, 11, 24)))
    shifted = a_pattern(**every_second, from_on=date(2026, 12, 1))
    assert told(steps(sessions, shifted)) == [
        ("Tue 24 Nov", "MOVE", "Tue 01 Dec"),
        ("Tue 08 Dec", "MOVE", "Tue 15 Dec"),
    ]


def test_a_day_more_is_added_as_far_as_the_diary_goes_and_a_day_less_is_cancelled() -> None:
    both = a_pattern(weekdays=TUESDAY | THURSDAY)
    one = a_diary(a_pattern(), until=date(2026, 12, 1))
    assert told(steps(one, both)) == [
        ("Tue 24 Nov", "KEEP", ""),
        ("Thu 26 Nov", "ADD", "Thu 26 Nov"),
        ("Tue 01 Dec", "KEEP", ""),
        ("Thu 03 Dec", "ADD", "Thu 03 Dec"),
    ]
    found = told(steps(a_diary(both, until=date(2026, 11, 30)), a_pattern()))
    assert found == [("Tue 24 Nov", "KEEP", ""), ("Thu 26 Nov", "CANCEL", "")]


def test_sessions_after_the_last_day_are_cancelled_and_come_back_with_it() -> None:
    sessions = a_diary(a_pattern(), until=date(2026, 12, 1))
    ended = a_pattern(to_on=date(2026, 11, 30))
    assert told(steps(sessions, ended)) == [
        ("Tue 24 Nov", "KEEP", ""),
        ("Tue 01 Dec", "CANCEL", ""),
    ]
    sessions[1].state, sessions[1].cancelled_because = SessionState.CANCELLED, BECAUSE
    assert told(steps(sessions, a_pattern()))[1] == ("Tue 01 Dec", "ADD", "Tue 01 Dec")


HELD = [
    ({"by_hand": True}, "Somebody changed it by hand"),
    ({"state": SessionState.DONE}, "It has begun"),
    ({"on": TODAY, "starts_at": time(11)}, "It has begun"),
    ({"on": TODAY + timedelta(1), "state": SessionState.OPEN}, "It is published and soon"),
]


@pytest.mark.parametrize(("changes", "reason"), HELD)
def test_what_somebody_has_done_something_about_stays(changes: dict[str, Any], reason: str) -> None:
    session = a_session(**{"on": date(2026, 11, 24)} | changes)
    (found,) = steps([session], a_pattern(weekdays=0b1000000, from_on=TODAY))
    assert (found.verdict, found.reason) == (Verdict.STAY, reason)


def test_a_session_with_an_outcome_stays() -> None:
    session = a_session(date(2026, 11, 24))
    (found,) = steps([session], a_pattern(weekdays=WEDNESDAY), recorded=frozenset({session.id}))
    assert found.reason == "An outcome is recorded for somebody on it"


def test_what_is_published_and_soon_moves_if_it_is_asked_for() -> None:
    session = a_session(TODAY + timedelta(days=1), state=SessionState.OPEN)
    sunday = a_pattern(weekdays=0b1000000)
    (stays,) = steps([session], sunday)
    (moves,) = steps([session], sunday, near=True)
    assert (stays.near, moves.verdict) == (True, Verdict.MOVE)


def test_a_far_session_does_not_come_near_unless_it_is_asked_for() -> None:
    monday = date(2026, 11, 23)
    session = a_session(date(2026, 11, 26), state=SessionState.OPEN)
    pattern = a_pattern(weekdays=MONDAY)
    (found,) = steps([session], pattern, today=monday - timedelta(days=1))
    assert (found.verdict, found.near) == (Verdict.STAY, True)


def test_no_session_goes_back_to_a_day_that_is_over() -> None:
    session = a_session(date(2026, 11, 21))
    (found,) = steps([session], a_pattern(weekdays=MONDAY))
    assert found.reason == "Monday 16 November 2026, 9:30am to 4:30pm is over"


def test_a_week_whose_session_somebody_cancelled_gets_no_other() -> None:
    cancelled = a_session(
        date(2026, 11, 24), state=SessionState.CANCELLED, cancelled_because="Flooding"
    )
    later = a_session(date(2026, 12, 1))
    assert told(steps([cancelled, later], a_pattern(weekdays=WEDNESDAY))) == [
        ("Tue 01 Dec", "MOVE", "Wed 02 Dec")
    ]


def test_no_session_goes_to_a_bank_holiday_nor_past_the_risk_assessment() -> None:
    friday = a_pattern(weekdays=0b0010000)
    (cancelled,) = steps([a_session(date(2026, 12, 22))], friday)
    assert cancelled.verdict is Verdict.CANCEL
    assert cancelled.reason == "25 December 2026 is a bank holiday: Christmas Day"
    project = Project(id=7, state=ProjectState.RUNNING, risk_assessed_until=date(2026, 11, 24))
    (found,) = steps([a_session(date(2026, 11, 24))], a_pattern(weekdays=8), project=project)
    assert found.reason == "The risk assessment covers no day after 24 November 2026"


def test_a_session_in_the_way_is_named_and_whoever_waits_for_it_stays_too() -> None:
    stays = a_session(date(2026, 11, 25), pattern_id=None, starts_at=time(16), ends_at=time(18))
    waits = a_session(date(2026, 11, 24))
    (found,) = steps([waits, stays], a_pattern(weekdays=WEDNESDAY))
    assert found.reason == "It would overlap the session of Wednesday 25 November 2026, 4pm to 6pm"
    second = a_pattern(id=2, weekdays=TUESDAY)
    follower = a_session(date(2026, 11, 23), pattern_id=2)
    found_all = steps([waits, stays, follower], a_pattern(weekdays=WEDNESDAY), second)
    assert [each.verdict for each in found_all] == [Verdict.STAY, Verdict.STAY]


def test_moves_are_made_in_an_order_in_which_nobody_stands_in_the_way() -> None:
    tuesday, wednesday = a_session(date(2026, 11, 24)), a_session(date(2026, 11, 25), pattern_id=2)
    patterns = a_pattern(weekdays=WEDNESDAY), a_pattern(id=2, weekdays=THURSDAY)
    moves = in_order(steps([tuesday, wednesday], *patterns))
    assert [each.session for each in moves] == [wednesday, tuesday]


def test_sessions_that_would_change_places_stay() -> None:
    sessions = a_session(date(2026, 11, 24)), a_session(date(2026, 11, 25), pattern_id=2)
    patterns = a_pattern(weekdays=WEDNESDAY), a_pattern(id=2, weekdays=TUESDAY)
    found = steps(sessions, *patterns)
    assert {each.reason for each in found} == {
        "It would change places with another session of this project"
    }


def test_a_pattern_without_sessions_is_left_to_whoever_creates_them() -> None:
    assert steps([], a_pattern()) == []


@given(
    before=st.integers(1, 127),
    after=st.integers(1, 127),
    often=st.tuples(st.sampled_from(Frequency), st.sampled_from(Frequency)),
    shift=st.integers(0, 3),
    cut=st.none() | st.integers(0, 60),
    today=st.integers(0, 13),
)
def test_following_once_leaves_nothing_to_follow_and_no_two_sessions_of_a_pattern_on_a_day(
    before: int,
    after: int,
    often: tuple[Frequency, Frequency],
    shift: int,
    cut: int | None,
    today: int,
) -> None:
    start = date(2026, 11, 2)
    sessions = a_diary(a_pattern(weekdays=before, frequency=often[0], from_on=start))
    pattern = a_pattern(
        weekdays=after,
        frequency=often[1],
        from_on=start + timedelta(weeks=shift),
        to_on=None if cut is None else start + timedelta(weeks=shift, days=cut),
    )
    now = TODAY + timedelta(days=today)
    done = carried_out(sessions, steps(sessions, pattern, today=now))
    again = steps(done, pattern, today=now)
    assert {each.verdict for each in again} <= {Verdict.KEEP, Verdict.STAY}
    standing = [each.on for each in done if each.state is not SessionState.CANCELLED]
    assert len(standing) == len(set(standing))


def carried_out(sessions: Sequence[WorkSession], found: Sequence[Step]) -> list[WorkSession]:
    """Return the sessions once the steps are done, as the database would have them."""
    added = []
    for step in found:
        if step.verdict is Verdict.CANCEL and step.session:
            step.session.state = SessionState.CANCELLED
            step.session.cancelled_because = BECAUSE
        if step.verdict is Verdict.MOVE and step.session and step.to:
            step.session.on = step.to.on
        if step.verdict is Verdict.ADD:
            added.append(a_session(step.slot.on))
    return [*sessions, *added]


def test_slots_overlap_only_on_one_day_and_at_one_time() -> None:
    slot = Slot(on=TODAY, starts_at=time(9), ends_at=time(12))
    after = Slot(on=TODAY, starts_at=time(12), ends_at=time(13))
    other_day = Slot(on=TODAY + timedelta(1), starts_at=time(9), ends_at=time(12))
    assert not slot.overlaps(after)
    assert not slot.overlaps(other_day)
    assert slot.overlaps(Slot(on=TODAY, starts_at=time(11, 59), ends_at=time(13)))
    assert isinstance(slot.start, datetime)
