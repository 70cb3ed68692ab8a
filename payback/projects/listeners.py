"""What later features do when a project changes: told in the transaction of the change.

A feature above this one registers a function, so that it hears of a change without this feature
knowing it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from payback.projects.models import Project, ProjectState

    MoveListener = Callable[[Session, "Moved"], None]
    ChangeListener = Callable[[Session, "Changed"], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A project that has gone from one state to another, with a reason that may be told."""

    project: Project
    before: ProjectState
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What people go by to find a project."""

    name: str
    address: str
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A project whose facts are written anew, and where it was before."""

    project: Project
    before: Site

    @property
    def is_elsewhere(self) -> bool:
        """Whether somebody who goes by what they knew would go wrong."""
        return self.before != site_of(self.project)


def site_of(project: Project) -> Site:
    """Return what people go by to find a project."""
    return Site(
        name=project.name,
        address=project.address,
        postcode=project.postcode,
        lat=project.lat,
        lon=project.lon,
    )


_after_move: list[MoveListener] = []
_after_change: list[ChangeListener] = []


def after_move(listener: MoveListener) -> MoveListener:
    """Register what is done when a project has gone to another state."""
    if listener not in _after_move:
        _after_move.append(listener)
    return listener


def after_change(listener: ChangeListener) -> ChangeListener:
    """Register what is done when a project's facts are written anew."""
    if listener not in _after_change:
        _after_change.append(listener)
    return listener


def say_moved(db: Session, moved: Moved) -> None:
    """Tell every feature that a project has moved."""
    for listener in _after_move:
        listener(db, moved)


def say_changed(db: Session, changed: Changed) -> None:
    """Tell every feature that a project's facts are written anew."""
    for listener in _after_change:
        listener(db, changed)
