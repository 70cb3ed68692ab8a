"""Staff: the list of what may not stand, and taking off whom it concerns, or letting it stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core import wording
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.errors import NotFound
from payback.core.paging import page_number
from payback.core.saving import refusals_told
from payback.core.web import actor, reading, transaction
from payback.diary import taking_off, usual_week
from payback.diary.breaks.kept import page_of_breaks
from payback.diary.breaks.scope import within
from payback.diary.breaks.words import by_session, how_many
from payback.diary.rules import week_of
from payback.diary.staff_views.reach import blueprint, session_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from payback.diary.models import WorkSession


@blueprint.get("/sessions/breaks")
@requires(Permission.MANAGE_PROJECTS)
def list_breaks() -> str:
    """List the sessions on which something may not stand, by day."""
    number = page_number(request.args.get("page"))
    breaks, counts, paging = page_of_breaks(reading(), within(actor()), number)
    return render_template(
        "diary/breaks.html",
        troubles=by_session(breaks),
        count=how_many(counts),
        paging=paging,
        pages=paging.links(lambda page: url_for(".list_breaks", page=page)),
        may_plan=actor().may(Permission.PLAN_ROTA),
        week_of=week_of,
    )


@blueprint.route(
    "/sessions/<int:session_id>/bookings/<int:appointment_id>/take-off", methods=["GET", "POST"]
)
@requires(Permission.MANAGE_PROJECTS)
def take_off_person(session_id: int, appointment_id: int) -> ResponseReturnValue:
    """Ask, and withdraw a planned booking."""
    if request.method == "GET":
        session = session_within(reading(), session_id)
        taking_off.require_booked(reading(), session, appointment_id)
        return _ask(
            session,
            heading="Take this person off the session?",
            follows=(
                "The booking is withdrawn: nobody tells the person but you.",
                "Their place is free again, and the next plan may book them elsewhere.",
            ),
            button="Take this person off",
        )
    with refusals_told():
        with transaction() as db:
            taking_off.take_off_person(db, session_within(db, session_id), appointment_id)
        flash("The booking is withdrawn. Tell the person yourself.", "success")
    return redirect(url_for("sessions.show_session", session_id=session_id))


@blueprint.route(
    "/sessions/<int:session_id>/duties/<int:duty_id>/take-off", methods=["GET", "POST"]
)
@requires(Permission.MANAGE_PROJECTS)
def take_off_supervisor(session_id: int, duty_id: int) -> ResponseReturnValue:
    """Ask, and end a duty."""
    if request.method == "GET":
        session = session_within(reading(), session_id)
        duty = next((each for each in session.duties if each.id == duty_id), None)
        if duty is None:
            raise NotFound
        return _ask(
            session,
            heading=f"Take {duty.supervisor.name} off the session?",
            follows=(
                "Their calendar shows it, and they are told by email if they have an account.",
                "The session stays in the diary, without them.",
            ),
            button="Take this supervisor off",
        )
    with refusals_told():
        with transaction() as db:
            duty = taking_off.take_off_supervisor(db, session_within(db, session_id), duty_id)
        flash(
            f"{duty.supervisor.name} is taken off. Their calendar shows it, and they are told by "
            "email if they have an account.",
            "success",
        )
    return redirect(url_for("sessions.show_session", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/bookings/<int:appointment_id>/let-stand")
@requires(Permission.MANAGE_PROJECTS)
def let_booking_stand(session_id: int, appointment_id: int) -> ResponseReturnValue:
    """Let a booking stand that lies outside the person's usual week."""
    with transaction() as db:
        usual_week.let_booking_stand(db, session_within(db, session_id), appointment_id)
    flash("The booking stands, outside their usual week. Make sure that they know.", "success")
    return redirect(url_for("sessions.show_session", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/duties/<int:duty_id>/let-stand")
@requires(Permission.MANAGE_PROJECTS)
def let_duty_stand(session_id: int, duty_id: int) -> ResponseReturnValue:
    """Let a duty stand that lies outside the supervisor's usual week."""
    with transaction() as db:
        usual_week.let_duty_stand(db, session_within(db, session_id), duty_id)
    flash("The duty stands, outside their usual week. Make sure that they know.", "success")
    return redirect(url_for("sessions.show_session", session_id=session_id))


def _ask(session: WorkSession, *, heading: str, follows: Sequence[str], button: str) -> str:
    """Ask before somebody is taken off."""
    return ask(
        Question(
            heading=heading,
            caption=f"{session.project.name}, {wording.short_date(session.on)}",
            follows=follows,
            undo="There is no button that puts them back: plan the week again to book them anew.",
            button=button,
            back=url_for("sessions.show_session", session_id=session.id),
        )
    )
