"""The ledger of credited minutes: written once, never edited."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.columns import Base, Dated, Text100, Text255, enum_column
from payback.people.models.requirement import Requirement


class LedgerKind(StrEnum):
    """Why minutes were credited or taken back."""

    BROUGHT_FORWARD = "brought forward"
    ATTENDANCE = "attendance"
    ETE = "education, training and employment"
    TRAVEL = "travel"
    ADJUSTMENT = "adjustment"
    INCENTIVE = "incentive"
    REVERSAL = "reversal"


class LedgerEntry(Dated, Base):
    """Signed minutes on a requirement. Positive: worked or credited. The balance is a sum.

    The database refuses to change or delete an entry: a correction is a reversal, which names
    the entry that it takes back, and a new entry.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint("minutes <> 0", name="not_zero"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal"),
        Index("ix_ledger_entries_requirement_id_worked_on", "requirement_id", "worked_on"),
        Index(
            "ix_ledger_entries_elsewhere",
            "worked_on",
            sqlite_where=text("appointment_id IS NULL"),
            postgresql_where=text("appointment_id IS NULL"),
        ),
    )

    requirement_id: Mapped[int] = mapped_column(ForeignKey(Requirement.id))
    kind: Mapped[LedgerKind] = mapped_column(enum_column(LedgerKind, "kind"))
    minutes: Mapped[int]
    worked_on: Mapped[date] = mapped_column(index=True)
    appointment_id: Mapped[int | None] = mapped_column(
        ForeignKey("appointments.id", name="fk_ledger_entries_appointment_id"), index=True
    )
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    reason: Mapped[Text255] = mapped_column(default="")
    source: Mapped[Text100] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    requirement: Mapped[Requirement] = relationship(back_populates="entries", lazy="raise")
