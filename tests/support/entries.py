"""Entries as ``payback validate`` is asked about them: one scenario for each rule and boundary.

The unit tests ask the rules, the integration tests ask the services, and both must say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
LONGEST = "x" * 4000


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A case, the rules that it breaks as code and field, and the minutes that it writes."""

    id: str
    case: Json
    broken: tuple[tuple[str, str], ...] = ()
    minutes: int = 0
    changes: bool | None = None


def an_order(**changes: Any) -> Json:
    """Return 100 hours, sentenced in June, nothing credited."""
    return {"ordered_minutes": 6000, "sentenced_on": "2026-06-01"} | changes


def a_place(**changes: Any) -> Json:
    return {"state": "running", "risk_assessed_until": "2030-01-01"} | changes


def said(outcome: str = "ATTC", **changes: Any) -> Json:
    """Return a full day with good ratings."""
    return {
        "outcome": outcome,
        "started_at": "09:30",
        "ended_at": "16:30",
        "work_quality": "good",
        "behaviour": "good",
    } | changes


def missed(outcome: str = "UACP", **changes: Any) -> Json:
    return {"outcome": outcome} | changes


def an_appointment(**changes: Any) -> Json:
    """Return a session of seven hours that ended half an hour ago, with somebody booked on it."""
    return {
        "subject": "appointment",
        "now": "2026-11-24T17:00",
        "project": a_place(),
        "session": {"date": "2026-11-24", "start_time": "09:30", "end_time": "16:30"},
        "requirement": an_order(),
        "before": {},
    } | changes


def recorded(outcome: Json, **changes: Any) -> Json:
    return an_appointment(said=outcome, **changes)


def a_booking(**changes: Any) -> Json:
    """Return a new booking, on the evening before the session."""
    return an_appointment(now="2026-11-23T18:00", before=None) | changes


def an_adjustment(kind: str = "credit", minutes: int = 60, **changes: Any) -> Json:
    return {
        "subject": "adjustment",
        "today": "2026-11-24",
        "kind": kind,
        "minutes": minutes,
        "worked_on": "2026-11-20",
        "reason": "Agreed",
        "requirement": an_order(),
    } | changes


def a_journey(minutes: int = 60, **changes: Any) -> Json:
    """Return travel to a group that they attended."""
    attended = {"outcome": "ATTC", "placement": "group placement"}
    return an_adjustment("travel", minutes) | {"appointment": attended | changes}


def a_course(minutes: int = 60, **changes: Any) -> Json:
    return {
        "subject": "course_result",
        "today": "2026-11-24",
        "course": "Manual handling",
        "completed_on": "2026-11-20",
        "minutes": minutes,
        "reason": "" if minutes else "Not a course that counts",
        "requirement": an_order(),
    } | changes


def ok(name: str, case: Json, minutes: int = 0, **more: Any) -> Scenario:
    return Scenario(id=name, case=case, minutes=minutes, **more)


def no(name: str, case: Json, *broken: tuple[str, str]) -> Scenario:
    return Scenario(id=name, case=case, broken=broken)


def cut(name: str, case: Json, rule: str, minutes: int) -> Scenario:
    return Scenario(id=name, case=case, broken=((rule, ""),), minutes=minutes)


SESSION_CANCELLED = {
    "date": "2026-11-24",
    "start_time": "09:30",
    "end_time": "16:30",
    "cancelled_at": "2026-11-23T12:00",
}
CANCELLED_AT_NOON = SESSION_CANCELLED | {"cancelled_at": "2026-11-24T12:00"}
ETE_PLACE = a_place(kind="education, training and employment")

BOOKINGS = (
    ok("booked", a_booking()),
    no("V2-finished", a_booking(project=a_place(state="finished")), ("V2", "")),
    no("V2-paused", a_booking(project=a_place(state="paused")), ("V2", "")),
    no("V2-unassessed", a_booking(project=a_place(risk_assessed_until=None)), ("V2", "")),
    no("V2-assessed-to-the-day-before",
       a_booking(project=a_place(risk_assessed_until="2026-11-23")), ("V2", "")),
    ok("V2-assessed-to-the-day", a_booking(project=a_place(risk_assessed_until="2026-11-24"))),
    ok("V3-on-the-day-of-the-sentence", a_booking(requirement=an_order(sentenced_on="2026-11-24"))),
    no("V3-the-day-before",
       a_booking(requirement=an_order(sentenced_on="2026-11-25")), ("V3", "")),
    no("V5-over", a_booking(now="2026-11-24T16:30"), ("V5", "")),
    ok("V5-a-minute-before-the-end", a_booking(now="2026-11-24T16:29")),
    no("V2-V3-V5-together",
       a_booking(now="2026-11-24T17:00", project=a_place(state="abandoned"),
                 requirement=an_order(sentenced_on="2026-11-25")),
       ("V2", ""), ("V3", ""), ("V5", "")),
)  # fmt: skip
"""New bookings, without an outcome."""

