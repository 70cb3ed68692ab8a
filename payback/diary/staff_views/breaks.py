"""Staff: the list of what may not stand, and taking off whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core.access import Permission, requires
from payback.core.errors import RuleBroken
from payback.core.paging import page_number
from payback.core.web import actor, reading, transaction
from payback.diary import taking_off
from payback.diary.breaks.queries import page_of_breaks
from payback.diary.breaks.scope import within
from payback.diary.breaks.words import by_session, how_many
from payback.diary.rules import week_of
from payback.diary.staff_views.reach import blueprint, session_within

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


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


@blueprint.post("/sessions/<int:session_id>/bookings/<int:appointment_id>/take-off")
@requires(Permission.MANAGE_PROJECTS)
def take_off_person(session_id: int, appointment_id: int) -> ResponseReturnValue:
    """Withdraw a planned booking."""
    try:
        with transaction() as db:
            taking_off.take_off_person(db, session_within(db, session_id), appointment_id)
    except RuleBroken as broken:
        flash(broken.sentence, "important")
    else:
        flash("The booking is withdrawn. Tell the person yourself.", "success")
    return redirect(url_for("sessions.show_session", session_id=session_id))


@blueprint.post("/sessions/<int:session_id>/duties/<int:duty_id>/take-off")
@requires(Permission.MANAGE_PROJECTS)
def take_off_supervisor(session_id: int, duty_id: int) -> ResponseReturnValue:
    """End a duty."""
    try:
        with transaction() as db:
            duty = taking_off.take_off_supervisor(db, session_within(db, session_id), duty_id)
    except RuleBroken as broken:
        flash(broken.sentence, "important")
    else:
        flash(
            f"{duty.supervisor.name} is taken off. Their calendar shows it, and they are told by "
            "email if they have an account.",
            "success",
        )
    return redirect(url_for("sessions.show_session", session_id=session_id))
