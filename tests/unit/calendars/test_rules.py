"""When a duty was last changed and when it leaves its calendar, at the edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from payback.calendars.rules import CANCELLED_DAYS, PAST_DAYS, CalendarEvent, Tally, event_of
from payback.diary.models import Duty, SessionState, WorkSession
from payback.projects.models import Project

WRITTEN = datetime(2026, 1, 5, 9, tzinfo=UTC)
ENDED = datetime(2026, 1, 20, 16, 30, tzinfo=UTC)
OVER = ENDED + timedelta(days=PAST_DAYS)


def event(
    *,
    state: SessionState = SessionState.OPEN,
    active: bool = True,
    duty_at: datetime = WRITTEN,
    session_at: datetime = WRITTEN,
    project_at: datetime = WRITTEN,
    booked_at: datetime = WRITTEN,
    serving_at: datetime = WRITTEN,
) -> CalendarEvent:
    project = Project(
        name="Park", address="1 Park Road", postcode="NW4 4BG", lat=51.6, lon=-0.2, version=1
    )
    project.updated_at = project_at
    session = WorkSession(
        project=project,
        on=date(2026, 1, 20),
        starts_at=time(9, 30),
        ends_at=time(16, 30),
        places=9,
        state=state,
        sequence=0,
        changed_at=session_at,
    )
    duty = Duty(id=7, session=session, active=active, sequence=0, changed_at=duty_at)
    duty.created_at = WRITTEN
    return event_of(
        duty,
        booked=Tally(count=3, changed_at=booked_at),
        serving=Tally(count=2, changed_at=serving_at),
        url="https://payback.example/my/sessions/12",
    )


def test_what_goes_on_leaves_a_year_after_its_end() -> None:
    assert event().leaves_at == OVER
    assert event(state=SessionState.DONE).leaves_at == OVER


@pytest.mark.parametrize(
    ("days_before", "leaves_at"),
    [
        (CANCELLED_DAYS + 1, OVER - timedelta(days=1)),
        (CANCELLED_DAYS, OVER),
        (CANCELLED_DAYS - 1, OVER),
        (1, OVER),
    ],
)
@pytest.mark.parametrize("how", ["cancelled", "taken off"])
def test_what_is_called_off_late_leaves_no_later_than_what_went_on(
    how: str, days_before: int, leaves_at: datetime
) -> None:
    switched = OVER - timedelta(days=days_before)
    if how == "cancelled":
        late = event(state=SessionState.CANCELLED, session_at=switched)
    else:
        late = event(active=False, duty_at=switched)
    assert late.cancelled
    assert late.leaves_at == leaves_at


@pytest.mark.parametrize("what", ["duty_at", "session_at", "project_at", "booked_at", "serving_at"])
def test_the_last_change_is_the_latest_of_all_that_is_shown(what: str) -> None:
    later = WRITTEN + timedelta(hours=1, microseconds=5)
    assert event(**{what: later}).changed_at == WRITTEN + timedelta(hours=1)  # type: ignore[arg-type]
    assert event().changed_at == WRITTEN
