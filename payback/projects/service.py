"""Writes of projects and their opening patterns."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from payback.core import clock
from payback.core.errors import RuleBroken
from payback.projects import queries, rules
from payback.projects.listeners import Changed, Moved, say_changed, say_moved, site_of
from payback.projects.models import (
    Frequency,
    OpeningPattern,
    Project,
    ProjectKind,
    ProjectSkill,
    ProjectState,
    ProjectTag,
)
from payback.projects.opening import require_apart

if TYPE_CHECKING:
    from datetime import date, time

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """Everything about a project that a coordinator writes down."""

    code: str
    name: str
    kind: ProjectKind
    area_id: int
    address: str
    postcode: str
    lat: float
    lon: float
    beneficiary: str
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    work: str = ""
    toilets: str = ""
    hand_washing: str = ""
    site_access: str = ""
    tools: str = ""
    priority: int = 3
    women_only: bool = False
    short: bool = False
    needed_minutes: int | None = None
    places: int = 8
    min_people: int = 3
    supervisors_needed: int = 1
    risk_assessed_until: date | None = None
    tags: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternFacts:
    """When a project opens; `weekdays` has 7 bits, Monday is bit 0."""

    weekdays: int
    starts_at: time
    ends_at: time
    frequency: Frequency
    from_on: date
    to_on: date | None


def add_project(db: Session, facts: ProjectFacts) -> Project:
    """Add a project in the state proposed.

    Raises
    ------
    RuleBroken
        If the numbers do not fit together or the code is taken.
    """
    project = Project(state=ProjectState.PROPOSED, tags=[], skills=[])
    _write(db, project, facts)
    return project


def change_project(db: Session, project: Project, facts: ProjectFacts) -> None:
    """Write down new facts about a project, loaded with its tags and skills.

    Sessions that are in the diary already keep their own numbers.

    Raises
    ------
    RuleBroken
        If the numbers do not fit together or the code is taken.
    """
    before = site_of(project)
    _write(db, project, facts)
    say_changed(db, Changed(project=project, before=before))


def move_project(db: Session, project: Project, to: ProjectState, reason: str = "") -> None:
    """Take a project to another state, and tell the features that must know.

    Parameters
    ----------
    reason
        Why; whoever nominated the work reads it.

    Raises
    ------
    RuleBroken
        If the state does not follow, needs a risk assessment in date, or a reason.
    """
    rules.require_transition(project, to, clock.today())
    rules.require_reason(to, reason)
    before, project.state, project.state_reason = project.state, to, reason
    db.flush()
    say_moved(db, Moved(project=project, before=before, reason=reason))


def add_pattern(db: Session, project: Project, facts: PatternFacts) -> OpeningPattern:
    """Add an opening pattern to a project.

    Raises
    ------
    RuleBroken
        If its times or dates are in the wrong order, or it would overlap another pattern.
    """
    pattern = OpeningPattern(project_id=project.id)
    change_pattern(db, pattern, facts)
    return pattern


def change_pattern(db: Session, pattern: OpeningPattern, facts: PatternFacts) -> None:
    """Change an opening pattern; sessions in the diary stay as they are.

    Two who change patterns of one project wait for each other, so that no two overlap.

    Raises
    ------
    RuleBroken
        If its times or dates are in the wrong order, nobody can be planned at these hours, or
        it would overlap another pattern of its project.
    """
    rules.require_pattern(facts.starts_at, facts.ends_at, facts.from_on, facts.to_on)
    rules.require_hours(facts.starts_at, facts.ends_at)
    require_apart(facts, _others(db, pattern))
    for name, value in asdict(facts).items():
        setattr(pattern, name, value)
    db.add(pattern)
    db.flush()


def end_pattern(db: Session, pattern: OpeningPattern, to_on: date) -> None:
    """Give an opening pattern its last day, sooner or later than it had one.

    Raises
    ------
    RuleBroken
        If the day is before the pattern's first, or it would then overlap another pattern.
    """
    rules.require_pattern(pattern.starts_at, pattern.ends_at, pattern.from_on, to_on)
    if pattern.to_on is not None and to_on > pattern.to_on:
        lasting = PatternFacts(
            weekdays=pattern.weekdays,
            starts_at=pattern.starts_at,
            ends_at=pattern.ends_at,
            frequency=pattern.frequency,
            from_on=pattern.from_on,
            to_on=to_on,
        )
        require_apart(lasting, _others(db, pattern))
    pattern.to_on = to_on
    db.flush()


def _others(db: Session, pattern: OpeningPattern) -> list[OpeningPattern]:
    """Return the other patterns of a project, which nobody else changes until the commit."""
    queries.projects_locked(db, [pattern.project_id])
    return [each for each in queries.patterns_of(db, [pattern.project_id]) if each.id != pattern.id]


def _write(db: Session, project: Project, facts: ProjectFacts) -> None:
    rules.require_numbers(facts.places, facts.min_people)
    values = asdict(facts)
    tags, skills = values.pop("tags"), values.pop("skills")
    try:
        with db.begin_nested():
            for name, value in values.items():
                setattr(project, name, value)
            kept_tags = {each.tag: each for each in project.tags}
            project.tags = [kept_tags.get(tag) or ProjectTag(tag=tag) for tag in tags]
            kept_skills = {each.skill: each for each in project.skills}
            project.skills = [kept_skills.get(s) or ProjectSkill(skill=s) for s in skills]
            db.add(project)
            db.flush()
    except IntegrityError as error:
        sentence = f"The code {facts.code} is taken by another project"
        raise RuleBroken("code", sentence) from error
