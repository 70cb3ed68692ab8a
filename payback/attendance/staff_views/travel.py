"""Travel time that is to be decided, and the decision on one appointment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from payback.attendance import travel
from payback.attendance.forms import TravelForm
from payback.attendance.rules import LOOKS_BACK_DAYS
from payback.attendance.staff_views.reach import appointment_of, blueprint
from payback.core import audit, clock
from payback.core.access import Permission, requires
from payback.core.paging import page_number
from payback.core.saving import form_page, saved
from payback.core.web import actor, noted_reading, reading
from payback.policies.models import PolicyName
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session


@blueprint.get("/attendance/travel")
@requires(Permission.ADJUST_LEDGER)
def list_travel() -> str:
    """List the appointments that somebody attended and whose travel nobody has decided."""
    since = clock.today() - timedelta(days=LOOKS_BACK_DAYS)
    with noted_reading() as db:
        rows, paging = travel.to_decide(db, actor(), since, page_number(request.args.get("page")))
        people = sorted({each.person_id for each in rows})
        audit.record_reads(db, "people", people, "travel to decide")
    return render_template(
        "attendance/travel_list.html",
        rows=rows,
        since=since,
        paging=paging,
        links=paging.links(lambda number: url_for(".list_travel", page=number)),
    )


@blueprint.route("/appointments/<int:appointment_id>/travel", methods=["GET", "POST"])
@requires(Permission.ADJUST_LEDGER)
def decide_travel(appointment_id: int) -> ResponseReturnValue:
    """Decide what of the travel to one appointment is credited."""
    with noted_reading() as db:
        appointment = appointment_of(db, appointment_id)
    form = TravelForm()

    def change(db: Session) -> str:
        travel.decide(
            db,
            appointment_of(db, appointment_id).id,
            minutes=form.minutes_to_credit(),
            reason=form.reason.value,
            account_id=actor().account_id,
        )
        return url_for(".list_travel")

    on = appointment.session.on
    return saved(form, change, "The travel time is decided.") or form_page(
        "attendance/travel.html",
        form,
        appointment=appointment,
        decision=travel.decision_of(reading(), appointment_id),
        cap=all_policies(reading()).minutes_on(PolicyName.TRAVEL_CAP_MINUTES, on),
    )
