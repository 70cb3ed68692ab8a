"""Reads of projects and their opening patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from payback.projects.models import OpeningPattern, Project

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session


def patterns_of(db: Session, project_ids: Iterable[int]) -> Sequence[OpeningPattern]:
    """Return the opening patterns of projects, by project and first day."""
    return db.scalars(
        select(OpeningPattern)
        .where(OpeningPattern.project_id.in_(sorted(set(project_ids))))
        .order_by(OpeningPattern.project_id, OpeningPattern.from_on, OpeningPattern.id)
    ).all()


def projects_locked(db: Session, project_ids: Iterable[int]) -> Sequence[Project]:
    """Return projects as they now are, and keep others from changing them until the commit."""
    return db.scalars(
        select(Project)
        .where(Project.id.in_(sorted(set(project_ids))))
        .order_by(Project.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
