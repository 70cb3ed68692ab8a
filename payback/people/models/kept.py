"""What is kept of the ledger. Worked out from it, and never written otherwise."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from payback.core.audit import Unaudited
from payback.core.columns import Base
from payback.people.models.requirement import Requirement


class RequirementSum(Unaudited, Base):
    """The minutes credited on an active requirement; one without a row has none.

    To be relied on only where no mark says otherwise: ask `payback.people.kept_sums`.
    """

    __tablename__ = "requirement_sums"

    requirement_id: Mapped[int] = mapped_column(
        ForeignKey(Requirement.id, ondelete="CASCADE"), unique=True
    )
    minutes: Mapped[int]
