"""What is kept of hours. Worked out from the diary and the ledger, and never written otherwise.

To be relied on only where no mark says otherwise (`payback.core.answers`); ``reading`` does so.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base
from payback.diary.models import WorkSession
from payback.projects.models import Project


class Sums:
    """What is counted; minutes are whole minutes.

    ``listed`` counts sessions that a report lists, ``held`` those to which somebody came,
    ``entries`` lines of the ledger.
    """

    listed: Mapped[int]
    cancelled: Mapped[int]
    held: Mapped[int]
    attendances: Mapped[int]
    stood_down: Mapped[int]
    booked: Mapped[int]
    entries: Mapped[int]
    minutes: Mapped[int]


class SessionDay(Sums, Unaudited, Base):
    """A session on its day; another row for each other day on which hours of it were worked.

    ``month`` counts months since the year 0; ``week`` says in which of the weeks from Monday to
    Sunday that the month touches the day lies, from 0 to 5.
    """

    __tablename__ = "session_days"
    __table_args__ = (
        UniqueConstraint("session_id", "day"),
        Index("ix_session_days_project_id_day", "project_id", "day"),
        Index("ix_session_days_day", "day"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey(WorkSession.id, ondelete="CASCADE"))
    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    day: Mapped[date]
    month: Mapped[int]
    week: Mapped[int]


class ProjectMonth(Sums, Unaudited, Base):
    """The session days of a project in a month.

    ``week_0`` to ``week_5`` are the minutes of each week that the month touches; ``people`` are
    the ids of those who came, apart by spaces.
    """

    __tablename__ = "project_months"
    __table_args__ = (
        UniqueConstraint("project_id", "month"),
        Index("ix_project_months_month", "month"),
    )

    project_id: Mapped[int] = mapped_column(ForeignKey(Project.id, ondelete="CASCADE"))
    month: Mapped[int]
    week_0: Mapped[int]
    week_1: Mapped[int]
    week_2: Mapped[int]
    week_3: Mapped[int]
    week_4: Mapped[int]
    week_5: Mapped[int]
    people: Mapped[str] = mapped_column(Text)
