"""What a browser has answered so far, and photographs, which begin in a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base, Dated, Text100, Versioned
from payback.nominations.models.nomination import Nomination


class NominationDraft(Unaudited, Dated, Base):
    """The answers of one browser, by page; forgotten some days after the last of them.

    Not audited: nobody has sent it to us yet.
    """

    __tablename__ = "nomination_drafts"

    key_hash: Mapped[Text100] = mapped_column(unique=True)
    answers: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    nomination_id: Mapped[int | None] = mapped_column(
        ForeignKey(Nomination.id, ondelete="SET NULL")
    )


class Photograph(Versioned, Base):
    """A picture on disk under a random name, without metadata; of a draft, then a nomination."""

    __tablename__ = "photographs"
    __table_args__ = (
        CheckConstraint("draft_id IS NOT NULL OR nomination_id IS NOT NULL", name="belongs"),
        CheckConstraint("NOT released OR nomination_id IS NOT NULL", name="released"),
    )

    draft_id: Mapped[int | None] = mapped_column(ForeignKey(NominationDraft.id), index=True)
    nomination_id: Mapped[int | None] = mapped_column(ForeignKey(Nomination.id), index=True)
    name: Mapped[Text100] = mapped_column(unique=True)
    width: Mapped[int]
    height: Mapped[int]
    released: Mapped[bool] = mapped_column(default=False)
