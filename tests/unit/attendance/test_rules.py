"""What a recorded outcome must satisfy, and the minutes that it credits."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback.attendance.outcomes import (
    OUTCOMES,
    ContactOutcome,
    for_coordinators,
    for_supervisors,
    outcome_of,
)
from payback.attendance.rules import (
    Recording,
    credit_words,
    creditable_minutes,
    require_recordable,
    worked_minutes,
)
from payback.core.errors import RuleBroken
from payback.diary.models import Rating, SessionState, WorkSession

AFTERWARDS = datetime(2026, 11, 24, 17, tzinfo=UTC)
BEFORE = datetime(2026, 11, 24, 9, 29, tzinfo=UTC)


def a_session(**changes: Any) -> WorkSession:
    values = {
        "on": date(2026, 11, 24),
        "starts_at": time(9, 30),
        "ends_at": time(16, 30),
        "state": SessionState.OPEN,
    }
    return WorkSession(**values | changes)


def a_recording(code: str = "ATTC", **changes: Any) -> Recording:
    values: dict[str, Any] = {
        "outcome": OUTCOMES[code],
        "started_at": time(9, 30),
        "ended_at": time(16, 30),
        "work_quality": Rating.GOOD,
        "behaviour": Rating.GOOD,
    }
    return Recording(**values | changes)


def refusal(
    recording: Recording,
    *,
    session: WorkSession | None = None,
    now: datetime = AFTERWARDS,
    choices: tuple[ContactOutcome, ...] | None = None,
) -> tuple[str, str]:
    try:
        require_recordable(recording, session or a_session(), choices or for_coordinators(), now)
    except RuleBroken as broken:
        return broken.field, broken.sentence
    return "", ""


@pytest.mark.parametrize(
    ("code", "penalty", "minutes"),
    [
        ("ATTC", 0, 420),
        ("ATTC", 30, 390),
        ("AFTC", 420, 0),
        ("ATSH", 60, 360),
        ("ATSS", 0, 420),
        ("UACP", 0, 0),
        ("AASD", 0, 0),
        ("RSOF", 30, 0),
        ("RSSR", 0, 0),
    ],
)
def test_time_there_less_the_penalty_is_credited_if_attended(
    code: str, penalty: int, minutes: int
) -> None:
    assert worked_minutes(a_recording(code, penalty_minutes=penalty)) == minutes


def test_supervisors_choose_among_five_outcomes_and_coordinators_among_more() -> None:
    assert [each.code for each in for_supervisors()] == ["ATTC", "AFTC", "ATSH", "ATSS", "UACP"]
    extra = {each.code for each in for_coordinators()} - {each.code for each in for_supervisors()}
    assert extra == {"ATCH", "AASD", "RSOF", "RSSR"}


def test_a_supervisor_cannot_record_an_acceptable_absence() -> None:
    assert refusal(a_recording("AASD"), choices=for_supervisors())[0] == "outcome"


def test_a_code_that_is_not_on_the_list_is_shown_as_it_is() -> None:
    found = outcome_of("OLD1")
    assert found is not None
    assert found.name == "OLD1"
    assert outcome_of(None) is None


@pytest.mark.parametrize("code", sorted(each.code for each in for_coordinators()))
def test_before_the_start_only_an_acceptable_absence_can_be_recorded(code: str) -> None:
    outcome = OUTCOMES[code]
    refused = refusal(a_recording(code), now=BEFORE)
    if outcome.attended or outcome.enforceable:
        assert refused == (
            "outcome",
            "This session starts at 9:30am on 24 November 2026. "
            "Record who came once it has started",
        )
    else:
        assert refused == ("", "")


def test_the_start_is_a_wall_clock_time_in_summer_too() -> None:
    summer = a_session(on=date(2026, 7, 7))
    half_past_eight_utc = datetime(2026, 7, 7, 8, 30, tzinfo=UTC)
    absent = Recording(outcome=OUTCOMES["UACP"])
    assert refusal(absent, session=summer, now=half_past_eight_utc) == ("", "")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ended_at": time(14, 1)}, "ended_at", "Finish must be 2pm or earlier"),
        ({"started_at": time(7, 29)}, "started_at", "no more than 2 hours before the session"),
        ({"started_at": time(0, 1)}, "started_at", "no more than 2 hours before the session"),
        ({"started_at": time(9, 29)}, "times_reason", "9:30am to 4:30pm"),
    ],
)
def test_time_is_bound_by_the_session_and_the_clock(
    changes: dict[str, Any], field: str, sentence: str
) -> None:
    recording = a_recording(**{"ended_at": time(14)} | changes)
    found = refusal(recording, now=datetime(2026, 11, 24, 14, 0, 30, tzinfo=UTC))
    assert found[0] == field
    assert sentence in found[1]


def test_a_reason_allows_up_to_two_hours_outside_the_session_and_no_more() -> None:
    evening = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
    times: dict[str, Any] = {"started_at": time(7, 30), "ended_at": time(18, 30)}
    assert refusal(a_recording(**times), now=evening)[0] == "times_reason"
    assert refusal(a_recording(**times, times_reason="Van late"), now=evening) == ("", "")
    later = times | {"ended_at": time(18, 31)}
    assert refusal(a_recording(**later, times_reason="Van late"), now=evening)[0] == "ended_at"


@pytest.mark.parametrize(
    ("cancelled_at", "allowed"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=UTC), {"AASD"}),
        (datetime(2026, 11, 24, 8, tzinfo=UTC), {"AASD", "ATSS"}),
        (datetime(2026, 11, 24, 12, tzinfo=UTC), {"AASD", "ATSS", "UACP"}),
    ],
)
def test_of_a_session_cancelled_on_its_day_the_time_worked_until_then_counts(
    cancelled_at: datetime, allowed: set[str]
) -> None:
    cancelled = a_session(state=SessionState.CANCELLED, cancelled_at=cancelled_at)
    codes = ("AASD", "ATSS", "UACP")
    found = {each for each in codes if refusal(a_recording(each), session=cancelled) == ("", "")}
    assert found == allowed


def test_nobody_attended_a_cancelled_session() -> None:
    cancelled = a_session(state=SessionState.CANCELLED)
    assert refusal(a_recording(), session=cancelled)[0] == "outcome"
    assert refusal(a_recording("UACP"), session=cancelled)[0] == "outcome"
    assert refusal(a_recording("AASD"), session=cancelled) == ("", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_at": None}, "started_at"),
        ({"ended_at": None}, "ended_at"),
        ({"started_at": time(16, 30)}, "started_at"),
        ({"started_at": time(12), "ended_at": time(12)}, "ended_at"),
        ({"started_at": time(8), "ended_at": time(9, 30)}, "ended_at"),
        ({"penalty_minutes": 421}, "penalty_minutes"),
        ({"penalty_minutes": -1}, "penalty_minutes"),
        ({"work_quality": None}, "work_quality"),
        ({"behaviour": None}, "behaviour"),
        ({"notes": "x" * 4001}, "notes"),
    ],
)
def test_each_fault_is_named_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert refusal(a_recording(**changes))[0] == field


def test_the_whole_time_may_be_a_penalty() -> None:
    assert refusal(a_recording("AFTC", penalty_minutes=420)) == ("", "")


def test_an_absence_needs_no_times_and_no_ratings() -> None:
    absent = Recording(outcome=OUTCOMES["UACP"])
    assert refusal(absent) == ("", "")


@given(
    st.times(),
    st.times(),
    st.integers(0, 1440),
    st.sampled_from(sorted(OUTCOMES)),
    st.integers(0, 20_000),
)
def test_what_is_allowed_never_credits_less_than_nothing_or_more_than_remains(
    start: time, end: time, penalty: int, code: str, remaining: int
) -> None:
    recording = a_recording(code, started_at=start, ended_at=end, penalty_minutes=penalty)
    if refusal(recording, choices=tuple(OUTCOMES.values())) != ("", ""):
        return
    worked = worked_minutes(recording)
    assert 0 <= worked < 1440
    credited = creditable_minutes(worked, remaining)
    assert 0 <= credited <= remaining
    assert credited in (worked, remaining)
    assert credit_words(worked, credited, remaining - credited)


@pytest.mark.parametrize(
    ("worked", "credited", "remaining", "sentence"),
    [
        (0, 0, 600, "No time is credited."),
        (420, 420, 60, "7 hours credited. 1 hour left to work."),
        (420, 60, 0, "Only 1 hour of 7 hours can be credited: no more could count. "),
        (420, 0, 0, "No time is credited: every hour of this requirement was worked already."),
    ],
)
def test_the_credit_is_said_in_words(
    worked: int, credited: int, remaining: int, sentence: str
) -> None:
    assert credit_words(worked, credited, remaining).startswith(sentence)
