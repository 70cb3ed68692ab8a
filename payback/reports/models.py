"""The table of figures that others published."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.areas.models import Area
from payback.core.columns import Base, Text100, Text255, Versioned, enum_column
from payback.reports.measures import MeasureKey


class ImportedFigure(Versioned, Base):
    """Hits and misses of a measure in a quarter, as published.

    ``level`` is what it is about in the source's words, such as London; a borough's own figure
    names its area as well. ``target_hundredths`` is in hundredths of a per cent.
    """

    __tablename__ = "imported_figures"
    __table_args__ = (
        UniqueConstraint("measure", "from_on", "level"),
        CheckConstraint("hit >= 0", name="hit"),
        CheckConstraint("miss >= 0", name="miss"),
        CheckConstraint("hit + miss > 0", name="cases"),
        CheckConstraint("target_hundredths BETWEEN 0 AND 10000", name="target"),
        CheckConstraint("to_on > from_on", name="dates_in_order"),
        Index("ix_imported_figures_from_on", "from_on"),
    )

    measure: Mapped[MeasureKey] = mapped_column(enum_column(MeasureKey, "measure"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    level: Mapped[Text100]
    area_id: Mapped[int | None] = mapped_column(ForeignKey(Area.id), index=True)
    hit: Mapped[int]
    miss: Mapped[int]
    target_hundredths: Mapped[int]
    source: Mapped[Text255]

    area: Mapped[Area | None] = relationship(lazy="raise")
