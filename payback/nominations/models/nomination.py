"""A nomination, its four criteria and the secret links that lead to it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.areas.geo import Point
from payback.areas.models import Area
from payback.core.columns import Base, Dated, Text40, Text100, Text255, Versioned, enum_column
from payback.nominations.models.kinds import (
    Criterion,
    DoneBy,
    LastPaid,
    NominationState,
    Owner,
    Source,
    Verdict,
    WorkType,
)
from payback.projects.models import Project


class Nomination(Versioned, Base):
    """Work that somebody proposes."""

    contents = ("criteria",)
    __tablename__ = "nominations"
    __table_args__ = (
        CheckConstraint("people BETWEEN 1 AND 200", name="people"),
        CheckConstraint("days BETWEEN 1 AND 260", name="days"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="whole_point"),
        CheckConstraint("state != 'approved' OR project_id IS NOT NULL", name="approved_project"),
        CheckConstraint("state != 'merged' OR merged_into_id IS NOT NULL", name="merged_into"),
        CheckConstraint(
            "source != 'web' OR email != '' OR forgotten_at IS NOT NULL", name="web_email"
        ),
        Index("ix_nominations_area_id_state", "area_id", "state"),
        Index("ix_nominations_postcode", "postcode"),
    )

    reference: Mapped[Text40] = mapped_column(unique=True)
    state: Mapped[NominationState] = mapped_column(
        enum_column(NominationState, "state"), default=NominationState.SUBMITTED
    )
    source: Mapped[Source] = mapped_column(enum_column(Source, "source"), default=Source.WEB)

    area_id: Mapped[int] = mapped_column(ForeignKey(Area.id))
    address: Mapped[Text255]
    postcode: Mapped[Text40]
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    title: Mapped[Text100]
    description: Mapped[str] = mapped_column(Text)
    work_type: Mapped[WorkType] = mapped_column(enum_column(WorkType, "work_type"))
    people: Mapped[int]
    days: Mapped[int]
    done_by: Mapped[DoneBy] = mapped_column(enum_column(DoneBy, "done_by"))
    has_budget: Mapped[bool]
    last_paid: Mapped[LastPaid] = mapped_column(enum_column(LastPaid, "last_paid"))
    owner: Mapped[Owner] = mapped_column(enum_column(Owner, "owner"))

    toilets: Mapped[Text255]
    hand_washing: Mapped[Text255]
    site_access: Mapped[Text255]
    parking: Mapped[Text255] = mapped_column(default="")
    tools: Mapped[Text255] = mapped_column(default="")

    contact_name: Mapped[Text100]
    organisation: Mapped[Text100] = mapped_column(default="")
    email: Mapped[Text255]
    phone: Mapped[Text40] = mapped_column(default="")

    submitted_at: Mapped[datetime]
    decide_by: Mapped[date]
    waiting_since: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    project_id: Mapped[int | None] = mapped_column(ForeignKey(Project.id), unique=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("nominations.id"))

    area: Mapped[Area] = relationship(lazy="raise")
    project: Mapped[Project | None] = relationship(lazy="raise")
    criteria: Mapped[list[CriterionAnswer]] = relationship(
        order_by="CriterionAnswer.id", lazy="raise", back_populates="nomination"
    )

    @property
    def point(self) -> Point | None:
        """Where it is, if the postcode is known."""
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)

    @property
    def person_days(self) -> int:
        """How much work it is."""
        return self.people * self.days


class CriterionAnswer(Versioned, Base):
    """The nominator's evidence on one criterion, and what staff make of it."""

    __tablename__ = "criterion_answers"
    __table_args__ = (UniqueConstraint("nomination_id", "criterion"),)

    nomination_id: Mapped[int] = mapped_column(ForeignKey(Nomination.id, ondelete="CASCADE"))
    criterion: Mapped[Criterion] = mapped_column(enum_column(Criterion, "criterion"))
    evidence: Mapped[str] = mapped_column(Text)
    verdict: Mapped[Verdict | None] = mapped_column(enum_column(Verdict, "verdict"))
    note: Mapped[str] = mapped_column(Text, default="")

    nomination: Mapped[Nomination] = relationship(back_populates="criteria", lazy="raise")


class NominationLink(Dated, Base):
    """The hash of one secret that leads to a nomination's page; each mail carries its own."""

    __tablename__ = "nomination_links"

    nomination_id: Mapped[int] = mapped_column(
        ForeignKey(Nomination.id, ondelete="CASCADE"), index=True
    )
    secret_hash: Mapped[Text100] = mapped_column(unique=True)
