"""What hangs on an appointment: words to its practitioner, its history, the travel to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.columns import Base, Dated, Text40, Text255, Versioned
from payback.diary.models import Appointment
from payback.notifications.models import OutboxMessage


class PractitionerAlert(Dated, Base):
    """One word to the practitioner about an outcome.

    Without a message nobody could be told: the record had no address. A correction says that an
    earlier alert does not hold any more; ``retracted_at`` is set if it was taken back before it
    left.
    """

    __tablename__ = "practitioner_alerts"

    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), index=True)
    outcome_code: Mapped[Text40]
    correction: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[int | None] = mapped_column(ForeignKey(OutboxMessage.id))
    retracted_at: Mapped[datetime | None]

    message: Mapped[OutboxMessage | None] = relationship(lazy="raise")


class OutcomeChange(Dated, Base):
    """One value of a recorded appointment that was changed, in words, before and after.

    Written once by whoever corrected or cleared the outcome; ``because`` is their reason.
    """

    __tablename__ = "outcome_changes"

    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), index=True)
    field: Mapped[Text40]
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    because: Mapped[Text255] = mapped_column(default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class TravelDecision(Versioned, Base):
    """What was decided on the travel to an appointment: credited by an entry, or not at all.

    At most one stands: one whose appointment was not attended after all, or whose credit was
    reversed, is withdrawn before another is made.
    """

    __tablename__ = "travel_decisions"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes"),
        CheckConstraint("(minutes > 0) = (entry_id IS NOT NULL)", name="credited"),
        Index(
            "ix_travel_decisions_standing",
            "appointment_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    appointment_id: Mapped[int] = mapped_column(ForeignKey(Appointment.id), index=True)
    minutes: Mapped[int]
    reason: Mapped[Text255]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