OPENINGS = (
    ok("V4-a-tuesday", a_booking(project=a_place(
        openings=[{"weekdays": [2, 4], "from_on": "2026-01-05"}]))),
    no("V4-not-a-monday", a_booking(project=a_place(
        openings=[{"weekdays": [1], "from_on": "2026-01-05"}])), ("V4", "")),
    no("V4-not-yet", a_booking(project=a_place(
        openings=[{"weekdays": [2], "from_on": "2026-11-25"}])), ("V4", "")),
    ok("V4-from-that-day", a_booking(project=a_place(
        openings=[{"weekdays": [2], "from_on": "2026-11-24"}]))),
    no("V4-no-more", a_booking(project=a_place(
        openings=[{"weekdays": [2], "from_on": "2026-01-05", "to_on": "2026-11-23"}])),
       ("V4", "")),
    no("V4-the-other-week", a_booking(project=a_place(
        openings=[{"weekdays": [2], "from_on": "2026-11-16", "frequency": "fortnightly"}])),
       ("V4", "")),
    ok("V4-its-week", a_booking(project=a_place(
        openings=[{"weekdays": [2], "from_on": "2026-11-10", "frequency": "fortnightly"}]))),
    no("V4-never", a_booking(project=a_place(openings=[])), ("V4", "")),
)  # fmt: skip
"""Days on which a project opens; its sessions are made from these."""

