"""The tables of people on probation."""

from payback.people.models.ledger import LedgerEntry, LedgerKind
from payback.people.models.person import (
    ALL_SLOTS,
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    Person,
    Sex,
)
from payback.people.models.requirement import OrderType, Requirement, RequirementState

__all__ = [
    "ALL_SLOTS",
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
]
