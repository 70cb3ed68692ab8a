"""Which duties may not stand, and which published sessions lack somebody."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal, or_, select, union_all

from payback.core import clock
from payback.diary.breaks.rules import Crew, Group, Reason, lacks_of
from payback.diary.breaks.scope import on_sessions_of
from payback.diary.generation import refusal_on
from payback.diary.models import Appointment, AppointmentState, Duty, SessionState, WorkSession
from payback.diary.usual_week import dated_days, lies_outside
from payback.people.models import Person, Sex
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies
from payback.projects.models import Project, ProjectSkill
from payback.supervisors.models import Supervisor, SupervisorLeave, SupervisorSkill

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import CTE, Select
    from sqlalchemy.orm import Session

    from payback.diary.breaks.bookings import Broken
    from payback.diary.breaks.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenDuty:
    """A duty that may not stand: where and why."""

    session_id: int
    reasons: list[Reason] = field(default_factory=list)


def broken_duties(db: Session, scope: Scope) -> dict[int, BrokenDuty]:
    """Return the duties of a scope that may not stand, each with its reasons."""
    found: dict[int, BrokenDuty] = {}
    serving = _duties(scope)
    asked = union_all(
        *(_inactive(serving), _on_leave(serving), _elsewhere(serving), _outside_week(serving))
    )
    for duty_id, session_id, reason in db.execute(asked):
        reasons = found.setdefault(duty_id, BrokenDuty(session_id=session_id)).reasons
        if Reason[reason] not in reasons:
            reasons.append(Reason[reason])
    return {key: found[key] for key in sorted(found)}


def _duties(scope: Scope) -> CTE:
    """Return the duties of a scope with what the reasons need of them."""
    return (
        select(
            *(Duty.id, Duty.session_id, Duty.supervisor_id, Duty.outside_week),
            *(WorkSession.on, WorkSession.starts_at, WorkSession.ends_at),
        )
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .where(on_sessions_of(Duty.session_id, scope), Duty.active)
        .cte("serving")
    )


def _because(serving: CTE, reason: Reason) -> Select[int, int, str]:
    return select(serving.c.id, serving.c.session_id, literal(reason.name))


def _inactive(serving: CTE) -> Select[int, int, str]:
    return (
        _because(serving, Reason.INACTIVE)
        .join(Supervisor, Supervisor.id == serving.c.supervisor_id)
        .where(Supervisor.active.is_(False))
    )


def _on_leave(serving: CTE) -> Select[int, int, str]:
    leave = SupervisorLeave
    return (
        _because(serving, Reason.LEAVE)
        .join(leave, leave.supervisor_id == serving.c.supervisor_id)
        .where(serving.c.on.between(leave.from_on, leave.to_on))
    )


def _elsewhere(serving: CTE) -> Select[int, int, str]:
    """Say that nobody is on duty at two sessions at one time.

    Their times are compared only of those who have two duties on a day at all: few.
    """
    other = (
        select(Duty.id, Duty.supervisor_id, WorkSession.on, WorkSession.starts_at)
        .add_columns(WorkSession.ends_at)
        .join(WorkSession, WorkSession.id == Duty.session_id)
        .where(Duty.active, WorkSession.state != SessionState.CANCELLED)
        .where(WorkSession.on >= clock.today())
        .where(Duty.supervisor_id.in_(select(serving.c.supervisor_id)))
        .cte("other")
    )
    twice = (
        select(other.c.supervisor_id, other.c.on)
        .group_by(other.c.supervisor_id, other.c.on)
        .having(func.count() > 1)
        .cte("twice")
    )
    return (
        _because(serving, Reason.ON_DUTY)
        .join(
            twice,
            and_(twice.c.supervisor_id == serving.c.supervisor_id, twice.c.on == serving.c.on),
        )
        .join(other, and_(other.c.supervisor_id == twice.c.supervisor_id, other.c.on == twice.c.on))
        .where(other.c.id != serving.c.id)
        .where(other.c.starts_at < serving.c.ends_at, other.c.ends_at > serving.c.starts_at)
    )


def _outside_week(serving: CTE) -> Select[int, int, str]:
    """Say H12 of the usual week, of duties of which nobody knows; leave says it itself."""
    each = serving.c
    dated = dated_days(SupervisorLeave, each.on)
    return (
        _because(serving, Reason.OUTSIDE_WEEK)
        .join(Supervisor, Supervisor.id == each.supervisor_id)
        .where(
            each.outside_week.is_(False),
            lies_outside(Supervisor.available_slots, each.on, each.starts_at, each.ends_at),
            ~dated.where(SupervisorLeave.supervisor_id == each.supervisor_id).exists(),
        )
    )


def broken_sessions(
    db: Session, scope: Scope, without: Mapping[int, Broken], without_duties: Collection[int]
) -> dict[int, list[str]]:
    """Return the published sessions that cannot be held as they are, each with what is wrong.

    Parameters
    ----------
    without, without_duties
        Bookings and duties that do not count, because they may not stand.
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
    db: Session, scope: Scope, without: Mapping[int, Broken], without_duties: Collection[int]
) -> dict[int, Crew]:
    people: Counter[tuple[int, Sex]] = Counter()
    for session_id, sex, count in db.execute(_booked(scope)):
        people[session_id, sex] = count
    people.subtract((each.session_id, each.sex) for each in without.values())
    serving: dict[int, set[tuple[int, Sex]]] = defaultdict(set)
    skills: dict[int, set[str]] = defaultdict(set)
    for duty_id, session_id, supervisor_id, sex, skill in db.execute(_serving(scope)):
        if duty_id not in without_duties:
            serving[session_id].add((supervisor_id, sex))
            skills[session_id].add(skill or "")
    return {
        session_id: Crew(
            women=people[session_id, Sex.FEMALE],
            men=people[session_id, Sex.MALE],
            supervisors=len(serving[session_id]),
            women_supervising=sum(sex is Sex.FEMALE for _, sex in serving[session_id]),
            skills=skills[session_id],
        )
        for session_id in sorted({*(booked for booked, _ in people), *serving})
    }


def _booked(scope: Scope) -> Select[int, Sex, int]:
    there = or_(Appointment.state == AppointmentState.PLANNED, Appointment.started_at.is_not(None))
    return (
        select(Appointment.session_id, Person.sex, func.count())
        .join(Person, Person.id == Appointment.person_id)
        .where(on_sessions_of(Appointment.session_id, scope), there)
        .group_by(Appointment.session_id, Person.sex)
    )


def _serving(scope: Scope) -> Select[int, int, int, Sex, str | None]:
    return (
        select(
            *(Duty.id, Duty.session_id, Duty.supervisor_id, Supervisor.sex, SupervisorSkill.skill),
        )
        .join(Supervisor, Supervisor.id == Duty.supervisor_id)
        .outerjoin(SupervisorSkill, SupervisorSkill.supervisor_id == Supervisor.id)
        .where(on_sessions_of(Duty.session_id, scope), Duty.active)
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
