"""Reads of areas and groupings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.areas.models import Area

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from payback.core.access import Actor


def all_areas(db: Session) -> Sequence[Area]:
    """Return every area, by name."""
    return db.execute(select(Area).order_by(Area.name)).scalars().all()


def areas_of(db: Session, actor: Actor) -> Sequence[Area]:
    """Return the areas that somebody works in, by name."""
    return db.execute(select(Area).where(actor.within(Area.id)).order_by(Area.name)).scalars().all()


def areas_by_codes(db: Session, codes: Collection[str]) -> Sequence[Area]:
    """Return the areas with the given ONS codes, by name."""
    return db.execute(select(Area).where(Area.code.in_(codes)).order_by(Area.name)).scalars().all()
