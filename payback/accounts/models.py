"""Accounts, the areas that they work in, and the browsers that are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from payback.areas.models import Area
from payback.core import clock
from payback.core.access import Role
from payback.core.audit import Unaudited
from payback.core.columns import Base, Text100, Text255, Versioned, enum_column


class Account(Versioned, Base):
    """Somebody who can sign in."""

    contents = ("areas",)
    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    email: Mapped[Text255] = mapped_column(unique=True)
    name: Mapped[Text100]
    password_hash: Mapped[Text255]
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    active: Mapped[bool] = mapped_column(default=True)
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


class AccountSession(Unaudited, Base):
    """One browser that is signed in; without its row its cookie is worth nothing."""

    __tablename__ = "account_sessions"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    secret_hash: Mapped[Text100] = mapped_column(unique=True)
    began_at: Mapped[datetime] = mapped_column(default=clock.now)
