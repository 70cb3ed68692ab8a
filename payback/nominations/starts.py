"""When work on a project starts: asked of whatever feature plans work, which lies above this one.

A feature that knows calls ``first_day_from`` with its query when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FirstDay = Callable[["Session", int], date | None]
_sources: list[FirstDay] = []


def first_day_from(source: FirstDay) -> FirstDay:
    """Register a query that returns the first day of work on a project, if it is planned."""
    _sources.append(source)
    return source


def first_day(db: Session, project_id: int) -> date | None:
    """Return the first day of work on a project, as far as any feature knows."""
    known = (source(db, project_id) for source in _sources)
    return min((day for day in known if day is not None), default=None)
