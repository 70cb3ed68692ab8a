"""Work sessions, duties and appointments."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core import clock
from payback.core.columns import Base, Text40, Text255, Versioned, enum_column
from payback.people.models import Person, Requirement
from payback.projects.models import OpeningPattern, Project
from payback.supervisors.models import Supervisor


class SessionState(StrEnum):
    """Where a work session stands."""

    PROPOSED = "proposed"
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    PLANNED = "planned"
    WITHDRAWN = "withdrawn"
    RECORDED = "recorded"


class Rating(StrEnum):
    """The scale of work quality and behaviour."""

    EXCELLENT = "excellent"
    GOOD = "good"
    SATISFACTORY = "satisfactory"
    UNSATISFACTORY = "unsatisfactory"
    POOR = "poor"
    NOT_APPLICABLE = "not applicable"


class WorkSession(Versioned, Base):
    """A project on a day, from a wall-clock time to another in Europe/London.

    ``sequence`` and ``changed_at`` count and date the changes that a calendar must show.
    ``cancelled_at`` tells whether people may have worked before it was cancelled. ``by_hand`` says
    that somebody gave it a day or times of its own, so that it does not follow its pattern, and
    ``changed_because`` why.
    A cancelled session does not keep its start: another may take its place.
    """

    __tablename__ = "work_sessions"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        CheckConstraint("min_people BETWEEN 1 AND places", name="min_people"),
        CheckConstraint("supervisors_needed >= 1", name="supervisors"),
        CheckConstraint("(state = 'cancelled') = (cancelled_because <> '')", name="reason"),
        Index("ix_work_sessions_on_state", "on", "state"),
        Index("ix_work_sessions_project_id_on", "project_id", "on"),
        Index(
            "uq_work_sessions_one_start",
            *("project_id", "on", "starts_at"),
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id))
    pattern_id: Mapped[int | None] = mapped_column(
        ForeignKey(OpeningPattern.id, ondelete="SET NULL"), index=True
    )
    on: Mapped[date]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    places: Mapped[int]
    min_people: Mapped[int]
    supervisors_needed: Mapped[int]
    state: Mapped[SessionState] = mapped_column(
        enum_column(SessionState, "state"), default=SessionState.PROPOSED
    )
    cancelled_because: Mapped[Text255] = mapped_column(default="")
    cancelled_at: Mapped[datetime | None]
    by_hand: Mapped[bool] = mapped_column(default=False)
    changed_because: Mapped[Text255] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    project: Mapped[Project] = relationship(lazy="raise")
    duties: Mapped[list[Duty]] = relationship(
        back_populates="session", order_by="Duty.id", lazy="raise"
    )
    appointments: Mapped[list[Appointment]] = relationship(
        back_populates="session", order_by="Appointment.id", lazy="raise"
    )

    @property
    def minutes(self) -> int:
        """The length, in minutes: what a full attendance credits."""
        start = self.starts_at.hour * 60 + self.starts_at.minute
        return self.ends_at.hour * 60 + self.ends_at.minute - start


class Duty(Versioned, Base):
    """A supervisor at a work session; kept when taken off, so that a calendar can say so.

    ``outside_week`` says that it may lie outside their usual week, and somebody knows it.
    """

    __tablename__ = "duties"
    __table_args__ = (UniqueConstraint("session_id", "supervisor_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey(WorkSession.id))
    supervisor_id: Mapped[int] = mapped_column(ForeignKey(Supervisor.id), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    outside_week: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    session: Mapped[WorkSession] = relationship(back_populates="duties", lazy="raise")
    supervisor: Mapped[Supervisor] = relationship(lazy="raise")


class Appointment(Versioned, Base):
    """A person at a work session, and what came of it.

    ``outcome_code`` is a contact outcome of the field's list (``payback.attendance.outcomes``);
    minutes are whole minutes. ``entry_uuid`` names the last recording, so that a phone that
    sends it twice changes nothing. ``cleared_because`` says why an outcome was taken away, until
    there is another. ``outside_week`` says that it may lie outside the person's usual week, and
    somebody knows it. ``added_because`` says why the person was let in once the session had begun.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("(state = 'recorded') = (outcome_code IS NOT NULL)", name="recorded"),
        CheckConstraint("penalty_minutes >= 0", name="penalty"),
        CheckConstraint("credited_minutes >= 0", name="credited"),
        CheckConstraint("ended_at IS NULL OR ended_at > started_at", name="times_in_order"),
        Index("ix_appointments_person_id_state", "person_id", "state"),
        Index(
            "ix_appointments_planned",
            "session_id",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey(WorkSession.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    requirement_id: Mapped[int] = mapped_column(ForeignKey(Requirement.id), index=True)
    state: Mapped[AppointmentState] = mapped_column(
        enum_column(AppointmentState, "state"), default=AppointmentState.PLANNED
    )
    outside_week: Mapped[bool] = mapped_column(default=False)
    outcome_code: Mapped[Text40 | None]
    started_at: Mapped[time | None]
    ended_at: Mapped[time | None]
    times_reason: Mapped[Text255] = mapped_column(default="")
    penalty_minutes: Mapped[int] = mapped_column(default=0)
    credited_minutes: Mapped[int] = mapped_column(default=0)
    work_quality: Mapped[Rating | None] = mapped_column(enum_column(Rating, "work_quality"))
    behaviour: Mapped[Rating | None] = mapped_column(enum_column(Rating, "behaviour"))
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_sensitive: Mapped[bool] = mapped_column(default=False)
    alert_practitioner: Mapped[bool] = mapped_column(default=False)
    entry_uuid: Mapped[Text40 | None] = mapped_column(unique=True)
    cleared_because: Mapped[Text255] = mapped_column(default="")
    added_because: Mapped[Text255] = mapped_column(default="")
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    session: Mapped[WorkSession] = relationship(back_populates="appointments", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    requirement: Mapped[Requirement] = relationship(lazy="raise")
