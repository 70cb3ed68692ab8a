"""What became of a course that somebody completed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.columns import Base, Text100, Text255, Versioned
from payback.people.models.requirement import Requirement


class CourseResult(Versioned, Base):
    """The result of a course, and the one decision whether its time is credited.

    ``spent_minutes`` is what the provider says, ``credited_minutes`` what staff credited by the
    entry. A result whose credit was reversed is withdrawn before it is entered again.
    """

    __tablename__ = "course_results"
    __table_args__ = (
        CheckConstraint("spent_minutes >= 0 AND credited_minutes >= 0", name="minutes"),
        CheckConstraint("(credited_minutes > 0) = (entry_id IS NOT NULL)", name="credited"),
        CheckConstraint("credited_minutes > 0 OR reason <> ''", name="reason"),
        Index(
            "ix_course_results_standing",
            *("requirement_id", "course", "completed_on"),
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    requirement_id: Mapped[int] = mapped_column(ForeignKey(Requirement.id))
    course: Mapped[Text100]
    provider: Mapped[Text100] = mapped_column(default="")
    completed_on: Mapped[date]
    passed: Mapped[bool]
    spent_minutes: Mapped[int]
    credited_minutes: Mapped[int]
    reason: Mapped[Text255] = mapped_column(default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entries.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None]
