"""Runs of the optimiser and the rotas that they leave."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text40, Text100, Versioned, enum_column
from payback.core.jobs import Job
from payback.diary.models import WorkSession
from payback.people.models import Person, Requirement
from payback.supervisors.models import Supervisor

LONGEST_WEEKS = 4
LEAST_SECONDS, MOST_SECONDS = 5, 600
NO_WORK_LEFT = "complete"


class RotaState(StrEnum):
    """Where a rota stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


LIVE = (RotaState.DRAFT, RotaState.PUBLISHED)
"""The states of rotas that are, or may yet be, carried out."""


class SolutionStatus(StrEnum):
    """What the optimiser says of its answer."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


class RotaRun(Versioned, Base):
    """One call of the optimiser for some weeks of an area.

    How it stands is the state of its job, so that the two can never differ. ``seconds`` is the
    longest search for each week.
    """

    __tablename__ = "rota_runs"
    __table_args__ = (
        CheckConstraint(f"weeks BETWEEN 1 AND {LONGEST_WEEKS}", name="weeks"),
        CheckConstraint(f"seconds BETWEEN {LEAST_SECONDS} AND {MOST_SECONDS}", name="seconds"),
        CheckConstraint("workers >= 1", name="workers"),
    )

    area_id: Mapped[int] = mapped_column(ForeignKey(Area.id), index=True)
    first_on: Mapped[date]
    weeks: Mapped[int]
    seconds: Mapped[int]
    seed: Mapped[int] = mapped_column(default=1)
    workers: Mapped[int] = mapped_column(default=2)
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id), index=True)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))

    area: Mapped[Area] = relationship(lazy="raise")
    job: Mapped[Job] = relationship(lazy="raise")
    requested_by: Mapped[Account | None] = relationship(lazy="raise")
    rotas: Mapped[list[Rota]] = relationship(
        back_populates="run", order_by="Rota.week_on", lazy="raise"
    )


class Rota(Versioned, Base):
    """The plan of one week (its Monday is ``week_on``) of an area, with the proof of its worth.

    ``problem`` and ``solution`` are what the optimiser read and answered, as compressed JSON, and
    ``problem_hash`` is the SHA-256 of the former, so that any run can be replayed.
    ``replaces_id`` is the rota that was published when this one was planned, ``changes_job_id``
    the last search for what would place the people left out, ``published_despite`` why it was
    published although its week lacked something, ``stood_beside`` who stood at its sessions then
    without being in it: pairs of a session with a person, and with a supervisor, as JSON.
    """

    __tablename__ = "rotas"
    __table_args__ = (
        UniqueConstraint("run_id", "week_on"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published"),
        CheckConstraint("(status = 'infeasible') = (objective IS NULL)", name="objective"),
        Index("ix_rotas_area_id_week_on", "area_id", "week_on"),
        Index(
            "uq_rotas_published",
            "area_id",
            "week_on",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey(RotaRun.id))
    area_id: Mapped[int] = mapped_column(ForeignKey(Area.id))
    week_on: Mapped[date]
    state: Mapped[RotaState] = mapped_column(
        enum_column(RotaState, "state"), default=RotaState.DRAFT
    )
    status: Mapped[SolutionStatus] = mapped_column(enum_column(SolutionStatus, "status"))
    objective: Mapped[float | None]
    bound: Mapped[float | None]
    search_seconds: Mapped[float]
    problem_hash: Mapped[Text100]
    problem: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    solution: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    points: Mapped[str] = mapped_column(Text, default="{}")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("rotas.id"))
    changes_job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    published_despite: Mapped[str] = mapped_column(Text, default="")
    stood_beside: Mapped[str] = mapped_column(Text, default="[[], []]")
    superseded_at: Mapped[datetime | None]

    run: Mapped[RotaRun] = relationship(back_populates="rotas", lazy="raise")
    area: Mapped[Area] = relationship(lazy="raise")
    changes_job: Mapped[Job | None] = relationship(lazy="raise")
    published_by: Mapped[Account | None] = relationship(lazy="raise")
    bookings: Mapped[list[RotaBooking]] = relationship(order_by="RotaBooking.id", lazy="raise")
    duties: Mapped[list[RotaDuty]] = relationship(order_by="RotaDuty.id", lazy="raise")
    unplaced: Mapped[list[RotaUnplaced]] = relationship(order_by="RotaUnplaced.id", lazy="raise")

    @property
    def gap(self) -> float | None:
        """How far below the best possible the rota may be, as a share; nothing if infeasible."""
        if self.objective is None or self.bound is None:
            return None
        return (self.bound - self.objective) / max(1.0, abs(self.bound))

    @property
    def points_by_goal(self) -> dict[str, float]:
        """The points of each goal; they add up to the objective."""
        found: dict[str, float] = json.loads(self.points)
        return found


class RotaBooking(Unaudited, Dated, Base):
    """A person on a session of a rota; an appointment once the rota is published."""

    __tablename__ = "rota_bookings"
    __table_args__ = (
        UniqueConstraint("rota_id", "session_id", "person_id"),
        CheckConstraint("credited_minutes >= 0", name="credited"),
    )

    rota_id: Mapped[int] = mapped_column(ForeignKey(Rota.id, ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey(WorkSession.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey(Requirement.id), index=True)
    credited_minutes: Mapped[int]
    attendance_rate: Mapped[float]


class RotaDuty(Unaudited, Dated, Base):
    """A supervisor at a session of a rota; a duty once the rota is published."""

    __tablename__ = "rota_duties"
    __table_args__ = (UniqueConstraint("rota_id", "session_id", "supervisor_id"),)

    rota_id: Mapped[int] = mapped_column(ForeignKey(Rota.id, ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey(WorkSession.id), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey(Supervisor.id), index=True)


class RotaUnplaced(Unaudited, Dated, Base):
    """Somebody without a booking in a rota, and why, in a sentence without names of people.

    ``nearest`` says what smallest single change would place them, once it has been looked for.
    """

    __tablename__ = "rota_unplaced"
    __table_args__ = (UniqueConstraint("rota_id", "person_id"),)

    rota_id: Mapped[int] = mapped_column(ForeignKey(Rota.id, ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    reason: Mapped[Text40]
    detail: Mapped[str] = mapped_column(Text)
    nearest: Mapped[str | None] = mapped_column(Text)

    @property
    def may_be_sought(self) -> bool:
        """Whether looking for a change could help, and nobody has looked yet."""
        return self.nearest is None and self.reason != NO_WORK_LEFT


class RotaPin(Dated, Base):
    """A person, or a supervisor, whom a coordinator insists on having at a session."""

    __tablename__ = "rota_pins"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (supervisor_id IS NULL)", name="one_of_both"),
        UniqueConstraint("session_id", "person_id"),
        UniqueConstraint("session_id", "supervisor_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey(WorkSession.id))
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey(Supervisor.id), index=True)
    pinned_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))

    session: Mapped[WorkSession] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    supervisor: Mapped[Supervisor | None] = relationship(lazy="raise")
    pinned_by: Mapped[Account | None] = relationship(lazy="raise")


class RotaScenario(Dated, Base):
    """A what-if question about a rota; ``figures`` is what was found, as JSON, or empty.

    ``what`` is the key of a supervisor who would be away, of a day that would be lost or of a
    session that would be cancelled.
    """

    __tablename__ = "rota_scenarios"

    rota_id: Mapped[int] = mapped_column(ForeignKey(Rota.id, ondelete="CASCADE"), index=True)
    what: Mapped[Text100]
    figures: Mapped[str] = mapped_column(Text, default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id))
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))

    job: Mapped[Job] = relationship(lazy="raise")