RECORDINGS = (
    ok("attended", recorded(said()), 420),
    ok("absent", recorded(missed())),
    no("V6-attended-before-the-start",
       recorded(said(), now="2026-11-24T09:29"), ("V6", "outcome"), ("P3", "ended_at")),
    no("V6-absent-before-the-start", recorded(missed(), now="2026-11-24T09:29"), ("V6", "outcome")),
    ok("V6-absent-at-the-start", recorded(missed(), now="2026-11-24T09:30")),
    ok("V6-stood-down-the-day-before", recorded(missed("AASD"), now="2026-11-23T12:00")),
    no("V7-no-quality", recorded(said(work_quality=None)), ("V7", "work_quality")),
    no("V7-no-behaviour", recorded(said(behaviour=None)), ("V7", "behaviour")),
    no("V8-no-start", recorded(said(started_at=None)), ("V8", "started_at")),
    no("V8-no-finish", recorded(said(ended_at=None)), ("V8", "ended_at")),
    no("V8-finish-at-the-start",
       recorded(said(started_at="10:00", ended_at="10:00")), ("V8", "ended_at")),
    ok("V8-one-minute", recorded(said(started_at="10:00", ended_at="10:01")), 1),
    ok("V9-penalty-of-all", recorded(said(penalty_minutes=420))),
    no("V9-penalty-of-more", recorded(said(penalty_minutes=421)), ("V9", "penalty_minutes")),
    no("V9-penalty-below-nothing", recorded(said(penalty_minutes=-1)), ("V9", "penalty_minutes")),
    ok("V10-4000-characters", recorded(said(notes=LONGEST)), 420),
    no("V10-4001-characters", recorded(said(notes=LONGEST + "x")), ("V10", "notes")),
    no("V10-a-tag", recorded(said(notes="<b>Late</b>")), ("V10", "notes")),
    no("V10-a-closing-tag", recorded(missed(notes="so </p> it was")), ("V10", "notes")),
    no("V10-a-comment", recorded(missed(notes="<!-- x -->")), ("V10", "notes")),
    ok("V10-less-than", recorded(said(notes="3 < 4 and 5 > 4 <3")), 420),
    cut("V11-two-hours-remain",
        recorded(said(), requirement=an_order(credited_minutes=5880)), "V11", 120),
    ok("V11-just-enough-remains",
       recorded(said(), requirement=an_order(credited_minutes=5580)), 420),
    cut("V11-one-minute-short",
        recorded(said(), requirement=an_order(credited_minutes=5581)), "V11", 419),
    cut("V11-nothing-remains",
        recorded(said(), requirement=an_order(credited_minutes=6000)), "V11", 0),
    ok("V11-edited-counts-once",
       recorded(said(ended_at="16:00"), requirement=an_order(credited_minutes=5580),
                before={"said": said(), "credited_minutes": 420, "most_credited_minutes": 420}),
       390),
    ok("V12-the-whole-share", recorded(said(), project=ETE_PLACE,
       requirement=an_order(ordered_minutes=2400, ete_credited_minutes=300, credited_minutes=300)),
       420),
    cut("V12-a-minute-over-the-share", recorded(said(), project=ETE_PLACE,
        requirement=an_order(ordered_minutes=2400, ete_credited_minutes=301,
                             credited_minutes=301)), "V12", 419),
    cut("V12-rounded-down", recorded(said(), project=ETE_PLACE,
        requirement=an_order(ordered_minutes=2402, ete_credited_minutes=301,
                             credited_minutes=301)), "V12", 419),
    ok("V12-other-work-has-no-share", recorded(said(), requirement=an_order(
        ordered_minutes=2400, ete_credited_minutes=720, credited_minutes=720)), 420),
    no("V14-unknown-code", recorded(missed("ABCD")), ("V14", "outcome")),
    no("V14-hidden-code", recorded(missed("AAME")), ("V14", "outcome")),
    no("V14-not-a-supervisors", recorded(missed("AASD"), recorder="supervisor"),
       ("V14", "outcome")),
    ok("V14-a-supervisors", recorded(said("ATSS"), recorder="supervisor"), 420),
    no("V15-sensitive-stays-so",
       recorded(said(notes="x"), before={"said": said(notes="x", notes_sensitive=True)}),
       ("V15", "notes_sensitive")),
    ok("V15-sensitive-from-now-on",
       recorded(said(notes="x", notes_sensitive=True), before={"said": said(notes="x")}), 420),
    no("V18-seen-an-older-one",
       recorded(missed(), before={"said": said(), "version": "2"}, seen_version="1"), ("V18", "")),
    ok("V19-the-same-again",
       recorded(said(), before={"said": said(), "credited_minutes": 420, "version": "2"},
                seen_version="1"), 420, changes=False),
    ok("V23-another-outcome-later",
       recorded(missed(), before={"said": said(), "credited_minutes": 420, "version": "2"},
                seen_version="2")),
    no("P1-cancelled-the-day-before", recorded(said(), session=SESSION_CANCELLED),
       ("P1", "outcome")),
    no("P1-nobody-stayed-away", recorded(missed(), session=SESSION_CANCELLED), ("P1", "outcome")),
    ok("P1-worked-until-noon", recorded(said("ATSS", ended_at="12:00"), session=CANCELLED_AT_NOON),
       150),
    no("P2-started-after-the-end",
       recorded(said(started_at="16:30", ended_at="16:40")),
       ("P2", "started_at"), ("P2", "times_reason")),
    no("P2-early-without-a-word", recorded(said(started_at="09:29")), ("P2", "times_reason")),
    ok("P2-two-hours-early", recorded(said(started_at="07:30", times_reason="Van early")), 540),
    no("P2-more-than-two-hours-early",
       recorded(said(started_at="07:29", times_reason="Van early")), ("P2", "started_at")),
    no("P3-still-there", recorded(said(), now="2026-11-24T16:29"), ("P3", "ended_at")),
    ok("P3-just-over", recorded(said(), now="2026-11-24T16:30"), 420),
    ok("P4-put-back",
       recorded(said(ended_at="16:00"), requirement=an_order(ended=True),
                before={"said": said(), "credited_minutes": 420, "most_credited_minutes": 420}),
       390),
    cut("P4-no-more-than-before",
        recorded(said(), requirement=an_order(ended=True),
                 before={"said": said(ended_at="16:00"), "credited_minutes": 390,
                         "most_credited_minutes": 390}), "P4", 390),
    cut("P4-ended", recorded(said(), requirement=an_order(ended=True)), "P4", 0),
    cut("V3-before-the-sentence",
        recorded(said(), requirement=an_order(sentenced_on="2026-11-25")), "V3", 0),
    no("several-at-once",
       recorded(said(penalty_minutes=421, notes="<i>", behaviour=None)),
       ("V10", "notes"), ("V9", "penalty_minutes"), ("V7", "behaviour")),
)  # fmt: skip
"""Outcomes of bookings that are there."""

