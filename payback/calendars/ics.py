"""Writes a calendar as iCalendar text (RFC 5545, with RFC 7986's REFRESH-INTERVAL).

The same events give the same bytes: DTSTAMP is the last change, never the present moment. Times
carry TZID=Europe/London with a zone of our own, two yearly rules, which every client reads right;
the zone that the library would write puts some winters an hour early in Thunderbird.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event, Timezone, vDuration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from payback.calendars.rules import CalendarEvent

PRODID = "-//Community Payback//Rota//EN"
REFRESH = timedelta(hours=1)
ALARM_BEFORE = timedelta(hours=12)
ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/London
X-LIC-LOCATION:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def calendar_text(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """Return a calendar as it is sent.

    Parameters
    ----------
    name
        What calendar programs call it.
    events
        In the order in which they are listed.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(Timezone.from_ical(ZONE))
    for each in events:
        calendar.add_component(_event(each))
    text: bytes = calendar.to_ical()
    return text


def _event(event: CalendarEvent) -> Event:
    component = Event()
    changed = _utc(event.changed_at)
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    component.add("dtstart", event.starts_at)
    component.add("dtend", event.ends_at)
    component.add("summary", _summary(event))
    component.add("location", event.address)
    component.add("geo", (event.lat, event.lon))
    if not event.taken_off:  # the page is no longer theirs to open
        component.add("url", event.url)
    component.add("description", _description(event))
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    if not event.cancelled:
        component.add_component(_alarm(event))
    return component


def _summary(event: CalendarEvent) -> str:
    if event.taken_off:
        return f"No longer yours: {event.place}"
    return f"Cancelled: {event.place}" if event.cancelled else event.place


def _description(event: CalendarEvent) -> str:
    if event.taken_off:
        return "You do not supervise this session any more."
    if event.cancelled:
        return f"This session is cancelled.\n\nDetails: {event.url}"
    people = "1 person" if event.people == 1 else f"{event.people} people"
    others = event.supervisors - 1
    beside = "" if others < 1 else f" You supervise with {others} other{'s' if others > 1 else ''}."
    return (
        f"{people} booked for {event.places} places.{beside}\n\n"
        f"Who comes and attendance (sign in): {event.url}"
    )


def _alarm(event: CalendarEvent) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Work session: {event.place}")
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)
