"""Areas, groupings and which area belonged to which grouping when."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.columns import Base, Text40, Text100, Text255, Versioned, enum_column


class GroupingKind(StrEnum):
    """Whose grouping it is."""

    PROBATION = "probation delivery unit"
    POLICE = "police basic command unit"
    PROVIDER = "provider"
    OTHER = "other"


class Area(Versioned, Base):
    """A local authority: the unit in which staff work and figures are reported."""

    __tablename__ = "areas"

    code: Mapped[Text40] = mapped_column(unique=True)
    name: Mapped[Text100] = mapped_column(unique=True)
    region: Mapped[Text100]


class Grouping(Versioned, Base):
    """A named set of areas, such as a probation delivery unit."""

    __tablename__ = "groupings"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    kind: Mapped[GroupingKind] = mapped_column(enum_column(GroupingKind, "kind"))
    name: Mapped[Text100]
    source: Mapped[Text255] = mapped_column(default="")

    memberships: Mapped[list[GroupingMembership]] = relationship(
        back_populates="grouping", order_by="GroupingMembership.valid_from", lazy="raise"
    )


class GroupingMembership(Versioned, Base):
    """An area in a grouping from a day, up to and including another if it has ended."""

    __tablename__ = "grouping_memberships"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        Index("ix_grouping_memberships_area_id", "area_id"),
        UniqueConstraint("grouping_id", "area_id", "valid_from"),
    )

    grouping_id: Mapped[int] = mapped_column(ForeignKey("groupings.id", ondelete="CASCADE"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    grouping: Mapped[Grouping] = relationship(back_populates="memberships", lazy="raise")
    area: Mapped[Area] = relationship(lazy="raise")
