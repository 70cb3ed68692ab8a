"""The format of a booking or a recording that is asked about from outside: ``docs/validate.md``.

What is written down turns into what the rules of attendance take; session and project are in
`payback.diary.cases`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from payback.attendance.outcomes import (
    OUTCOMES,
    ContactOutcome,
    for_coordinators,
    for_supervisors,
    outcome_of,
)
from payback.attendance.rules import Recording
from payback.attendance.travelling import Travelling
from payback.core.cases import Clock, Flag, Minutes, Moment, Shape, SignedMinutes, Text
from payback.diary.cases import Held, Place
from payback.diary.models import Rating
from payback.people.validation import AdjustmentCase, Limits, Order
from payback.projects.models import ProjectKind


class Recorder(StrEnum):
    """Who records, which decides the outcomes to choose from."""

    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"

    @property
    def choices(self) -> tuple[ContactOutcome, ...]:
        """The outcomes that they may choose."""
        return for_coordinators() if self is Recorder.COORDINATOR else for_supervisors()


class Said(Shape):
    """What is written down about an appointment."""

    outcome: Text
    started_at: Clock | None = None
    ended_at: Clock | None = None
    times_reason: Text = ""
    penalty_minutes: SignedMinutes = 0
    work_quality: Rating | None = None
    behaviour: Rating | None = None
    notes: Text = ""
    notes_sensitive: Flag = False
    alert_practitioner: Flag = False

    def recording(self) -> Recording:
        """Return it as the form hands it to the service; an unknown code is nobody's choice."""
        known = OUTCOMES.get(self.outcome)
        return Recording(
            outcome=known or ContactOutcome(code=self.outcome, name=self.outcome),
            started_at=self.started_at,
            ended_at=self.ended_at,
            times_reason=self.times_reason,
            penalty_minutes=self.penalty_minutes,
            work_quality=self.work_quality,
            behaviour=self.behaviour,
            notes=self.notes,
            notes_sensitive=self.notes_sensitive,
            alert_practitioner=self.alert_practitioner,
        )


class Stored(Shape):
    """An appointment as it stands: its version, what is recorded of it, what that credited."""

    version: Text = "1"
    said: Said | None = None
    credited_minutes: Minutes = 0
    most_credited_minutes: Minutes = 0


class Journey(Shape):
    """The appointment whose travel an adjustment is for."""

    outcome: Text | None = None
    placement: ProjectKind = ProjectKind.GROUP
    decided_minutes: Minutes | None = None


class AdjustingCase(AdjustmentCase):
    """An adjustment; one for travel names its appointment."""

    appointment: Journey = Journey()

    def travelling(self) -> Travelling:
        """Return it as a decision on travel."""
        return Travelling(
            minutes=self.minutes,
            reason=self.reason.strip(),
            outcome=outcome_of(self.appointment.outcome),
            placement=self.appointment.placement,
            decided_minutes=self.appointment.decided_minutes,
        )


class AppointmentCase(Shape):
    """A new booking (nothing ``before``), an outcome of one that is there, or both at once."""

    subject: Literal["appointment"]
    now: Moment
    recorder: Recorder = Recorder.COORDINATOR
    project: Place | None
    session: Held
    requirement: Order
    policy: Limits = Limits()
    before: Stored | None = None
    seen_version: Text | None = None
    said: Said | None = None
