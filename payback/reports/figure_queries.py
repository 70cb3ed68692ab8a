"""Reads of published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select, tuple_

from payback.core.access import Permission
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


def figure_to_change(db: Session, actor: Actor, figure_id: int) -> ImportedFigure | None:
    """Return a published figure if it is one that the actor may correct."""
    figure = db.get(ImportedFigure, figure_id)
    return figure if figure is not None and may_change(actor, figure.area_id) else None


def may_change(actor: Actor, area_id: int | None) -> bool:
    """Return whether an actor may import and correct figures of an area; ``None`` is wider."""
    if area_id is None:
        return actor.may(Permission.IMPORT_WIDER_FIGURES)
    return actor.may(Permission.IMPORT_FIGURES) and actor.works_in(area_id)


def figures_by_keys(
    db: Session, keys: Iterable[tuple[MeasureKey, date, str]]
) -> Sequence[ImportedFigure]:
    """Return the published figures with these measures, first days and levels."""
    columns = tuple_(ImportedFigure.measure, ImportedFigure.from_on, ImportedFigure.level)
    return db.scalars(
        select(ImportedFigure).where(columns.in_(list(keys))).order_by(ImportedFigure.id)
    ).all()
