"""What is kept of breaks: how much, by session; nothing of whom, and no reason."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base
from payback.diary.models import WorkSession


class SessionBreaks(Unaudited, Base):
    """How much of a session may not stand; a session without a row may stand as a whole.

    To be relied on only where no mark says otherwise (`payback.core.answers`).
    """

    __tablename__ = "session_breaks"

    session_id: Mapped[int] = mapped_column(
        ForeignKey(WorkSession.id, ondelete="CASCADE"), unique=True
    )
    bookings: Mapped[int]
    duties: Mapped[int]
    sessions: Mapped[int]
    """1 if the session itself cannot be held as it is."""
