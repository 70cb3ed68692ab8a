"""Calendar addresses of supervisors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.core.columns import Base, Text100, Text255, Versioned
from payback.supervisors.models import Supervisor


class Feed(Versioned, Base):
    """One secret address of a supervisor's calendar; only the hash of the secret is kept."""

    __tablename__ = "calendar_feeds"

    supervisor_id: Mapped[int] = mapped_column(ForeignKey(Supervisor.id), index=True)
    secret_hash: Mapped[Text100] = mapped_column(unique=True)
    name: Mapped[Text100]
    revoked_at: Mapped[datetime | None]
    last_fetched_at: Mapped[datetime | None]
    last_client: Mapped[Text255] = mapped_column(default="")

    supervisor: Mapped[Supervisor] = relationship(lazy="raise")

    @property
    def live(self) -> bool:
        """Whether the address still answers."""
        return self.revoked_at is None
