"""The outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text40, Text255
from payback.core.jobs import Job


class OutboxMessage(Unaudited, Dated, Base):
    """One message to one address, and whether it has gone."""

    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_messages_about", "about_kind", "about_id"),)

    recipient: Mapped[Text255]
    subject: Mapped[Text255]
    body: Mapped[str] = mapped_column(Text)
    about_kind: Mapped[Text40]
    about_id: Mapped[int]
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id))
    sent_at: Mapped[datetime | None]
