"""The tables of people on probation."""

from payback.people.models.course import CourseResult
from payback.people.models.kept import RequirementSum
from payback.people.models.ledger import LedgerEntry, LedgerKind
from payback.people.models.person import (
    ALL_SLOTS,
    LISTED_BY,
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    Person,
    Sex,
    listed_name,
)
from payback.people.models.requirement import OrderType, Requirement, RequirementState
from payback.people.models.variation import OrderVariation

__all__ = [
    "ALL_SLOTS",
    "LISTED_BY",
    "AvailabilityException",
    "BarredTag",
    "CourseResult",
    "ExclusionCircle",
    "KeepApart",
    "LedgerEntry",
    "LedgerKind",
    "OrderType",
    "OrderVariation",
    "Person",
    "Requirement",
    "RequirementState",
    "RequirementSum",
    "Sex",
    "listed_name",
]
