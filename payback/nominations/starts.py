"""When work on a project starts: asked of whatever feature plans work, which lies above this one.

A feature that knows calls ``start_from`` with its query when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The next day for which a rota is published, and the first day that was worked."""

    planned_on: date | None = None
    worked_on: date | None = None


Source = Callable[["Session", int], Start]
_sources: list[Source] = []


def start_from(source: Source) -> Source:
    """Register the query that says when work on a project starts."""
    _sources.append(source)
    return source


def start_of(db: Session, project_id: int) -> Start:
    """Return when work on a project starts, as far as any feature knows."""
    known = [source(db, project_id) for source in _sources]
    return known[0] if known else Start()
