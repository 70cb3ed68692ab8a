"""Reads of projects and their opening patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, load_only, selectinload

from payback.areas.models import Area
from payback.core.paging import Paging
from payback.projects.models import OpeningPattern, Project, ProjectState
from payback.projects.open_days import OPENING_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from payback.core.access import Actor

LISTED = (
    load_only(
        *(Project.code, Project.name, Project.kind, Project.state, Project.places),
        *(Project.priority, Project.risk_assessed_until),
        raiseload=True,
    ),
    joinedload(Project.area).load_only(Area.name, raiseload=True),
)


def projects_page(
    db: Session,
    actor: Actor,
    *,
    number: int,
    words: str = "",
    state: ProjectState | None = None,
    area_code: str = "",
) -> tuple[Sequence[Project], Paging]:
    """Return one page of the projects in the reader's areas, by name: what the list shows.

    Parameters
    ----------
    number
        The page, from 1.
    words
        Each must occur in the code, the name, the beneficiary, the address or the postcode.
    state, area_code
        Only these, if given.
    """
    where = [actor.within(Project.area_id), *(_says(word) for word in words.split()[:10])]
    if state is not None:
        where.append(Project.state == state)
    query: Select[Project] = select(Project).where(*where)
    if area_code:
        query = query.join(Project.area).where(Area.code == area_code)
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    paging = Paging(number=number, total=total)
    rows = db.scalars(
        query.options(*LISTED)
        .order_by(Project.name, Project.id)
        .offset(paging.offset)
        .limit(paging.size)
    ).all()
    return rows, paging


def _says(word: str) -> ColumnElement[bool]:
    columns = (Project.code, Project.name, Project.beneficiary, Project.address, Project.postcode)
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def project_for(db: Session, actor: Actor, project_id: int) -> Project | None:
    """Return a project of the reader's areas with area, tags, skills and patterns."""
    return db.scalar(
        select(Project)
        .where(Project.id == project_id, actor.within(Project.area_id))
        .options(
            joinedload(Project.area),
            selectinload(Project.tags),
            selectinload(Project.skills),
            selectinload(Project.patterns),
        )
    )


def pattern_for(db: Session, actor: Actor, pattern_id: int) -> OpeningPattern | None:
    """Return an opening pattern of a project of the reader's areas, with the project."""
    return db.scalar(
        select(OpeningPattern)
        .join(OpeningPattern.project)
        .where(OpeningPattern.id == pattern_id, actor.within(Project.area_id))
        .options(joinedload(OpeningPattern.project))
    )


def open_projects(db: Session, actor: Actor, area_id: int | None = None) -> Sequence[Project]:
    """Return the projects that sessions can be planned for, by name, of one area if given."""
    query = select(Project).where(
        actor.within(Project.area_id), Project.state.in_(sorted(OPENING_STATES))
    )
    if area_id is not None:
        query = query.where(Project.area_id == area_id)
    return db.scalars(query.order_by(Project.name, Project.id)).all()


def free_code(db: Session) -> str:
    """Return a code that no project has, one above the highest number in use."""
    codes = db.scalars(select(Project.code).where(Project.code.like("CP%"))).all()
    numbers = [int(code[2:]) for code in codes if code[2:].isascii() and code[2:].isdigit()]
    return f"CP{max(numbers, default=1000) + 1:04}"


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
