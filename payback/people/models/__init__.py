"""The tables of people on probation."""

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

__all__ = [
    "ALL_SLOTS",
    "LISTED_BY",
    "AvailabilityException",
    "BarredTag",
    "ExclusionCircle",
    "KeepApart",
    "LedgerEntry",
    "LedgerKind",
    "OrderType",
    "Person",
    "Requirement",
    "RequirementState",
    "Sex",
    "listed_name",
]
