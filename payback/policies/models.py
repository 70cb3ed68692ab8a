"""Named numbers with dates."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.columns import Base, Text255, Versioned, enum_column


class PolicyName(StrEnum):
    """The numbers that law or practice sets; the unit is the end of the name."""

    MINIMUM_ORDER_MINUTES = "minimum_order_minutes"
    MAXIMUM_ORDER_MINUTES = "maximum_order_minutes"
    WEEKLY_OFFER_MINUTES = "weekly_offer_minutes"
    WEEKLY_MAXIMUM_MINUTES = "weekly_maximum_minutes"
    MONTHS_TO_COMPLETE = "months_to_complete"
    ETE_SHARE = "ete_share"
    TRAVEL_CAP_MINUTES = "travel_cap_minutes"
    DECISION_WORKING_DAYS = "decision_working_days"
    OVERBOOKING_MARGIN = "overbooking_margin"
    NOTICE_HOURS = "notice_hours"
    MINUTES_PER_KM = "minutes_per_km"
    PERSON_TRAVEL_MINUTES = "person_travel_minutes"
    NO_LONE_WOMAN = "no_lone_woman"
    INCENTIVE_THRESHOLD_SHARE = "incentive_threshold_share"
    INCENTIVE_DISCOUNT_SHARE = "incentive_discount_share"


class Policy(Versioned, Base):
    """The value of a named number from a day on."""

    __tablename__ = "policies"
    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    name: Mapped[PolicyName] = mapped_column(enum_column(PolicyName, "name"))
    value: Mapped[float]
    valid_from: Mapped[date]
    source: Mapped[Text255]
