"""Forms for recording attendance."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from payback.attendance.outcomes import COMPLIED, OUTCOMES, outcome_of
from payback.attendance.rules import LONGEST_NOTES, Recording
from payback.core import clock
from payback.core.errors import RuleBroken
from payback.core.forms import (
    BoxField,
    CheckboxesField,
    CheckboxField,
    Choice,
    HiddenField,
    HoursMinutesField,
    MinutesField,
    PaybackForm,
    RadiosField,
    SelectField,
    SubmitButton,
    TextAreaField,
    TextField,
    TimeField,
)
from payback.diary.models import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import time

    from payback.attendance.outcomes import ContactOutcome
    from payback.diary.models import Appointment, WorkSession

RATINGS = tuple((rating.value, rating.value.capitalize()) for rating in Rating)
ALERT_HINT = "Failures to comply are always passed on"


class JoinForm(PaybackForm):
    """Who works at a session that has begun without being on its list."""

    crn = TextField("Case reference number (CRN)", what="CRN", max_length=40, missing="Enter a CRN")
    because = TextField(
        "Why do they work here?",
        required=False,
        max_length=255,
        hint="Only if something speaks against it, such as no place being left",
    )
    submit = SubmitButton("Add to the list")


def _times_reason() -> TextField:
    return TextField(
        "Why were they there at other times?",
        what="why they worked outside the session’s times",
        required=False,
        max_length=255,
        hint="Only if they started before or finished after the session’s own times",
    )


class OutcomeForm(PaybackForm):
    """What came of one appointment."""

    outcome = RadiosField("What happened?", missing="Select what happened")
    started_at = TimeField(
        "Started", what="the time they started", required=False, hint="Such as 9:30am"
    )
    ended_at = TimeField("Finished", what="the time they finished", required=False)
    times_reason = _times_reason()
    penalty_minutes = MinutesField(
        "Time not to count",
        what="the time not to count",
        most=24 * 60,
        required=False,
        hint="Minutes lost by lateness or poor work. Leave 0 if there were none.",
    )
    work_quality = SelectField("Quality of work", choices=RATINGS, required=False)
    behaviour = SelectField("Behaviour", choices=RATINGS, required=False)
    notes = TextAreaField("Notes", required=False, max_length=LONGEST_NOTES, count=True)
    notes_sensitive = CheckboxField(
        "These notes are sensitive", hint="They must not be shown to the person without a check"
    )
    alert_practitioner = CheckboxField("Alert the probation practitioner", hint=ALERT_HINT)
    version = HiddenField("Version")
    entry_uuid = HiddenField("Entry")

    def offer(self, outcomes: Iterable[ContactOutcome]) -> None:
        """Set which outcomes can be chosen."""
        self.outcome.choices = [Choice(each.code, each.name, each.hint) for each in outcomes]

    def recording(self) -> Recording:
        """Return the answers of a valid form."""
        return Recording(
            outcome=OUTCOMES[self.outcome.value],
            started_at=self.started_at.data,
            ended_at=self.ended_at.data,
            times_reason=self.times_reason.value,
            penalty_minutes=self.penalty_minutes.data or 0,
            work_quality=_rating(self.work_quality.data),
            behaviour=_rating(self.behaviour.data),
            notes=self.notes.value,
            notes_sensitive=bool(self.notes_sensitive.data),
            alert_practitioner=bool(self.alert_practitioner.data),
        )

    def carried(self) -> dict[str, str]:
        """Return what was typed, to be carried through the page on which it is checked."""
        found: dict[str, str] = {}
        for field in self.questions():
            if isinstance(field, CheckboxField):
                found |= {field.name: "y"} if field.data else {}
            elif isinstance(field, BoxField):
                found |= {field.name + box: field.typed[box] for box in field.boxes}
        return found


class ClearForm(PaybackForm):
    """Why an outcome is taken away."""

    because = TextField(
        "Why is it cleared?",
        what="why the outcome is cleared",
        max_length=200,
        hint="For example: recorded for the wrong person. It is kept in the ledger.",
    )
    version = HiddenField("Version")
    submit = SubmitButton("Clear this outcome")


class TravelForm(PaybackForm):
    """Whether the travel to an appointment counts, and how much of it."""

    decision = RadiosField(
        "Does their travel count?",
        choices=[("credit", "Yes, credit it"), ("none", "No, credit nothing")],
        missing="Select whether their travel counts",
    )
    minutes = HoursMinutesField(
        "Travel time to credit", what="the travel time", required=False, hint="Only if it counts"
    )
    reason = TextField("Reason", what="a reason", max_length=255, missing="Enter a reason")
    submit = SubmitButton("Save decision")

    def minutes_to_credit(self) -> int:
        """Return what is credited, 0 for nothing.

        Raises
        ------
        RuleBroken
            If it counts and no time is given.
        """
        if self.decision.value == "none":
            return 0
        if not self.minutes.data:
            raise RuleBroken("minutes", "Enter the travel time to credit")
        return self.minutes.value


def planned_end(session: WorkSession) -> time | None:
    """Return when a session ends if it is over; what is still going on has no finish yet."""
    over = clock.london_instant(session.on, session.ends_at) <= clock.now()
    return session.ends_at if over else None


def known_outcome(appointment: Appointment, session: WorkSession) -> dict[str, object]:
    """Return what a form starts with: what is recorded, or the times that were planned."""
    own = ("notes", "notes_sensitive", "penalty_minutes", "times_reason", "version")
    recorded = outcome_of(appointment.outcome_code)
    asked_for = appointment.alert_practitioner and not (recorded and recorded.enforceable)
    return {name: getattr(appointment, name) for name in own} | {
        "alert_practitioner": asked_for,
        "outcome": appointment.outcome_code,
        "started_at": appointment.started_at or session.starts_at,
        "ended_at": appointment.ended_at or planned_end(session),
        "work_quality": appointment.work_quality and appointment.work_quality.value,
        "behaviour": appointment.behaviour and appointment.behaviour.value,
        "entry_uuid": str(uuid4()),
    }


class EveryoneForm(PaybackForm):
    """Everybody who came and complied; the exceptions are left out and recorded one by one."""

    people = CheckboxesField(
        "Who attended and complied?", missing="Select everybody who attended and complied"
    )
    started_at = TimeField("Started", what="the time they started")
    ended_at = TimeField("Finished", what="the time they finished")
    times_reason = _times_reason()
    work_quality = SelectField("Quality of work", choices=RATINGS, what="the quality of work")
    behaviour = SelectField("Behaviour", choices=RATINGS, what="the behaviour")
    entry_uuid = HiddenField("Entry")
    submit = SubmitButton("Record attendance")

    def offer(self, booked: Sequence[Appointment]) -> None:
        """Set whom the form lists."""
        self.people.choices = [
            Choice(str(each.id), each.person.listed_name, each.person.crn) for each in booked
        ]

    def recording(self) -> Recording:
        """Return the answers of a valid form."""
        return Recording(
            outcome=COMPLIED,
            started_at=self.started_at.value,
            ended_at=self.ended_at.value,
            times_reason=self.times_reason.value,
            work_quality=Rating(self.work_quality.value),
            behaviour=Rating(self.behaviour.value),
        )


def known_everyone(session: WorkSession, booked: Sequence[Appointment]) -> dict[str, object]:
    """Return what the form starts with: everybody ticked, the planned times."""
    return {
        "people": [str(each.id) for each in booked],
        "started_at": session.starts_at,
        "ended_at": planned_end(session),
        "work_quality": Rating.SATISFACTORY.value,
        "behaviour": Rating.SATISFACTORY.value,
        "entry_uuid": str(uuid4()),
    }


def entry_of(raw: str | None) -> UUID:
    """Return the name of an act of recording; a new one if none came through."""
    try:
        return UUID(raw or "")
    except ValueError:
        return uuid4()


def _rating(value: str | None) -> Rating | None:
    return Rating(value) if value else None
