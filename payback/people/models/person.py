"""A person on probation, when they can work and what must be kept in mind."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, case, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.areas.models import Area
from payback.core.columns import Base, Text40, Text100, Text255, Versioned, enum_column

if TYPE_CHECKING:
    from payback.people.models.requirement import Requirement  # noqa: TC004 - would be a circle

ALL_SLOTS = 2**21 - 1


def listed_name(given_name: str, family_name: str, *, limited_access: bool) -> str:
    """Return what a list shows: nobody's name whose record only some staff may see."""
    return "Limited access" if limited_access else f"{given_name} {family_name}"


class Sex(StrEnum):
    """Sex, as the rules on groups and supervisors need it."""

    FEMALE = "female"
    MALE = "male"


class Person(Versioned, Base):
    """A person on probation with an unpaid-work requirement.

    ``available_slots`` has 21 bits: Monday morning is bit 0, Monday afternoon bit 1, Monday
    evening bit 2, Tuesday morning bit 3 and so on. The home point is rounded to about 100 m.
    The practitioner is the probation officer who answers for the order and hears of failures.
    """

    contents = ("barred_tags",)
    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(f"available_slots BETWEEN 0 AND {ALL_SLOTS}", name="slots"),
        CheckConstraint("max_travel_minutes BETWEEN 0 AND 240", name="travel"),
        CheckConstraint("NOT women_only OR sex = 'female'", name="women_only_for_women"),
        Index("ix_people_area_id_family_name", "area_id", "family_name", "given_name"),
    )

    crn: Mapped[Text40] = mapped_column(unique=True)
    given_name: Mapped[Text100]
    family_name: Mapped[Text100]
    sex: Mapped[Sex] = mapped_column(enum_column(Sex, "sex"))
    date_of_birth: Mapped[date]
    email: Mapped[Text255 | None]
    phone: Mapped[Text40 | None]
    practitioner_name: Mapped[Text100] = mapped_column(default="")
    practitioner_email: Mapped[Text255 | None]
    area_id: Mapped[int] = mapped_column(ForeignKey(Area.id))
    home_lat: Mapped[float]
    home_lon: Mapped[float]
    available_slots: Mapped[int] = mapped_column(default=ALL_SLOTS)
    max_travel_minutes: Mapped[int] = mapped_column(default=90)
    women_only: Mapped[bool] = mapped_column(default=False)
    not_with_supervisor: Mapped[Sex | None] = mapped_column(enum_column(Sex, "supervisor_sex"))
    limited_access: Mapped[bool] = mapped_column(default=False)
    demonstration: Mapped[bool] = mapped_column(default=False)

    area: Mapped[Area] = relationship(lazy="raise")
    requirements: Mapped[list[Requirement]] = relationship(
        back_populates="person", order_by="Requirement.event_number", lazy="raise"
    )
    exceptions: Mapped[list[AvailabilityException]] = relationship(
        order_by="AvailabilityException.from_on", lazy="raise", cascade="all, delete-orphan"
    )
    barred_tags: Mapped[list[BarredTag]] = relationship(
        order_by="BarredTag.tag", lazy="raise", cascade="all, delete-orphan"
    )
    exclusions: Mapped[list[ExclusionCircle]] = relationship(
        order_by="ExclusionCircle.id", lazy="raise", cascade="all, delete-orphan"
    )

    @property
    def full_name(self) -> str:
        """The given and the family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def listed_name(self) -> str:
        """What a list shows."""
        return listed_name(self.given_name, self.family_name, limited_access=self.limited_access)


LISTED_BY = func.lower(case((Person.limited_access, Person.crn), else_=Person.family_name))
"""What lists of people are sorted by, before the given name: a limited record has its CRN only."""
Index("ix_people_listed_by", LISTED_BY, Person.given_name, Person.id)


class AvailabilityException(Versioned, Base):
    """Days on which a person can, or cannot, work whatever their weekly slots say."""

    __tablename__ = "availability_exceptions"
    __table_args__ = (CheckConstraint("to_on >= from_on", name="dates_in_order"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    available: Mapped[bool]
    reason: Mapped[Text255] = mapped_column(default="")


class BarredTag(Versioned, Base):
    """A project tag, such as ``children``, where a person must not work."""

    __tablename__ = "barred_tags"
    __table_args__ = (UniqueConstraint("person_id", "tag"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    tag: Mapped[Text40]


class ExclusionCircle(Versioned, Base):
    """A circle that a person must not enter."""

    __tablename__ = "exclusion_circles"
    __table_args__ = (CheckConstraint("km > 0 AND km <= 100", name="radius"),)

    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    km: Mapped[float]
    label: Mapped[Text100] = mapped_column(default="")


class KeepApart(Versioned, Base):
    """Two people who must never be in one session; the smaller id comes first."""

    __tablename__ = "keep_apart_pairs"
    __table_args__ = (
        CheckConstraint("first_person_id < second_person_id", name="in_order"),
        UniqueConstraint("first_person_id", "second_person_id"),
    )

    first_person_id: Mapped[int] = mapped_column(ForeignKey(Person.id, ondelete="CASCADE"))
    second_person_id: Mapped[int] = mapped_column(
        ForeignKey(Person.id, ondelete="CASCADE"), index=True
    )
    reason: Mapped[Text255] = mapped_column(default="")

    first: Mapped[Person] = relationship(foreign_keys=[first_person_id], lazy="raise")
    second: Mapped[Person] = relationship(foreign_keys=[second_person_id], lazy="raise")
