"""Projects and their opening patterns."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.areas.models import Area
from payback.core import wording
from payback.core.columns import Base, Text40, Text100, Text255, Versioned, enum_column

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class ProjectKind(StrEnum):
    """The kind of placement."""

    GROUP = "group placement"
    INDIVIDUAL = "individual placement"
    INDUCTION = "induction"
    RAPID_DEPLOYMENT = "rapid deployment"
    ETE = "education, training and employment"


class ProjectState(StrEnum):
    """Where a project stands."""

    PROPOSED = "proposed"
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class Frequency(StrEnum):
    """How often a pattern opens."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"


class Project(Versioned, Base):
    """A place of work for a beneficiary."""

    contents = ("tags", "skills")
    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
        CheckConstraint("places BETWEEN 1 AND 100", name="places"),
        CheckConstraint("min_people BETWEEN 1 AND places", name="min_people"),
        CheckConstraint("supervisors_needed BETWEEN 1 AND 10", name="supervisors"),
        CheckConstraint("needed_minutes IS NULL OR needed_minutes > 0", name="needed"),
        Index("ix_projects_area_id_state", "area_id", "state"),
    )

    code: Mapped[Text40] = mapped_column(unique=True)
    name: Mapped[Text100]
    kind: Mapped[ProjectKind] = mapped_column(enum_column(ProjectKind, "kind"))
    state: Mapped[ProjectState] = mapped_column(
        enum_column(ProjectState, "state"), default=ProjectState.PROPOSED
    )
    area_id: Mapped[int] = mapped_column(ForeignKey(Area.id))
    address: Mapped[Text255]
    postcode: Mapped[Text40]
    lat: Mapped[float]
    lon: Mapped[float]
    beneficiary: Mapped[Text100]
    contact_name: Mapped[Text100] = mapped_column(default="")
    contact_phone: Mapped[Text40] = mapped_column(default="")
    contact_email: Mapped[Text255] = mapped_column(default="")
    work: Mapped[str] = mapped_column(Text, default="")
    toilets: Mapped[Text255] = mapped_column(default="")
    hand_washing: Mapped[Text255] = mapped_column(default="")
    site_access: Mapped[Text255] = mapped_column(default="")
    tools: Mapped[Text255] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=3)
    women_only: Mapped[bool] = mapped_column(default=False)
    short: Mapped[bool] = mapped_column(default=False)
    needed_minutes: Mapped[int | None]
    places: Mapped[int] = mapped_column(default=8)
    min_people: Mapped[int] = mapped_column(default=3)
    supervisors_needed: Mapped[int] = mapped_column(default=1)
    risk_assessed_until: Mapped[date | None]
    state_reason: Mapped[Text255] = mapped_column(default="")
    """Why it is paused or abandoned; whoever nominated the work reads it."""

    area: Mapped[Area] = relationship(lazy="raise")
    tags: Mapped[list[ProjectTag]] = relationship(
        order_by="ProjectTag.tag", lazy="raise", cascade="all, delete-orphan"
    )
    skills: Mapped[list[ProjectSkill]] = relationship(
        order_by="ProjectSkill.skill", lazy="raise", cascade="all, delete-orphan"
    )
    patterns: Mapped[list[OpeningPattern]] = relationship(
        order_by="OpeningPattern.from_on", lazy="raise", back_populates="project"
    )


class ProjectTag(Versioned, Base):
    """A fact about a site that some people must avoid, such as ``children``."""

    __tablename__ = "project_tags"
    __table_args__ = (UniqueConstraint("project_id", "tag"),)

    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    tag: Mapped[Text40]


class ProjectSkill(Versioned, Base):
    """A skill that the supervisors of a session must hold between them."""

    __tablename__ = "project_skills"
    __table_args__ = (UniqueConstraint("project_id", "skill"),)

    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    skill: Mapped[Text40]


class OpeningPattern(Versioned, Base):
    """The weekdays and times at which a project can open, from a day to another.

    ``weekdays`` has 7 bits, Monday is bit 0. Times are wall-clock times in Europe/London.
    A fortnightly pattern opens in the week of ``from_on`` and every second week after.
    """

    __tablename__ = "opening_patterns"
    __table_args__ = (
        CheckConstraint("weekdays BETWEEN 1 AND 127", name="weekdays"),
        CheckConstraint("ends_at > starts_at", name="times_in_order"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates_in_order"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"), index=True)
    weekdays: Mapped[int]
    starts_at: Mapped[time]
    ends_at: Mapped[time]
    frequency: Mapped[Frequency] = mapped_column(
        enum_column(Frequency, "frequency"), default=Frequency.WEEKLY
    )
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    project: Mapped[Project] = relationship(back_populates="patterns", lazy="raise")

    @property
    def weekday_names(self) -> list[str]:
        """The names of its weekdays, in order."""
        return [name for bit, name in enumerate(WEEKDAYS) if self.weekdays >> bit & 1]

    @property
    def in_words(self) -> str:
        """Its days and times: "Tuesday and Thursday, 9:30am to 4:30pm, every second week"."""
        *others, last = self.weekday_names
        days = f"{', '.join(others)} and {last}" if others else last
        often = ", every second week" if self.frequency is Frequency.FORTNIGHTLY else ""
        return f"{days}, {wording.time(self.starts_at)} to {wording.time(self.ends_at)}{often}"
