"""What later features add to a project's page: coming sessions, hours worked.

A feature above this one registers a function that returns a panel, or nothing, so that the
page can show what it knows without this feature knowing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from payback.projects.models import Project

    PanelSource = Callable[[Session, Project], "Panel | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A template to include at the end of the page, and what it needs, as `panel.facts`."""

    template: str
    facts: Mapping[str, object]


_sources: list[PanelSource] = []


def project_panel(source: PanelSource) -> PanelSource:
    """Register a source of a panel; the order of registration is the order on the page."""
    if source not in _sources:
        _sources.append(source)
    return source


def panels_of(db: Session, project: Project) -> list[Panel]:
    """Return the panels of a project."""
    found = (source(db, project) for source in _sources)
    return [panel for panel in found if panel is not None]
