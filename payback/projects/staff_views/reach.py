"""What every page of projects shares: the blueprint, and the projects its reader may open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from payback.core.errors import NotFound
from payback.core.web import actor
from payback.projects import queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from payback.projects.models import Project

blueprint = Blueprint("projects", __name__)


def project_within(db: Session, project_id: int) -> Project:
    """Return a project of the reader's areas."""
    project = queries.project_for(db, actor(), project_id)
    if project is None:
        raise NotFound
    return project
