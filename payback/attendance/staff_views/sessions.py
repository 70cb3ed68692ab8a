"""Supervisors, on a phone, and coordinators: sessions, who is booked, and what came of each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.attendance import queries, service
from payback.attendance.forms import EveryoneForm, entry_of, known_everyone
from payback.attendance.outcomes import outcome_of
from payback.attendance.rules import LOOKS_BACK_DAYS
from payback.attendance.staff_views.both_sides import both_sides
from payback.attendance.staff_views.reach import RECORDS, blueprint, choices, people_of, session_of
from payback.core import clock, wording
from payback.core.access import Permission, requires
from payback.core.paging import page_number
from payback.core.web import actor, noted_reading, reading, transaction
from payback.diary.breaks.standing import on_duty
from payback.diary.models import AppointmentState, SessionState
from payback.diary.queries import booked_counts
from payback.people.balance import remaining_minutes
from payback.people.sums import credited_minutes_of
from payback.projects.models import Project
from payback.projects.panels import Panel, project_panel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.attendance.staff_views.both_sides import BothSides
    from payback.diary.models import Appointment, WorkSession

DAYS_AHEAD, DAYS_BACK = 28, 14


@blueprint.get("/my/sessions")
@requires(Permission.RECORD_OWN_ATTENDANCE)
def list_my_sessions() -> str:
    """Show a supervisor their sessions: today's, the coming ones, the recent ones."""
    db, today = reading(), clock.today()
    supervisor = queries.supervisor_of(db, actor().account_id)
    recently = today - timedelta(days=DAYS_BACK)
    from_on, to_on = today - timedelta(days=LOOKS_BACK_DAYS), today + timedelta(days=DAYS_AHEAD)
    duties = on_duty(db, [supervisor.id], from_on, to_on) if supervisor else []
    keys = [each.session.id for each in duties]
    missing = queries.planned_counts(db, keys)
    past = [each for each in reversed(duties) if each.session.on < today]
    return render_template(
        "attendance/my_sessions.html",
        today=today,
        todays=[each for each in duties if each.session.on == today],
        coming=[each for each in duties if each.session.on > today],
        recent=[each for each in past if each.session.on >= recently],
        undone=[each for each in past if _is_undone(each.session, recently, missing)],
        booked=booked_counts(db, keys),
        missing=missing,
        supervisor=supervisor,
    )


@blueprint.get("/my/sessions/<int:session_id>")
@requires(*RECORDS)
def show_my_session(session_id: int) -> ResponseReturnValue:
    """Go to a session; calendars and mails link here."""
    return redirect(url_for(".show_session", session_id=session_id))


@blueprint.get("/sessions/<int:session_id>/attendance")
@requires(*RECORDS)
def show_session(session_id: int) -> str:
    """Show who is booked on a session, what remains for each, and what came of it."""
    with noted_reading() as db:
        session = session_of(db, session_id)
        booked = people_of(db, session, "attendance")
        credited = credited_minutes_of(db, [each.requirement_id for each in booked])
    return render_template(
        "attendance/session.html",
        session=session,
        booked=booked,
        remaining={
            each.id: remaining_minutes(
                each.requirement.ordered_minutes, credited[each.requirement_id]
            )
            for each in booked
        },
        outcomes={each.id: outcome_of(each.outcome_code) for each in booked},
        missing=len(_planned(booked)),
        started=clock.london_instant(session.on, session.starts_at) <= clock.now(),
        coordinator=actor().may(Permission.RECORD_ATTENDANCE),
    )


@blueprint.get("/sessions/<int:session_id>/attendance/everyone")
@requires(*RECORDS)
def everyone_form(session_id: int) -> str:
    """Ask who attended and complied, everybody ticked."""
    with noted_reading() as db:
        session = session_of(db, session_id)
        planned = _planned(people_of(db, session, "attendance of everybody"))
    form = EveryoneForm(data=known_everyone(session, planned))
    form.offer(planned)
    return render_template("attendance/everyone.html", form=form, session=session, rows=[])


