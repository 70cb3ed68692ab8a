"""Reads of policies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.policies.models import Policy
from payback.policies.rules import Policies, policies_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def all_policies(db: Session) -> Policies:
    """Return every policy with all its dates, in one query."""
    return policies_of(
        db.execute(select(Policy).order_by(Policy.name, Policy.valid_from)).scalars()
    )
