"""A supervisor: skills, availability, leave and contracted time."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core.columns import Base, Text40, Text100, Text255, Versioned, enum_column
from payback.people.models.person import ALL_SLOTS, Sex


class Supervisor(Versioned, Base):
    """Somebody who runs work sessions; signs in through an account, if they have one."""

    contents = ("skills",)
    __tablename__ = "supervisors"
    __table_args__ = (
        CheckConstraint(f"available_slots BETWEEN 0 AND {ALL_SLOTS}", name="slots"),
        CheckConstraint("weekly_minutes BETWEEN 0 AND 2880", name="weekly"),
        CheckConstraint("max_travel_minutes BETWEEN 0 AND 240", name="travel"),
    )

    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), unique=True)
    name: Mapped[Text100]
    sex: Mapped[Sex] = mapped_column(enum_column(Sex, "sex"))
    area_id: Mapped[int] = mapped_column(ForeignKey(Area.id), index=True)
    home_lat: Mapped[float]
    home_lon: Mapped[float]
    available_slots: Mapped[int] = mapped_column(default=ALL_SLOTS)
    weekly_minutes: Mapped[int] = mapped_column(default=2220)
    max_travel_minutes: Mapped[int] = mapped_column(default=90)
    active: Mapped[bool] = mapped_column(default=True)

    area: Mapped[Area] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")
    skills: Mapped[list[SupervisorSkill]] = relationship(
        order_by="SupervisorSkill.skill", lazy="raise", cascade="all, delete-orphan"
    )
    leave: Mapped[list[SupervisorLeave]] = relationship(
        order_by="SupervisorLeave.from_on", lazy="raise", cascade="all, delete-orphan"
    )

    @property
    def mail_address(self) -> str:
        """Where they are written to, loaded with their account; empty without one in use."""
        return self.account.email if self.account is not None and self.account.active else ""


class SupervisorSkill(Versioned, Base):
    """A skill that some projects ask for, such as ``first-aid`` or ``chainsaw``."""

    __tablename__ = "supervisor_skills"
    __table_args__ = (UniqueConstraint("supervisor_id", "skill"),)

    supervisor_id: Mapped[int] = mapped_column(ForeignKey(Supervisor.id, ondelete="CASCADE"))
    skill: Mapped[Text40]


class SupervisorLeave(Versioned, Base):
    """Days on which a supervisor does not work."""

    __tablename__ = "supervisor_leave"
    __table_args__ = (CheckConstraint("to_on >= from_on", name="dates_in_order"),)

    supervisor_id: Mapped[int] = mapped_column(
        ForeignKey(Supervisor.id, ondelete="CASCADE"), index=True
    )
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[Text255] = mapped_column(default="")

    @property
    def available(self) -> bool:
        """Whether the supervisor can work: never on leave."""
        return False