@blueprint.post("/sessions/<int:session_id>/attendance/everyone")
@requires(*RECORDS)
def record_everyone(session_id: int) -> ResponseReturnValue:
    """Record that many attended and complied; each on its own, with a result for each."""
    form = EveryoneForm()
    with transaction() as db:
        session = session_of(db, session_id)
        booked = people_of(db, session, "attendance of everybody")
        form.offer(booked)
        names = {each.id: each.person for each in booked}
        rows: list[service.RowResult] = []
        if form.validate_on_submit():
            chosen = [int(key) for key in form.people.value]
            rows = service.record_many(
                db,
                chosen,
                service.Entry(
                    recording=form.recording(),
                    uuid=entry_of(form.entry_uuid.data),
                    version=None,
                    choices=choices(),
                    account_id=actor().account_id,
                ),
            )
    if rows and not any(row.refused for row in rows):
        minutes = sum(row.result.credited for row in rows if row.result)
        people = wording.plural(len(rows), "person", "people")
        flash(f"{people} recorded, {wording.hours(minutes)} credited.", "success")
        return redirect(url_for(".show_session", session_id=session_id))
    page = render_template(
        "attendance/everyone.html",
        form=form,
        session=session,
        rows=rows,
        names=names,
        overtaken=_overtaken(form, session, rows),
    )
    return page, 422


def _overtaken(
    form: EveryoneForm, session: WorkSession, rows: Sequence[service.RowResult]
) -> list[BothSides]:
    """Return both sides of whatever somebody else has recorded first."""
    left = {row.appointment_id for row in rows if row.overtaken}
    if not left:
        return []
    with noted_reading() as db:
        booked = people_of(db, session, "attendance of everybody")
    return [both_sides(form, each, session) for each in booked if each.id in left]


@blueprint.post("/sessions/<int:session_id>/attendance/stood-down")
@requires(Permission.RECORD_ATTENDANCE)
def stand_down(session_id: int) -> ResponseReturnValue:
    """Record everybody of a cancelled session as stood down; those with an outcome keep it."""
    with transaction() as db:
        rows = service.stand_down(db, session_of(db, session_id), actor().account_id)
    done = sum(not row.refused for row in rows)
    flash(f"{wording.plural(done, 'person', 'people')} recorded as stood down.", "success")
    return redirect(url_for(".show_session", session_id=session_id))


@blueprint.get("/attendance")
@requires(Permission.RECORD_ATTENDANCE)
def list_missing() -> str:
    """List the sessions that are over and have people without an outcome."""
    overdue, paging = queries.sessions_without_outcomes(
        reading(), actor(), clock.now(), page_number(request.args.get("page"))
    )
    return render_template(
        "attendance/missing.html",
        overdue=overdue,
        today=clock.today(),
        paging=paging,
        links=paging.links(lambda number: url_for(".list_missing", page=number)),
    )


@project_panel
def hours_panel(db: Session, project: Project) -> Panel:
    """Return the hours worked at a project, beside those it needs."""
    credited = queries.credited_at_projects(db, Project.id == project.id).get(project.id, 0)
    return Panel(template="attendance/project_panel.html", facts={"credited": credited})


@blueprint.app_template_filter("outcome_name")
def outcome_name(code: str) -> str:
    """Return the name of a contact outcome for its code."""
    found = outcome_of(code)
    return found.name if found else code


def _is_undone(session: WorkSession, recently: date, missing: Mapping[int, int]) -> bool:
    """Say whether a session before the recent ones still waits for outcomes."""
    stands = session.state is not SessionState.CANCELLED
    return session.on < recently and stands and session.id in missing


def _planned(booked: Sequence[Appointment]) -> list[Appointment]:
    return [each for each in booked if each.state is AppointmentState.PLANNED]
