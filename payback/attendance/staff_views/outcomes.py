"""One appointment: what came of it, what that credits before it is saved, and taking it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.attendance import alerts, history, service
from payback.attendance.forms import ClearForm, OutcomeForm, entry_of, known_outcome
from payback.attendance.outcomes import outcome_of
from payback.attendance.staff_views.reach import RECORDS, appointment_of, blueprint, choices
from payback.core import submissions, wording
from payback.core.access import Permission, requires
from payback.core.saving import form_page, refusals_on, sent_token
from payback.core.web import actor, noted_reading, reading, services, transaction
from payback.diary.models import AppointmentState

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.diary.models import Appointment


@blueprint.get("/appointments/<int:appointment_id>/outcome")
@requires(*RECORDS)
def outcome_form(appointment_id: int) -> str:
    """Ask what came of one appointment."""
    with noted_reading() as db:
        appointment = appointment_of(db, appointment_id)
    form = OutcomeForm(data=known_outcome(appointment, appointment.session))
    return _outcome_page(form, appointment)


@blueprint.post("/appointments/<int:appointment_id>/outcome")
@requires(*RECORDS)
def record_outcome(appointment_id: int) -> ResponseReturnValue:
    """Check what came of an appointment, show what it would credit, and record it."""
    form = OutcomeForm()
    form.offer(choices())
    with transaction() as db:
        appointment = appointment_of(db, appointment_id)
    valid = form.validate_on_submit()
    if request.form.get("step") == "change":
        return _outcome_page(form, appointment)
    if valid:
        with refusals_on(form):
            if request.form.get("step") == "save":
                return _save(form, appointment)
            return _check_page(form, appointment)
    return _outcome_page(form, appointment), 422


@blueprint.route("/appointments/<int:appointment_id>/outcome/clear", methods=["GET", "POST"])
@requires(Permission.RECORD_ATTENDANCE)
def clear_outcome(appointment_id: int) -> ResponseReturnValue:
    """Ask why an outcome is taken away, say what goes with it, and take it away."""
    form, token = ClearForm(), sent_token()
    if form.validate_on_submit():
        with transaction() as db:
            if earlier := submissions.earlier_result(db, token):
                return redirect(earlier)
            minutes = service.clear_outcome(
                db,
                appointment_of(db, appointment_id).id,
                version=form.version.data or "",
                because=form.because.value,
                account_id=actor().account_id,
                head=_letterhead(appointment_id),
            )
            address = url_for(".outcome_form", appointment_id=appointment_id)
            submissions.keep_result(db, token, address)
        taken = f" {wording.hours(minutes)} taken back." if minutes else ""
        flash(f"The outcome is cleared.{taken} The appointment is planned again.", "success")
        return redirect(address)
    with transaction() as db:
        appointment = appointment_of(db, appointment_id)
    if appointment.state is not AppointmentState.RECORDED:
        return redirect(url_for(".outcome_form", appointment_id=appointment_id))
    if not form.is_submitted():
        form = ClearForm(data={"version": appointment.version})
    return form_page(
        "attendance/clear.html",
        form,
        appointment=appointment,
        recorded=outcome_of(appointment.outcome_code),
    )


def entry_from(form: OutcomeForm, appointment_id: int) -> service.Entry:
    """Return the act of recording that a valid form asks for."""
    return service.Entry(
        recording=form.recording(),
        uuid=entry_of(form.entry_uuid.data),
        version=form.version.data or "",
        choices=choices(),
        account_id=actor().account_id,
        head=_letterhead(appointment_id),
    )


def _letterhead(appointment_id: int) -> alerts.Letterhead:
    page = url_for(".outcome_form", appointment_id=appointment_id)
    config = services().config
    return alerts.Letterhead(link=f"{config.base_url}{page}", contact=config.operator_email)


def _save(form: OutcomeForm, appointment: Appointment) -> ResponseReturnValue:
    with transaction() as db:
        result = service.record_outcome(db, appointment.id, entry_from(form, appointment.id))
    flash(f"Saved. {result.sentence}", "success")
    return redirect(url_for(".show_session", session_id=appointment.session_id))


def _check_page(form: OutcomeForm, appointment: Appointment) -> str:
    with transaction() as db:
        entry = entry_from(form, appointment.id)
        result = service.foresee(db, appointment.id, entry)
        wanted = entry.recording.alert_practitioner or entry.recording.outcome.enforceable
        practitioner = alerts.foretell(db, appointment, wanted=wanted)
    return render_template(
        "attendance/check.html",
        form=form,
        appointment=appointment,
        recording=form.recording(),
        sentence=result.sentence,
        practitioner=practitioner,
        carried=form.carried(),
    )


def _outcome_page(form: OutcomeForm, appointment: Appointment) -> str:
    form.offer(choices())
    return render_template(
        "attendance/outcome.html",
        form=form,
        appointment=appointment,
        recorded=outcome_of(appointment.outcome_code),
        alerted=alerts.state_of(reading(), appointment.id),
        changes=history.changes_of(reading(), appointment.id),
        labels=history.LABELS,
        may_clear=actor().may(Permission.RECORD_ATTENDANCE),
    )
