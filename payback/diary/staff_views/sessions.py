"""Staff: the week's work sessions, one session, changing, cancelling and putting it back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.areas.queries import area_names
from payback.core import audit, clock
from payback.core.access import Permission, requires
from payback.core.paging import PAGE_SIZE, Paging, page_number
from payback.core.saving import form_page, refusals_told, saved
from payback.core.web import actor, noted_reading, reading, services, transaction
from payback.diary import overlaps, queries, rules, service
from payback.diary.breaks.kept import breaks_within
from payback.diary.breaks.notices import notice_about
from payback.diary.breaks.rules import Reason
from payback.diary.breaks.scope import within
from payback.diary.forms import CancelForm, VersionForm, WeekForm
from payback.diary.generation import refusal_on
from payback.diary.letters import said_of
from payback.diary.models import AppointmentState, SessionState, WorkSession
from payback.diary.slots import slot_of
from payback.diary.staff_views.reach import blueprint, session_within
from payback.projects.open_days import OPENING_STATES
from payback.projects.panels import Panel, project_panel
from payback.projects.rules import hours_lack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.diary.models import Appointment
    from payback.projects.models import Project

SHOWN_ON_PROJECT = 6
WEEK_AT_ONCE = 40
"""A week with more sessions than this is shown a day at a time."""


@blueprint.get("/sessions")
@requires(Permission.SEE_PROJECTS)
def list_sessions() -> str:
    """List the sessions of a week, or of one of its days where the week has many."""
    db = reading()
    day = _asked_day(request.args.get("week"))
    week = rules.week_of(day)
    areas = area_names(db, actor())
    form = WeekForm(request.args)
    form.area.choices = [(area.code, area.name) for area in areas]
    code = form.area.data if form.validate() else None
    area_id = next((area.id for area in areas if area.code == code), None)
    counts = queries.count_sessions_by_day(db, actor(), week, area_id)
    whole = sum(counts.values()) <= WEEK_AT_ONCE
    first, last = (week.monday, week.sunday) if whole else (day, day)
    paging = Paging(
        number=page_number(request.args.get("page")),
        total=sum(counts.values()) if whole else counts[day],
        size=WEEK_AT_ONCE if whole else PAGE_SIZE,
    )
    sessions = queries.sessions_between(
        db, actor(), first, last, area_id, offset=paging.offset, limit=paging.size
    )
    return render_template(
        "diary/week.html",
        form=form,
        week=week,
        day=day,
        whole=whole,
        counts=counts,
        today=clock.today(),
        by_day={on: [s for s in sessions if s.on == on] for on in (week.days if whole else [day])},
        booked=queries.booked_counts(db, [session.id for session in sessions]),
        may_manage=actor().may(Permission.MANAGE_PROJECTS),
        area_code=code,
        paging=paging,
        links=paging.links(
            lambda page: url_for(".list_sessions", week=day.isoformat(), area=code, page=page)
        ),
    )


@blueprint.get("/sessions/<int:session_id>")
@requires(Permission.SEE_PROJECTS)
def show_session(session_id: int) -> str:
    """Show one session; who is booked is shown, and noted, only where the role allows."""
    with noted_reading() as db:
        session = session_within(db, session_id)
        people = _people(db, session, "session page")
        booked = len(people) or queries.booked_counts(db, [session.id]).get(session.id, 0)
        elsewhere = _elsewhere(db, session)
        may_manage = actor().may(Permission.MANAGE_PROJECTS)
        broken = (
            breaks_within(db, within(actor(), WorkSession.id == session_id)) if may_manage else []
        )
    return render_template(
        "diary/show.html",
        session=session,
        elsewhere=elsewhere,
        broken_duties=[each for each in broken if each.duty is not None],
        reasons={each.appointment.id: each.reasons for each in broken if each.appointment},
        outside_week=(Reason.OUTSIDE_WEEK.value,),
        people=people,
        booked=booked,
        standing=session.state in rules.STANDING,
        begun=slot_of(session).start <= clock.now(),
        refusal=refusal_on(session.project, session.on)
        or hours_lack(session.starts_at, session.ends_at),
        may_manage=may_manage,
        notice=notice_about(broken),
        may_see_people=actor().may(Permission.SEE_PEOPLE),
    )


@blueprint.route("/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROJECTS)
def cancel_session(session_id: int) -> ResponseReturnValue:
    """Show whom it affects, and cancel a session with a reason."""
    form = CancelForm()

    said: list[str] = []

    def change(db: Session) -> str:
        session = session_within(db, session_id)
        session.require_version(form.version.data)
        told = service.cancel_session(db, session, form.because.value, _link(session_id))
        said.append(f"The session is cancelled. {said_of(told)}")
        return url_for(".show_session", session_id=session_id)

    if there := saved(form, change):
        for each in said:
            flash(each, "success")
        return there
    with noted_reading() as db:
        session = session_within(db, session_id)
        people = _people(db, session, "cancelling a session")
    if not form.is_submitted():
        form = CancelForm(data={"version": session.version})
    return form_page("diary/cancel.html", form, session=session, people=people)


@blueprint.post("/sessions/<int:session_id>/restore")
@requires(Permission.MANAGE_PROJECTS)
def restore_session(session_id: int) -> ResponseReturnValue:
    """Take the cancellation of a session back."""
    form = VersionForm()
    with refusals_told():
        with transaction() as db:
            session = session_within(db, session_id)
            session.require_version(form.version.data)
            staying = service.restore_session(db, session, _link(session_id))
        flash(f"The session is back in the diary. {said_of(staying.told)}", "success")
        if sentence := rules.staying_elsewhere(staying.people, staying.supervisors):
            flash(sentence, "important")
    return redirect(url_for(".show_session", session_id=session_id))


@project_panel
def coming_sessions_panel(db: Session, project: Project) -> Panel:
    """Return the coming sessions of a project for its page."""
    sessions, total = queries.coming_sessions(db, project.id, clock.today(), SHOWN_ON_PROJECT)
    facts: dict[str, object] = {
        "sessions": sessions,
        "more": total - len(sessions),
        "closed": project.state not in OPENING_STATES,
        "booked": queries.booked_counts(db, [session.id for session in sessions]),
    }
    return Panel(template="diary/project_panel.html", facts=facts)


def _people(db: Session, session: WorkSession, page: str) -> Sequence[Appointment]:
    """Return who is booked if the reader may know, and note that they were shown."""
    if not actor().may(Permission.SEE_PEOPLE):
        return []
    booked = queries.people_booked(db, session.id)
    audit.record_reads(db, "people", [each.person_id for each in booked], page)
    return booked


def _elsewhere(db: Session, session: WorkSession) -> Sequence[tuple[Appointment, WorkSession]]:
    """Return whom putting the session back would leave, or has left, at another one that day."""
    if not actor().may(Permission.SEE_PEOPLE):
        return []
    cancelled = session.state is SessionState.CANCELLED
    state = AppointmentState.PLANNED if cancelled else AppointmentState.WITHDRAWN
    found = overlaps.bookings_elsewhere(db, session, state)
    audit.record_reads(db, "people", [each.person_id for each, _ in found], "session page")
    return found


def _link(session_id: int) -> str:
    page = url_for("attendance.show_my_session", session_id=session_id)
    return f"{services().config.base_url}{page}"


def _asked_day(raw: str | None) -> date:
    try:
        asked = date.fromisoformat(raw or "")
    except ValueError:
        return clock.today()
    return asked if 2000 <= asked.year <= 2199 else clock.today()
