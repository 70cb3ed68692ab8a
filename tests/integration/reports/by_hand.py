"""Hours, counted one row at a time: what the reports must say, whatever they have kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.attendance.outcomes import OUTCOMES
from payback.core.weeks import monday_of
from payback.diary.models import Appointment, AppointmentState, SessionState, WorkSession
from payback.people.kept_sums import credited_now
from payback.people.models import LedgerEntry, Person, Requirement, RequirementState, RequirementSum
from payback.projects.models import Project
from payback.reports.places import Place
from payback.reports.queries import hours_by_project, hours_by_session, hours_by_week

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.reports.periods import Period

Line = tuple[int, int, int, int, int, int]


@dataclass(slots=True)
class Tally:
    """A project's counts."""

    is_listed: bool = False
    held: set[int] = field(default_factory=set)
    cancelled: int = 0
    people: set[int] = field(default_factory=set)
    attendances: int = 0
    stood_down: int = 0
    minutes: int = 0

    @property
    def line(self) -> Line:
        """The same as numbers."""
        return (
            *(len(self.held), self.cancelled, len(self.people)),
            *(self.attendances, self.stood_down, self.minutes),
        )


@dataclass(slots=True)
class Counted:
    """A report: lines by project, minutes by Monday, and lines by session."""

    projects: dict[int, Line]
    weeks: dict[date, int]
    sessions: dict[int, list[tuple[object, ...]]]


class Count:
    """Counts rows one at a time.

    Parameters
    ----------
    sessions
        Those of the place, by their ids.
    """

    def __init__(self, period: Period, sessions: dict[int, WorkSession]) -> None:
        self._period, self._sessions = period, sessions
        self.tallies: dict[int, Tally] = defaultdict(Tally)
        self.weeks: Counter[date] = Counter()
        self._shown: set[int] = set()
        self._of_sessions: dict[int, Counter[str]] = defaultdict(Counter)

    def session(self, session: WorkSession) -> None:
        """Count a session."""
        if self._during(session.on) and session.state is not SessionState.PROPOSED:
            tally = self.tallies[session.project_id]
            tally.is_listed = True
            tally.cancelled += session.state is SessionState.CANCELLED
            self._shown.add(session.id)

    def appointment(self, each: Appointment) -> None:
        """Count an appointment, on its session's day."""
        here = self._sessions.get(each.session_id)
        if here is None or not self._during(here.on) or each.state is AppointmentState.WITHDRAWN:
            return
        of_session = self._of_sessions[here.id]
        of_session["booked"] += 1
        if each.state is AppointmentState.RECORDED:
            outcome, tally = OUTCOMES[each.outcome_code or ""], self.tallies[here.project_id]
            of_session["came"] += outcome.attended
            of_session["stood down"] += outcome.turned_away
            tally.attendances += outcome.attended
            tally.stood_down += outcome.turned_away
            tally.held |= {here.id} if outcome.attended else set()
            tally.people |= {each.person_id} if outcome.attended else set()

    def entry(self, entry: LedgerEntry, session_id: int) -> None:
        """Count a line of the ledger, on the day worked."""
        if session_id in self._sessions and self._during(entry.worked_on):
            tally = self.tallies[self._sessions[session_id].project_id]
            tally.is_listed = True
            tally.minutes += entry.minutes
            self.weeks[monday_of(entry.worked_on)] += entry.minutes
            self._of_sessions[session_id]["minutes"] += entry.minutes
            self._shown.add(session_id)

    def lines(self) -> dict[int, list[tuple[object, ...]]]:
        """Return the lines of the sessions of each project."""
        found: dict[int, list[tuple[object, ...]]] = defaultdict(list)
        for each in sorted((self._sessions[each] for each in self._shown), key=_order):
            counts = self._of_sessions[each.id]
            numbers = [counts[name] for name in ("booked", "came", "stood down", "minutes")]
            times = (each.on, each.starts_at, each.ends_at, each.state)
            found[each.project_id].append((*times, *numbers))
        return dict(found)

    def _during(self, day: date) -> bool:
        return self._period.first <= day <= self._period.last


def by_hand(db: Session, place: Place, period: Period) -> Counted:
    """Count every row there is."""
    there = [each for each in db.scalars(select(WorkSession)) if _is_in(db, each, place)]
    count = Count(period, {each.id: each for each in there})
    for session in there:
        count.session(session)
    for each in db.scalars(select(Appointment)):
        count.appointment(each)
    for entry in db.scalars(select(LedgerEntry).where(LedgerEntry.appointment_id.is_not(None))):
        count.entry(entry, db.get_one(Appointment, entry.appointment_id).session_id)
    return Counted(
        projects={key: each.line for key, each in count.tallies.items() if each.is_listed},
        weeks={monday: worked for monday, worked in count.weeks.items() if worked},
        sessions=count.lines(),
    )


def as_reported(db: Session, place: Place, period: Period) -> Counted:
    """Ask the reports for the same."""
    projects = hours_by_project(db, place, period, with_people=True)
    weeks: Counter[date] = Counter()
    for day, worked in hours_by_week(db, place, period):
        weeks[monday_of(day)] += worked
    everywhere = select(Project.id).where(place.holds(Project.area_id))
    lines: dict[int, list[tuple[object, ...]]] = {
        each: [
            (
                *(row.on, row.starts_at, row.ends_at, row.state),
                *(row.booked, row.attendances, row.stood_down, row.minutes),
            )
            for row in hours_by_session(db, each, place, period)
        ]
        for each in db.scalars(everywhere)
    }
    return Counted(
        projects={
            row.project_id: (
                *(row.held, row.cancelled, row.people or 0),
                *(row.attendances, row.stood_down, row.minutes),
            )
            for row in projects
        },
        weeks={monday: worked for monday, worked in weeks.items() if worked},
        sessions={each: rows for each, rows in lines.items() if rows},
    )


def credited_by_hand(db: Session) -> dict[int, int]:
    """Add up every entry of each active requirement."""
    active = select(Requirement.id).where(Requirement.state == RequirementState.ACTIVE)
    sums = dict.fromkeys(db.scalars(active), 0)
    for entry in db.scalars(select(LedgerEntry)):
        if entry.requirement_id in sums:
            sums[entry.requirement_id] += entry.minutes
    return sums


def credited_as_reported(db: Session) -> dict[int, int]:
    """Ask for the same as the list of deadlines does."""
    query = (
        select(Requirement.id, credited_now(db))
        .join(Person, Requirement.person_id == Person.id)
        .outerjoin(RequirementSum, RequirementSum.requirement_id == Requirement.id)
        .where(Requirement.state == RequirementState.ACTIVE)
    )
    return {requirement: minutes for requirement, minutes in db.execute(query)}


def _is_in(db: Session, session: WorkSession, place: Place) -> bool:
    return db.get_one(Project, session.project_id).area_id in place.area_ids


def _order(session: WorkSession) -> tuple[object, ...]:
    return session.on, session.starts_at, session.id
