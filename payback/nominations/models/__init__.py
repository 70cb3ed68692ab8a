"""The tables of nominations."""

from payback.nominations.models.correspondence import (
    NominationEvent,
    RequestedItem,
)
from payback.nominations.models.draft import NominationDraft, Photograph
from payback.nominations.models.kinds import (
    NEWS,
    Criterion,
    DoneBy,
    EventKind,
    Item,
    LastPaid,
    NominationState,
    Owner,
    Source,
    Verdict,
    WorkType,
)
from payback.nominations.models.nomination import CriterionAnswer, Nomination, NominationLink

__all__ = [
    "NEWS",
    "Criterion",
    "CriterionAnswer",
    "DoneBy",
    "EventKind",
    "Item",
    "LastPaid",
    "Nomination",
    "NominationDraft",
    "NominationEvent",
    "NominationLink",
    "NominationState",
    "Owner",
    "Photograph",
    "RequestedItem",
    "Source",
    "Verdict",
    "WorkType",
]
