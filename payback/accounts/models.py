"""Accounts and the areas that they work in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.areas.models import Area
from payback.core.access import Role
from payback.core.columns import Base, Text100, Text255, Versioned, enum_column


class Account(Versioned, Base):
    """Somebody who can sign in."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    email: Mapped[Text255] = mapped_column(unique=True)
    name: Mapped[Text100]
    password_hash: Mapped[Text255]
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=1)
    demonstration: Mapped[bool] = mapped_column(default=False)
    last_signed_in_at: Mapped[datetime | None]

    areas: Mapped[list[Area]] = relationship(
        secondary="account_areas", order_by=func.lower(Area.name), lazy="raise"
    )


class AccountArea(Base):
    """One area that an account works in."""

    __tablename__ = "account_areas"

    __table_args__ = (UniqueConstraint("account_id", "area_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"), index=True)