ADJUSTMENTS = (
    ok("credited", an_adjustment(), 60),
    ok("taken-back", an_adjustment("debit", requirement=an_order(credited_minutes=60)), -60),
    no("A1-nothing", an_adjustment(minutes=0), ("A1", "minutes")),
    ok("A1-a-minute", an_adjustment(minutes=1), 1),
    ok("A3-today", an_adjustment(worked_on="2026-11-24"), 60),
    no("A3-tomorrow", an_adjustment(worked_on="2026-11-25"), ("A3", "worked_on")),
    ok("A4-day-of-the-sentence", an_adjustment(worked_on="2026-06-01"), 60),
    no("A4-before-the-sentence", an_adjustment(worked_on="2026-05-31"), ("A4", "worked_on")),
    no("A6-no-reason", an_adjustment(reason=" "), ("A6", "reason")),
    ok("A6-255-characters", an_adjustment(reason="x" * 255), 60),
    no("A6-256-characters", an_adjustment(reason="x" * 256), ("A6", "reason")),
    no("A7-ended", an_adjustment(requirement=an_order(ended=True)), ("A7", "")),
    no("A8-more-than-was-credited",
       an_adjustment("debit", 61, requirement=an_order(credited_minutes=60)), ("A8", "minutes")),
    ok("V11-all-that-remains",
       an_adjustment(minutes=100, requirement=an_order(credited_minutes=5900)), 100),
    no("V11-more-than-remains",
       an_adjustment(minutes=101, requirement=an_order(credited_minutes=5900)),
       ("V11", "minutes")),
    no("V11-nothing-remains",
       an_adjustment(minutes=1, requirement=an_order(credited_minutes=6000)), ("V11", "minutes")),
    no("together",
       an_adjustment(minutes=0, reason="", worked_on="2026-11-25"),
       ("A3", "worked_on"), ("A6", "reason"), ("A1", "minutes")),
)  # fmt: skip

TRAVEL = (
    ok("three-hours", a_journey(180), 180),
    no("A2-more", a_journey(181), ("A2", "minutes")),
    ok("nothing-credited", a_journey(0)),
    no("A6-no-reason", a_journey() | {"reason": ""}, ("A6", "reason")),
    no("A6-no-reason-for-nothing", a_journey(0) | {"reason": " "}, ("A6", "reason")),
    ok("A9-sent-home", a_journey(outcome="ATSH"), 60),
    ok("A9-individual", a_journey(placement="individual placement"), 60),
    ok("A9-rapid-deployment", a_journey(placement="rapid deployment"), 60),
    no("A9-induction", a_journey(placement="induction"), ("A9", "")),
    no("A9-course", a_journey(placement="education, training and employment"), ("A9", "")),
    no("A9-absent", a_journey(outcome="UACP"), ("A9", "")),
    no("A9-not-recorded", a_journey(outcome=None), ("A9", "")),
    no("A10-decided", a_journey(decided_minutes=30), ("A10", "")),
    no("A10-refused-before", a_journey(decided_minutes=0), ("A10", "")),
)
"""Decisions on travel."""

COURSES = (
    ok("course", a_course(), 60),
    ok("not-credited", a_course(0)),
    no("C1-decided", a_course(decided_minutes=30), ("C1", "")),
    no("C1-refused-before", a_course(decided_minutes=0), ("C1", "")),
    ok("C2-today", a_course(completed_on="2026-11-24"), 60),
    no("C2-tomorrow", a_course(completed_on="2026-11-25"), ("C2", "completed_on")),
    no("C2-C3-tomorrow-without-reason", a_course(0, completed_on="2026-11-25", reason=" "),
       ("C2", "completed_on"), ("C3", "reason")),
    no("C3-no-reason", a_course(0, reason=""), ("C3", "reason")),
    ok("C3-250-characters", a_course(0, reason="x" * 250)),
    no("C3-251-characters", a_course(0, reason="x" * 251), ("C3", "reason")),
    ok("V12-three-tenths", a_course(1800), 1800),
    no("V12-a-minute-more", a_course(1801), ("V12", "credited_minutes")),
    no("V12-share-used", a_course(1, requirement=an_order(
        ete_credited_minutes=1800, credited_minutes=1800)), ("V12", "credited_minutes")),
    ok("V12-rounded-down", a_course(720, requirement=an_order(ordered_minutes=2402)), 720),
    no("V12-not-rounded-up",
       a_course(721, requirement=an_order(ordered_minutes=2402)), ("V12", "credited_minutes")),
    no("V11-more-than-remains",
       a_course(101, requirement=an_order(credited_minutes=5900)), ("V11", "credited_minutes")),
    no("A4-before-the-sentence", a_course(completed_on="2026-05-31"), ("A4", "completed_on")),
    no("A7-ended", a_course(requirement=an_order(ended=True)), ("A7", "")),
)  # fmt: skip
