"""Read sums of a place and a period: what is kept, and from the facts what is not.

Whole months come from their rows. Days at the edges of the period, and the projects of sessions
that have changed, come from the rows of their days; what marks are about comes from the facts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select, union_all

from payback.core.answers import stale_of
from payback.diary.models import WorkSession
from payback.projects.models import Project
from payback.reports.sums.facts import SUMS, facts, people_who_came
from payback.reports.sums.keeping import HOURS, PROJECTS, sessions_of
from payback.reports.sums.models import ProjectMonth, SessionDay
from payback.reports.sums.months import WEEKS, around, week_begins, whole_months

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select, Subquery
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from payback.reports.periods import Period
    from payback.reports.places import Place
    from payback.reports.sums.months import Days

    Column = ColumnElement[Any] | InstrumentedAttribute[Any]
    Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the sums of a place and a period are to be had.

    Parameters
    ----------
    months, edges
        The whole months of the period, and the days around them.
    sessions, projects, areas
        What has changed: none of the rows kept of these may be relied on.
    by_day
        Projects whose months may not be relied on, because one of their sessions has changed.
    """

    place: Place
    period: Period
    months: range
    edges: Sequence[Days]
    sessions: frozenset[int]
    projects: frozenset[int]
    areas: frozenset[int]
    by_day: frozenset[int]

    @property
    def is_fresh(self) -> bool:
        """Whether some of it must come from the facts."""
        return bool(self.sessions or self.projects or self.areas)

    @property
    def is_kept(self) -> bool:
        """Whether some of it may be kept."""
        return not self.areas or bool(set(self.place.area_ids) - self.areas)

    def in_months(self) -> ColumnElement[bool]:
        """Return the condition of the months to take."""
        return and_(
            ProjectMonth.month.between(self.months.start, self.months.stop - 1),
            self._reliable(),
            Project.id.not_in(sorted(self.by_day)),
        )

    def on_days(self) -> ColumnElement[bool]:
        """Return the condition of the session days to take besides the months."""
        at_edges = or_(false(), *(SessionDay.day.between(*days) for days in self.edges))
        return and_(self.on_any_day(), or_(at_edges, Project.id.in_(sorted(self.by_day))))

    def on_any_day(self) -> ColumnElement[bool]:
        """Return the condition of the session days to take if no months are."""
        unchanged = SessionDay.session_id.not_in(sorted(self.sessions))
        return and_(self.during(SessionDay.day), unchanged, self._reliable())

    def fresh(self) -> ColumnElement[bool]:
        """Return the condition of the sessions whose facts to take."""
        changed = (
            WorkSession.id.in_(sorted(self.sessions)),
            Project.id.in_(sorted(self.projects)),
            Project.area_id.in_(sorted(self.areas)),
        )
        return and_(self.here(), or_(*changed))

    def during(self, day: Column) -> ColumnElement[bool]:
        """Return the condition of days of the period."""
        return day.between(self.period.first, self.period.last)

    def here(self) -> ColumnElement[bool]:
        """Return the condition of projects of the place."""
        return self.place.holds(Project.area_id)

    def _reliable(self) -> ColumnElement[bool]:
        known = set(self.place.area_ids) - self.areas
        return and_(Project.area_id.in_(sorted(known)), Project.id.not_in(sorted(self.projects)))


def source_of(db: Session, place: Place, period: Period) -> Source:
    """Return where to read; ask before anything that is kept is read."""
    stale = stale_of(db, HOURS)
    here = frozenset(place.area_ids)
    areas = here if stale.everything else here & stale.parts
    sessions = set() if areas == here else sessions_of(db, stale)
    projects = stale.of(PROJECTS) if areas != here else frozenset()
    months = whole_months(period.first, period.last)
    return Source(
        place=place,
        period=period,
        months=months,
        edges=around(months, period.first, period.last),
        sessions=frozenset(sessions),
        projects=projects,
        areas=areas,
        by_day=frozenset(_projects_of(db, sessions)) - projects,
    )


def by_project(source: Source) -> Subquery:
    """Return the sums of each project; one without any has no row."""
    parts: list[Rows] = []
    if source.is_kept and source.months:
        parts.append(
            _of(ProjectMonth, ProjectMonth.project_id, *_columns(ProjectMonth)).where(
                source.in_months()
            )
        )
    parts += _by_day(source, "project_id", SUMS)
    rows = union_all(*parts).subquery()
    sums = [func.sum(rows.c[name]).label(name) for name in SUMS]
    return select(rows.c.project_id, *sums).group_by(rows.c.project_id).subquery()


