"""The rows: what has changed since answers were kept, and which of them are complete."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base, Text40

EVERYTHING = "everything"
"""The kind of a mark after which nothing that is kept may be relied on."""


class Mark(Unaudited, Base):
    """A record has changed since a topic's rows were kept; whoever writes only adds marks."""

    __tablename__ = "answer_marks"
    __table_args__ = (Index("ix_answer_marks_topic", "topic"),)

    topic: Mapped[Text40]
    kind: Mapped[Text40]
    record_id: Mapped[int] = mapped_column(default=0)


class KeptPart(Unaudited, Base):
    """A part of a topic (an area, say) whose rows were worked out: for which day, by which release.

    An answer can change with nothing but the day, and with the rules themselves.
    """

    __tablename__ = "answer_parts"
    __table_args__ = (UniqueConstraint("topic", "part"),)

    topic: Mapped[Text40]
    part: Mapped[int]
    kept_on: Mapped[date]
    release: Mapped[Text40]
