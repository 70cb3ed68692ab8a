"""What happened to a nomination, and what its nominator was asked."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from payback.accounts.models import Account
from payback.core.columns import Base, Dated, Versioned, enum_column
from payback.nominations.models.kinds import EventKind, Item
from payback.nominations.models.nomination import Nomination


class NominationEvent(Dated, Base):
    """One thing that happened; only a note is kept from the nominator.

    News of the work has the day that it speaks of, and when it was told by mail.
    """

    __tablename__ = "nomination_events"

    nomination_id: Mapped[int] = mapped_column(
        ForeignKey(Nomination.id, ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind, "kind"))
    text: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    on: Mapped[date | None]
    told_at: Mapped[datetime | None]


class RequestedItem(Versioned, Base):
    """One question to the nominator, and the answer once it is given."""

    __tablename__ = "requested_items"

    nomination_id: Mapped[int] = mapped_column(
        ForeignKey(Nomination.id, ondelete="CASCADE"), index=True
    )
    item: Mapped[Item] = mapped_column(enum_column(Item, "item"))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
