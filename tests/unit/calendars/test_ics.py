"""The text of a calendar, for any events and on both sides of both clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from payback.calendars.ics import ZONE, calendar_text
from payback.calendars.rules import CalendarEvent, client_of, last_modified, listed
from payback.core.clock import LONDON

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)


def an_event(on: date = date(2026, 11, 24), **changes: object) -> CalendarEvent:
    event = CalendarEvent(
        uid="duty-7-20261101T090000@community-payback",
        sequence=3,
        changed_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        leaves_at=datetime(2027, 11, 20, tzinfo=UTC),
        starts_at=datetime.combine(on, time(9, 30), tzinfo=LONDON),
        ends_at=datetime.combine(on, time(16, 30), tzinfo=LONDON),
        cancelled=False,
        taken_off=False,
        place="Sunny Hill Park",
        address="1 Park Road, Hendon, NW4 4BG",
        lat=51.59,
        lon=-0.22,
        people=8,
        places=9,
        supervisors=2,
        url="https://payback.example/my/sessions/12",
    )
    return replace(event, **changes)  # type: ignore[arg-type]


def lines(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)
EVENTS = st.builds(
    an_event,
    on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    uid=st.integers(1, 10**6).map("duty-{}@community-payback".format),
    sequence=st.integers(0, 10**6),
    changed_at=st.integers(1_600_000_000, 1_900_000_000).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC)
    ),
    cancelled=st.booleans(),
    place=TEXTS,
    address=TEXTS,
    people=st.integers(0, 100),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENTS, max_size=6, unique_by=lambda each: each.uid))
def test_a_calendar_reads_back_as_it_was_written(events: list[CalendarEvent]) -> None:
    body = calendar_text("Community Payback: Jo Bell", events)
    assert body == calendar_text("Community Payback: Jo Bell", events)
    read = Calendar.from_ical(body)
    found = {str(each["uid"]): each for each in read.walk("VEVENT")}
    assert list(found) == [each.uid for each in events]
    for event in events:
        component = found[event.uid]
        prefix = "Cancelled: " if event.cancelled else ""
        assert str(component["summary"]) == prefix + event.place
        assert str(component["location"]) == event.address
        assert component.decoded("dtstart") == event.starts_at
        assert component.decoded("dtstart").utcoffset() == event.starts_at.utcoffset()
        assert component.decoded("dtstamp") == event.changed_at
        assert component["status"] == ("CANCELLED" if event.cancelled else "CONFIRMED")
        assert bool(component.walk("VALARM")) != event.cancelled


@settings(max_examples=60, deadline=None)
@given(st.lists(EVENTS, max_size=4))
def test_every_line_is_at_most_75_octets_and_ends_as_the_standard_says(
    events: list[CalendarEvent],
) -> None:
    body = calendar_text("Community Payback", events)
    assert body.endswith(b"END:VCALENDAR\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line


@pytest.mark.parametrize(
    "on",
    [
        date(2026, 10, 24),
        date(2026, 10, 25),
        date(2027, 3, 27),
        date(2027, 3, 28),
        date(2027, 10, 31),
    ],
)
def test_times_are_wall_clock_times_in_london_on_every_clock_change_weekend(on: date) -> None:
    body = calendar_text("Payback", [an_event(on)])
    assert f"DTSTART;TZID=Europe/London:{on:%Y%m%d}T093000" in lines(body)
    assert f"DTEND;TZID=Europe/London:{on:%Y%m%d}T163000" in lines(body)


def test_the_zone_is_ours_with_two_yearly_rules() -> None:
    body = calendar_text("Payback", [])
    text = body.decode()
    (zone,) = Calendar.from_ical(body).walk("VTIMEZONE")
    assert zone == Timezone.from_ical(ZONE)
    assert text.count("RRULE:") == 2
    assert "DTSTART:19810329T010000" in lines(body)
    assert "DTSTART:19961027T020000" in lines(body)
    assert "RDATE" not in text


def test_the_calendar_says_how_often_to_look_and_has_no_random_part() -> None:
    head = lines(calendar_text("Community Payback: Jo Bell", []))
    for line in (
        "VERSION:2.0",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "NAME:Community Payback: Jo Bell",
        "X-WR-CALNAME:Community Payback: Jo Bell",
    ):
        assert line in head
    assert not [line for line in head if line.startswith(("UID", "DTSTAMP"))]


def test_an_event_says_where_how_many_and_where_to_read_on() -> None:
    text = lines(calendar_text("Payback", [an_event()]))
    for line in (
        "SEQUENCE:3",
        "DTSTAMP:20261120T093000Z",
        "LAST-MODIFIED:20261120T093000Z",
        "GEO:51.59;-0.22",
        r"LOCATION:1 Park Road\, Hendon\, NW4 4BG",
        "URL:https://payback.example/my/sessions/12",
        "STATUS:CONFIRMED",
    ):
        assert line in text
    (description,) = [line for line in text if line.startswith("DESCRIPTION:8 people")]
    assert "booked for 9 places. You supervise with 1 other." in description


def test_events_that_have_left_are_not_listed_and_leaving_is_a_change() -> None:
    gone_at = NOW - timedelta(hours=1)
    gone, there = an_event(uid="a", leaves_at=gone_at), an_event(uid="b")
    assert listed([gone, there], NOW) == [there]
    since = datetime(2026, 1, 1, tzinfo=UTC)
    assert last_modified([there], since, NOW) == there.changed_at
    assert last_modified([gone, there], since, NOW) == gone_at


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("Google-Calendar-Importer", "Google Calendar"),
        ("iOS/18.1 (22B83) dataaccessd/1.0", "Apple Calendar"),
        ("vdirsyncer/0.21.0", "vdirsyncer"),
        ("Microsoft Office/16.0", "Outlook"),
        ("SomeTool/1.0 (+http://example.org)", "SomeTool/1.0"),
        ("", "A program that does not say its name"),
        ("\x00\x07", "A program that does not say its name"),
        ("x" * 5000, "x" * 100),
    ],
)
def test_calendar_programs_are_called_by_their_names(says: str, name: str) -> None:
    assert client_of(says) == name