def by_session(source: Source, project_id: int) -> Subquery:
    """Return the sums of each session of a project on days of the period."""
    names = ("attendances", "stood_down", "booked", "entries", "minutes", "listed")
    kept = _of(SessionDay, SessionDay.session_id, *_columns(SessionDay, names)).where(
        source.on_any_day(), Project.id == project_id
    )
    fresh = _fresh(source, "session_id", names, Project.id == project_id)
    rows = union_all(*([kept] if source.is_kept else []), *fresh).subquery()
    sums = [func.sum(rows.c[name]).label(name) for name in names]
    return select(rows.c.session_id, *sums).group_by(rows.c.session_id).subquery()


def minutes_by_week(db: Session, source: Source) -> list[tuple[date, int]]:
    """Return credited minutes of each week, or of the part of it in one month, by a day of it."""
    minutes: dict[date, int] = defaultdict(int)
    if source.is_kept and source.months:
        weeks = [func.sum(getattr(ProjectMonth, f"week_{week}")) for week in range(WEEKS)]
        months = _of(ProjectMonth, ProjectMonth.month, *weeks).where(source.in_months())
        for month, *sums in db.execute(months.group_by(ProjectMonth.month)):
            for week, worked in enumerate(sums):
                if worked:
                    minutes[week_begins(month, week)] += worked
    if parts := _by_day(source, "day", ("minutes",)):
        rows = union_all(*parts).subquery()
        days = select(rows.c.day, func.sum(rows.c.minutes)).group_by(rows.c.day)
        for day, worked in db.execute(days):
            minutes[day] += worked
    return sorted((day, worked) for day, worked in minutes.items() if worked)


def people_by_project(db: Session, source: Source) -> dict[int, int]:
    """Return how many different people came to each project to which anybody did."""
    people: dict[int, set[str]] = defaultdict(set)
    if source.is_kept and source.months:
        kept = _of(ProjectMonth, ProjectMonth.project_id, ProjectMonth.people)
        for project, ids in db.execute(kept.where(source.in_months())):
            people[project].update(ids.split())
    at_edges = or_(false(), *(WorkSession.on.between(*days) for days in source.edges))
    by_day = Project.id.in_(sorted(source.by_day))
    others = or_(source.fresh(), and_(source.here(), or_(at_edges, by_day)))
    if source.is_fresh or source.edges:
        for project, person in db.execute(
            people_who_came(and_(others, source.during(WorkSession.on)))
        ):
            people[project].add(str(person))
    return {project: len(ids) for project, ids in people.items() if ids}


def _by_day(source: Source, key: str, names: Sequence[str]) -> list[Rows]:
    """Return queries of what is not taken from months."""
    parts: list[Rows] = []
    if source.is_kept and (source.edges or source.by_day):
        columns = _columns(SessionDay, (key, *names))
        parts.append(_of(SessionDay, *columns).where(source.on_days()))
    return parts + _fresh(source, key, names)


def _fresh(
    source: Source, key: str, names: Sequence[str], *more: ColumnElement[bool]
) -> list[Rows]:
    if not source.is_fresh:
        return []
    found = facts(and_(source.fresh(), *more), on=source.during).subquery()
    return [select(found.c[key], *(found.c[name] for name in names))]


def _of(kept: type[SessionDay | ProjectMonth], *columns: Column) -> Rows:
    return select(*columns).select_from(kept).join(Project, kept.project_id == Project.id)


def _columns(kept: type[SessionDay | ProjectMonth], names: Sequence[str] = SUMS) -> list[Column]:
    return [getattr(kept, name).label(name) for name in names]


def _projects_of(db: Session, sessions: Collection[int]) -> set[int]:
    """Return the projects that sessions have, and those that they had when they were kept."""
    ids = sorted(sessions)
    if not ids:
        return set()
    now = select(WorkSession.project_id).where(WorkSession.id.in_(ids))
    then = select(SessionDay.project_id).where(SessionDay.session_id.in_(ids))
    return set(db.scalars(union_all(now, then)))
