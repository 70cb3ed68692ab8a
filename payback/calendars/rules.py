"""Pure rules of calendars: what a duty shows, when it was last changed, when it leaves.

A duty that was taken off or whose session was cancelled stays for `CANCELLED_DAYS`, marked as
cancelled, because calendars that have seen an event keep it if it simply vanishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from payback.core import clock
from payback.diary.models import SessionState

if TYPE_CHECKING:
    from payback.diary.models import Duty

CANCELLED_DAYS = 30
PAST_DAYS = 365
HELD = frozenset({SessionState.OPEN, SessionState.DONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One duty as a calendar shows it. Holds no name or number of a person on probation.

    ``changed_at`` is the last change of anything that is shown, and ``sequence`` grows with each;
    ``leaves_at`` is when the event is no longer listed. ``cancelled`` is said to the calendar;
    ``taken_off`` tells its reader that the session goes on without them.
    """

    uid: str
    sequence: int
    changed_at: datetime
    leaves_at: datetime
    starts_at: datetime
    ends_at: datetime
    cancelled: bool
    taken_off: bool
    place: str
    address: str
    lat: float
    lon: float
    people: int
    places: int
    supervisors: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many are on a session, when that last changed, and how often it has."""

    count: int
    changed_at: datetime
    changes: int = 0


def event_of(duty: Duty, *, booked: Tally, serving: Tally, url: str) -> CalendarEvent:
    """Return a duty as an event.

    Parameters
    ----------
    duty
        With its session and the session's project.
    booked, serving
        The people on probation and the supervisors on the session.
    url
        The session's page, behind the sign-in.
    """
    session, project = duty.session, duty.session.project
    cancelled = not duty.active or session.state not in HELD
    switched = max(duty.changed_at, session.changed_at)
    ends_at = datetime.combine(session.on, session.ends_at, tzinfo=clock.LONDON)
    over = ends_at + timedelta(days=PAST_DAYS)
    return CalendarEvent(
        uid=f"duty-{duty.id}-{duty.created_at:%Y%m%dT%H%M%S}@community-payback",
        sequence=session.sequence + booked.changes + serving.changes + project.version - 1,
        changed_at=max(switched, project.updated_at, booked.changed_at, serving.changed_at).replace(
            microsecond=0
        ),
        leaves_at=min(over, switched + timedelta(days=CANCELLED_DAYS)) if cancelled else over,
        starts_at=datetime.combine(session.on, session.starts_at, tzinfo=clock.LONDON),
        ends_at=ends_at,
        cancelled=cancelled,
        taken_off=not duty.active and session.state is not SessionState.CANCELLED,
        place=project.name,
        address=f"{project.address}, {project.postcode}",
        lat=project.lat,
        lon=project.lon,
        people=booked.count,
        places=session.places,
        supervisors=serving.count,
        url=url,
    )


def listed(events: list[CalendarEvent], now: datetime) -> list[CalendarEvent]:
    """Return the events that a calendar shows now, by start."""
    return sorted(
        (each for each in events if each.leaves_at > now),
        key=lambda each: (each.starts_at, each.uid),
    )


def last_modified(events: list[CalendarEvent], since: datetime, now: datetime) -> datetime:
    """Return when what a calendar shows last became different.

    Parameters
    ----------
    events
        All events, those that have left too: leaving is a change.
    since
        When the calendar itself was last changed.
    """
    moments = [since]
    for each in events:
        moments.append(each.changed_at if each.leaves_at > now else each.leaves_at)
    return max(moments).replace(microsecond=0)


def client_of(user_agent: str) -> str:
    """Return what to call the calendar program that fetched an address.

    Parameters
    ----------
    user_agent
        What it says of itself.
    """
    for part, name in _CLIENTS:
        if part in user_agent.lower():
            return name
    plain = "".join(c for c in user_agent if c.isprintable())
    return plain.partition("(")[0].strip()[:100] or "A program that does not say its name"


_CLIENTS = (
    ("google-calendar", "Google Calendar"),
    ("thunderbird", "Thunderbird"),
    ("microsoft", "Outlook"),
    ("outlook", "Outlook"),
    ("dataaccessd", "Apple Calendar"),
    ("calendaragent", "Apple Calendar"),
    ("ios/", "Apple Calendar"),
    ("macos/", "Apple Calendar"),
    ("icsx5", "ICSx5"),
    ("vdirsyncer", "vdirsyncer"),
    ("mozilla", "A web browser"),
)
