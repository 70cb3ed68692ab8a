"""The tables of people on probation and of supervisors."""

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
from payback.people.models.supervisor import Supervisor, SupervisorLeave, SupervisorSkill

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
    "Supervisor",
    "SupervisorLeave",
    "SupervisorSkill",
]
