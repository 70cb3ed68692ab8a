"""Which duties may not stand, and which published sessions lack somebody."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from payback.core import clock
from payback.diary.breaks.rules import Crew, Group, Reason, lacks_of
from payback.diary.breaks.scope import on_sessions_of
from payback.diary.generation import refusal_on
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.people.models import Person, Sex, Supervisor, SupervisorLeave, SupervisorSkill
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies
from payback.projects.models import Project, ProjectSkill

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from payback.diary.breaks.scope import Scope


def broken_duties(db: Session, scope: Scope) -> dict[int, list[Reason]]:
    """Return the duties of a scope that may not stand, each with its reasons."""
    found: dict[int, list[Reason]] = defaultdict(list)
    asked = union_all(*(_because(reason, broken, scope) for reason, broken in _CONDITIONS.items()))
    for duty_id, reason in db.execute(asked):
        found[duty_id].append(Reason[reason])
    return {key: found[key] for key in sorted(found)}


def _because(reason: Reason, broken: ColumnElement[bool], scope: Scope) -> Select[int, str]:
    return (
        select(Duty.id, literal(reason.name))
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .join(Project, Project.id == WorkSession.project_id)
        .join(Supervisor, Supervisor.id == Duty.supervisor_id)
        .where(on_sessions_of(Duty.session_id, scope), Duty.active, broken)
    )


def _on_leave() -> ColumnElement[bool]:
    return exists().where(
        SupervisorLeave.supervisor_id == Duty.supervisor_id,
        WorkSession.on.between(SupervisorLeave.from_on, SupervisorLeave.to_on),
    )


def _elsewhere() -> ColumnElement[bool]:
    other, there = aliased(Duty), aliased(WorkSession)
    return exists().where(
        other.supervisor_id == Duty.supervisor_id,
        other.id != Duty.id,
        other.active,
        there.id == other.session_id,
        there.state != SessionState.CANCELLED,
        there.on == WorkSession.on,
        there.starts_at < WorkSession.ends_at,
        there.ends_at > WorkSession.starts_at,
    )


_CONDITIONS: dict[Reason, ColumnElement[bool]] = {
    Reason.INACTIVE: Supervisor.active.is_(False),
    Reason.LEAVE: _on_leave(),
    Reason.ON_DUTY: _elsewhere(),
}


def broken_sessions(
    db: Session, scope: Scope, without: Collection[int], without_duties: Collection[int]
) -> dict[int, list[str]]:
    """Return the published sessions that cannot be held as they are, each with what is wrong.

    Parameters
    ----------
    without, without_duties
        Appointments and duties that do not count, because they may not stand.
    """
    published = (*scope, WorkSession.state == SessionState.OPEN)
    groups = _groups(db, published)
    lone = bool(all_policies(db).on(PolicyName.NO_LONE_WOMAN, clock.today()))
    crews = _crews(db, published, without, without_duties)
    skills = _skills_asked(db, [each.project.id for each in groups])
    return {
        each.session_id: lacks
        for each in groups
        if (lacks := _lacks(each, crews, skills, no_lone_woman=lone))
    }


def _groups(db: Session, scope: Scope) -> list[Group]:
    rows = db.execute(
        select(
            *(WorkSession.id, WorkSession.on, WorkSession.project_id),
            *(WorkSession.supervisors_needed, WorkSession.min_people),
        )
        .join(WorkSession.project)
        .where(*scope)
        .order_by(WorkSession.id)
    ).all()
    asked = sorted({row.project_id for row in rows})
    found = db.scalars(select(Project).where(Project.id.in_(asked)).order_by(Project.id))
    projects = {each.id: each for each in found}
    return [
        Group(
            session_id=row.id,
            on=row.on,
            project=projects[row.project_id],
            supervisors_needed=row.supervisors_needed,
            min_people=row.min_people,
        )
        for row in rows
    ]


def _lacks(
    group: Group,
    crews: Mapping[int, Crew],
    skills: Mapping[int, set[str]],
    *,
    no_lone_woman: bool,
) -> list[str]:
    if refusal := refusal_on(group.project, group.on):
        return [refusal]
    asked = skills.get(group.project.id, set())
    crew = crews.get(group.session_id, NOBODY)
    return lacks_of(group, crew, asked, no_lone_woman=no_lone_woman)


NOBODY = Crew(women=0, men=0, supervisors=0, women_supervising=0, skills=frozenset())


def _crews(
    db: Session, scope: Scope, without: Collection[int], without_duties: Collection[int]
) -> dict[int, Crew]:
    people: dict[int, dict[Sex, int]] = defaultdict(dict)
    for session_id, sex, count in db.execute(_booked(scope, without)):
        people[session_id][sex] = count
    serving: dict[int, set[tuple[int, Sex]]] = defaultdict(set)
    skills: dict[int, set[str]] = defaultdict(set)
    for session_id, supervisor_id, sex, skill in db.execute(_serving(scope, without_duties)):
        serving[session_id].add((supervisor_id, sex))
        skills[session_id].add(skill or "")
    return {
        session_id: Crew(
            women=people[session_id].get(Sex.FEMALE, 0),
            men=people[session_id].get(Sex.MALE, 0),
            supervisors=len(serving[session_id]),
            women_supervising=sum(sex is Sex.FEMALE for _, sex in serving[session_id]),
            skills=skills[session_id],
        )
        for session_id in sorted({*people, *serving})
    }


def _booked(scope: Scope, without: Collection[int]) -> Select[int, Sex, int]:
    there = or_(Appointment.state == AppointmentState.PLANNED, Appointment.started_at.is_not(None))
    return (
        select(Appointment.session_id, Person.sex, func.count())
        .join(Person, Person.id == Appointment.person_id)
        .where(on_sessions_of(Appointment.session_id, scope))
        .where(there, Appointment.id.not_in(sorted(without)))
        .group_by(Appointment.session_id, Person.sex)
    )


def _serving(scope: Scope, without: Collection[int]) -> Select[int, int, Sex, str | None]:
    return (
        select(Duty.session_id, Duty.supervisor_id, Supervisor.sex, SupervisorSkill.skill)
        .join(Supervisor, Supervisor.id == Duty.supervisor_id)
        .outerjoin(SupervisorSkill, SupervisorSkill.supervisor_id == Supervisor.id)
        .where(on_sessions_of(Duty.session_id, scope))
        .where(Duty.active, Duty.id.not_in(sorted(without)))
    )


def _skills_asked(db: Session, project_ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = db.execute(
        select(ProjectSkill.project_id, ProjectSkill.skill)
        .where(ProjectSkill.project_id.in_(sorted(set(project_ids))))
        .order_by(ProjectSkill.id)
    )
    for project_id, skill in rows:
        found[project_id].add(skill)
    return found
