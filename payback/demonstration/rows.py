"""Turning an invented area into rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from payback.accounts.models import Account, AccountArea
from payback.core import clock
from payback.core.access import Role
from payback.demonstration.moments import recorded_at
from payback.demonstration.words import PRACTITIONERS
from payback.diary.models import (
    Appointment,
    AppointmentState,
    Duty,
    Rating,
    SessionState,
    WorkSession,
)
from payback.people.models import (
    BarredTag,
    LedgerEntry,
    LedgerKind,
    OrderType,
    Person,
    Requirement,
    RequirementState,
)
from payback.projects.models import (
    OpeningPattern,
    Project,
    ProjectSkill,
    ProjectState,
    ProjectTag,
)
from payback.supervisors.models import Supervisor, SupervisorSkill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payback.areas.models import Area
    from payback.demonstration.accounts import Accounts
    from payback.demonstration.cast import Leader, Site, Worker
    from payback.demonstration.history import Area as World
    from payback.demonstration.history import Booking, Held
    from payback.demonstration.writer import Writer

SOURCE = "demonstration"


def write_area(
    writer: Writer,
    area: Area,
    world: World,
    held: Sequence[Held],
    accounts: Accounts,
    first_day: date,
) -> None:
    """Keep every row of one area for writing."""
    for site in world.sites:
        _site(writer, area, site, first_day)
    for leader in world.leaders:
        _leader(writer, area, leader, accounts)
    for worker in world.workers:
        _worker(writer, area, worker, first_day)
    for session in held:
        _held(writer, session)
    _ahead(writer, world, held)


def _site(writer: Writer, area: Area, site: Site, first_day: date) -> None:
    sort, place = site.sort, site.place
    site.project_id = writer.add(
        Project,
        code=site.code,
        name=site.name,
        kind=sort.kind,
        state=ProjectState.RUNNING,
        area_id=area.id,
        address=f"{site.name.split()[0]} Road",
        postcode=place.postcode,
        lat=place.point.lat,
        lon=place.point.lon,
        beneficiary=site.beneficiary,
        work=sort.work,
        toilets="On site",
        hand_washing="On site",
        site_access="Level access from the street",
        priority=sort.priority,
        women_only=sort.women_only,
        short=sort.short,
        needed_minutes=sort.hours * 60 * 4 if sort.hours else None,
        places=sort.places,
        min_people=sort.min_people,
        supervisors_needed=1,
        risk_assessed_until=clock.today() + timedelta(days=300),
    )
    site.pattern_id = writer.add(
        OpeningPattern,
        project_id=site.project_id,
        weekdays=sort.weekdays,
        starts_at=site.times[0],
        ends_at=site.times[1],
        from_on=first_day,
    )
    for tag in sort.tags:
        writer.add(ProjectTag, project_id=site.project_id, tag=tag)
    for skill in sort.skills:
        writer.add(ProjectSkill, project_id=site.project_id, skill=skill)


def _leader(writer: Writer, area: Area, leader: Leader, accounts: Accounts) -> None:
    account_id = writer.add(
        Account,
        email=leader.email,
        name=leader.name,
        role=Role.SUPERVISOR,
        password_hash=accounts.password_hash,
        demonstration=True,
    )
    writer.add(AccountArea, account_id=account_id, area_id=area.id)
    leader.supervisor_id = writer.add(
        Supervisor,
        account_id=account_id,
        name=leader.name,
        sex=leader.sex,
        area_id=area.id,
        home_lat=leader.home.point.lat,
        home_lon=leader.home.point.lon,
        available_slots=leader.slots,
    )
    for skill in leader.skills:
        writer.add(SupervisorSkill, supervisor_id=leader.supervisor_id, skill=skill)


def _practitioner(worker: Worker) -> dict[str, str | None]:
    """Name who answers for the order of two in three people; of the rest nobody has said."""
    if worker.number % 3 == 0:
        return {"practitioner_name": "", "practitioner_email": None}
    name = PRACTITIONERS[worker.number % len(PRACTITIONERS)]
    address = f"{name.lower().replace(' ', '.')}@probation.example"
    return {"practitioner_name": name, "practitioner_email": address}


def _worker(writer: Writer, area: Area, worker: Worker, first_day: date) -> None:
    worker.person_id = writer.add(
        Person,
        crn=worker.crn,
        given_name=worker.given_name,
        family_name=worker.family_name,
        sex=worker.sex,
        date_of_birth=worker.born_on,
        area_id=area.id,
        home_lat=worker.home.point.lat,
        home_lon=worker.home.point.lon,
        available_slots=worker.slots,
        max_travel_minutes=worker.travel,
        women_only=worker.women_only,
        not_with_supervisor=worker.not_with,
        limited_access=worker.limited,
        **_practitioner(worker),
        demonstration=True,
    )
    for tag in worker.barred:
        writer.add(BarredTag, person_id=worker.person_id, tag=tag)
    worker.requirement_id = writer.add(
        Requirement,
        person_id=worker.person_id,
        event_number=1,
        order_type=OrderType.COMMUNITY_ORDER
        if worker.number % 3
        else OrderType.SUSPENDED_SENTENCE_ORDER,
        ordered_minutes=worker.ordered,
        sentenced_on=worker.sentenced_on,
        due_on=worker.due_on,
        weekly_minutes=worker.weekly,
        max_weekly_minutes=max(840, worker.weekly),
        state=_state(worker),
        completed_on=worker.completed_on,
    )
    if worker.brought_forward:
        _entry(
            writer,
            worker,
            LedgerKind.BROUGHT_FORWARD,
            worker.brought_forward,
            max(worker.sentenced_on, first_day - timedelta(days=1)),
        )


def _state(worker: Worker) -> RequirementState:
    if worker.ended:
        return RequirementState.ENDED
    return RequirementState.ACTIVE if worker.completed_on is None else RequirementState.COMPLETE


def _entry(
    writer: Writer,
    worker: Worker,
    kind: LedgerKind,
    minutes: int,
    day: date,
    appointment_id: int | None = None,
) -> None:
    writer.add(
        LedgerEntry,
        requirement_id=worker.requirement_id,
        kind=kind,
        minutes=minutes,
        worked_on=day,
        appointment_id=appointment_id,
        reverses_id=None,
        source=SOURCE,
        account_id=None,
    )


def _session(writer: Writer, site: Site, on: date, state: SessionState) -> int:
    return writer.add(
        WorkSession,
        project_id=site.project_id,
        pattern_id=site.pattern_id,
        on=on,
        starts_at=site.times[0],
        ends_at=site.times[1],
        places=site.sort.places,
        min_people=site.sort.min_people,
        supervisors_needed=1,
        state=state,
        changed_at=recorded_at(on - timedelta(days=10)),
    )


def _held(writer: Writer, session: Held) -> None:
    past = bool(session.bookings[0].outcome)
    session_id = _session(
        writer, session.site, session.on, SessionState.DONE if past else SessionState.OPEN
    )
    writer.add(
        Duty,
        session_id=session_id,
        supervisor_id=session.leader.supervisor_id,
        changed_at=recorded_at(session.on - timedelta(days=10)),
    )
    for booking in session.bookings:
        _booking(writer, session, session_id, booking)


def _booking(writer: Writer, session: Held, session_id: int, booking: Booking) -> None:
    start = session.site.times[0]
    minutes = start.hour * 60 + start.minute + booking.present
    attended = booking.present > 0
    recorded = bool(booking.outcome)
    rating = Rating.GOOD if attended and booking.outcome == "ATTC" else Rating.SATISFACTORY
    appointment_id = writer.add(
        Appointment,
        session_id=session_id,
        person_id=booking.worker.person_id,
        requirement_id=booking.worker.requirement_id,
        state=AppointmentState.RECORDED if recorded else AppointmentState.PLANNED,
        outcome_code=booking.outcome or None,
        started_at=start if attended else None,
        ended_at=start.replace(hour=minutes // 60, minute=minutes % 60) if attended else None,
        penalty_minutes=booking.penalty,
        credited_minutes=booking.credited,
        work_quality=rating if attended else None,
        behaviour=rating if attended else None,
        recorded_at=recorded_at(session.on) if recorded else None,
    )
    if booking.credited:
        worker = booking.worker
        kind = LedgerKind.ATTENDANCE
        _entry(writer, worker, kind, booking.credited, session.on, appointment_id)


def _ahead(writer: Writer, world: World, held: Sequence[Held]) -> None:
    """Keep the sessions that can open from today on and are not on the rota yet."""
    planned = {(session.site.code, session.on) for session in held}
    today = clock.today()
    for site in world.sites:
        for day in world.dates[site.code]:
            if day >= today and (site.code, day) not in planned:
                _session(writer, site, day, SessionState.PROPOSED)
