"""The court's order of hours."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.columns import Base, Text255, Versioned, enum_column
from payback.people.models.person import Person

if TYPE_CHECKING:
    from payback.people.models.ledger import LedgerEntry  # noqa: TC004 - would be a circle


class OrderType(StrEnum):
    """The order that the requirement is part of."""

    COMMUNITY_ORDER = "community order"
    SUSPENDED_SENTENCE_ORDER = "suspended sentence order"


class RequirementState(StrEnum):
    """Whether hours can be worked."""

    ACTIVE = "active"
    COMPLETE = "complete"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Requirement(Versioned, Base):
    """An unpaid-work requirement: minutes ordered, when, and by when they are due."""

    __tablename__ = "requirements"
    __table_args__ = (
        CheckConstraint("ordered_minutes > 0", name="ordered"),
        CheckConstraint("due_on >= sentenced_on", name="dates_in_order"),
        CheckConstraint("weekly_minutes > 0", name="weekly"),
        CheckConstraint("max_weekly_minutes >= weekly_minutes", name="weekly_maximum"),
        UniqueConstraint("person_id", "event_number"),
        Index("ix_requirements_state_due_on", "state", "due_on"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    event_number: Mapped[int] = mapped_column(default=1)
    order_type: Mapped[OrderType] = mapped_column(enum_column(OrderType, "order_type"))
    ordered_minutes: Mapped[int]
    sentenced_on: Mapped[date]
    due_on: Mapped[date]
    due_reason: Mapped[Text255] = mapped_column(default="")
    weekly_minutes: Mapped[int]
    max_weekly_minutes: Mapped[int]
    state: Mapped[RequirementState] = mapped_column(
        enum_column(RequirementState, "state"), default=RequirementState.ACTIVE
    )
    completed_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="requirements", lazy="raise")
    entries: Mapped[list[LedgerEntry]] = relationship(
        back_populates="requirement", order_by="LedgerEntry.id", lazy="raise"
    )
