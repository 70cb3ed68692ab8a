"""What following the opening times would do to a project's diary, and whom it concerns: reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from payback.core import clock, wording
from payback.core.weeks import monday_of
from payback.diary import queries
from payback.diary.closed_days import closed_days
from payback.diary.following.settling import Step, Verdict
from payback.diary.following.steps import Moment, end_of_diary, steps_of
from payback.diary.leaving import Leaving, leaving
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies
from payback.projects import queries as project_queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from payback.diary.models import Duty, WorkSession
    from payback.diary.slots import Slot
    from payback.projects.models import OpeningPattern, Project

CHANGES = (Verdict.MOVE, Verdict.CANCEL, Verdict.ADD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step as a page shows it; ``key`` names its session, or the day without one."""

    key: str
    when: str
    what: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would happen to a project's diary.

    Parameters
    ----------
    steps
        All steps, by day.
    booked, duties
        Of each session that would change: how many are booked, and who runs it.
    leaving
        Who would have to leave a session that moves.
    people
        How many different people are planned on sessions that would change.
    notice_hours
        What is published and nearer than this stays unless it is asked for.
    """

    steps: Sequence[Step]
    booked: Mapping[int, int]
    duties: Mapping[int, list[Duty]]
    leaving: Mapping[int, Leaving]
    people: int
    notice_hours: int

    def of(self, *verdicts: Verdict) -> list[Step]:
        """Return the steps of some verdicts."""
        return [each for each in self.steps if each.verdict in verdicts]

    @property
    def near(self) -> int:
        """How many sessions stay only because people have been told and they are soon."""
        return sum(each.near for each in self.steps)

    @property
    def supervisors(self) -> list[str]:
        """Who runs a session that would change, by name."""
        serving = [duty.supervisor for own in self.duties.values() for duty in own]
        return sorted({each.name for each in serving})

    @property
    def lines(self) -> list[Line]:
        """Everything but what is in line already, as a page shows it."""
        return [self._line(each) for each in self.steps if each.verdict is not Verdict.KEEP]

    @property
    def seen(self) -> list[str]:
        """Everything that somebody who confirms has seen, one text a line."""
        return [f"{each.key}: {each.when}; {each.verdict}. {each.what}" for each in self.lines]

    @property
    def digest(self) -> str:
        """All that somebody who confirms has seen, however much it is, in 64 characters."""
        return sha256("\n".join(self.seen).encode()).hexdigest()

    def _line(self, step: Step) -> Line:
        key = f"new-{step.pattern_id}-{step.slot.on}"
        if step.session is not None:
            key = str(step.session.id)
        what = [f"To {step.to.in_words}"] if step.to and step.session else []
        what += [step.reason] if step.reason else []
        if step.session is not None and step.verdict in CHANGES:
            what += self._whom(step.session)
        return Line(key=key, when=step.slot.in_words, what=". ".join(what), verdict=step.verdict)

    def _whom(self, session: WorkSession) -> list[str]:
        """Say who is booked and serves, and who cannot come along."""
        told = []
        if booked := self.booked.get(session.id, 0):
            told.append(wording.plural(booked, "person", "people") + " booked")
        if names := [each.supervisor.name for each in self.duties.get(session.id, [])]:
            told.append("Supervised by " + " and ".join(names))
        if away := self.leaving.get(session.id):
            people = [wording.plural(len(away.bookings), "person", "people")]
            who = [*(people if away.bookings else []), *away.names]
            told.append(f"Elsewhere then, and taken off: {', '.join(who)}")
        return told


def preview(db: Session, project: Project, *, near: bool) -> Preview:
    """Return what would happen to the diary of a project, and to whom.

    Parameters
    ----------
    near
        Whether published sessions within the hours of notice follow too.
    """
    now, today = clock.now(), clock.today()
    patterns = project_queries.patterns_of(db, [project.id])
    existing = queries.sessions_of_projects(db, [project.id], monday_of(today), date.max)
    hours = all_policies(db).minutes_on(PolicyName.NOTICE_HOURS, today)
    steps = steps_of(
        project,
        patterns,
        existing,
        closed_days=closed_days(monday_of(today), _end(patterns, existing, today)),
        moment=Moment(
            now=now,
            today=today,
            told_until=now + timedelta(hours=hours),
            near=near,
            recorded=queries.recorded_among(db, [each.id for each in existing]),
        ),
    )
    return _with_people(db, steps, hours)


def _end(patterns: Sequence[OpeningPattern], existing: Sequence[WorkSession], today: date) -> date:
    last = max((each.on for each in existing), default=today)
    return max((end_of_diary(each, last) for each in patterns), default=today)


def _with_people(db: Session, steps: Sequence[Step], notice_hours: int) -> Preview:
    changing = [
        each.session.id
        for each in steps
        if each.session is not None and each.verdict in (Verdict.MOVE, Verdict.CANCEL)
    ]
    return Preview(
        steps=steps,
        booked=queries.booked_counts(db, changing),
        duties=queries.active_duties(db, changing),
        leaving=leaving(db, moves_of(steps)),
        people=queries.people_planned(db, changing),
        notice_hours=notice_hours,
    )


def moves_of(steps: Sequence[Step]) -> dict[int, Slot]:
    """Return where sessions go, by session."""
    return {
        each.session.id: each.to
        for each in steps
        if each.verdict is Verdict.MOVE and each.session is not None and each.to is not None
    }
