"""Reads of published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, tuple_

from payback.reports.models import ImportedFigure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.core.access import Actor
    from payback.reports.measures import MeasureKey


def figures_for(db: Session, reader: Actor) -> Sequence[ImportedFigure]:
    """Return the published figures of regions and of the reader's own areas, newest first."""
    mine = or_(ImportedFigure.area_id.is_(None), reader.within(ImportedFigure.area_id))
    return db.scalars(
        select(ImportedFigure)
        .where(mine)
        .order_by(ImportedFigure.from_on.desc(), ImportedFigure.level, ImportedFigure.measure)
    ).all()


def figure_for(db: Session, reader: Actor, figure_id: int) -> ImportedFigure | None:
    """Return a published figure if the reader may know of it."""
    mine = or_(ImportedFigure.area_id.is_(None), reader.within(ImportedFigure.area_id))
    return db.scalar(select(ImportedFigure).where(ImportedFigure.id == figure_id, mine))


def figures_by_keys(
    db: Session, keys: Iterable[tuple[MeasureKey, date, str]]
) -> Sequence[ImportedFigure]:
    """Return the published figures with these measures, first days and levels."""
    columns = tuple_(ImportedFigure.measure, ImportedFigure.from_on, ImportedFigure.level)
    return db.scalars(
        select(ImportedFigure).where(columns.in_(list(keys))).order_by(ImportedFigure.id)
    ).all()
