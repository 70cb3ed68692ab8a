"""What practitioners were told of an appointment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.columns import Base, Dated, Text40
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
