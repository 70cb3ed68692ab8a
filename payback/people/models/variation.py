"""What the court changed of its order."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.columns import Base, Dated, Text100
from payback.people.models.requirement import Requirement


class OrderVariation(Dated, Base):
    """One change of the time ordered: by which decision, of which day, from what to what.

    Written once, with the change of ``Requirement.ordered_minutes`` that it explains. The first
    ``before_minutes`` is what was ordered at the sentence.
    """

    __tablename__ = "order_variations"
    __table_args__ = (
        CheckConstraint("before_minutes > 0 AND after_minutes > 0", name="ordered"),
        CheckConstraint("before_minutes <> after_minutes", name="changed"),
        CheckConstraint("reference <> ''", name="reference"),
    )

    requirement_id: Mapped[int] = mapped_column(ForeignKey(Requirement.id), index=True)
    decided_on: Mapped[date]
    before_minutes: Mapped[int]
    after_minutes: Mapped[int]
    reference: Mapped[Text100]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
