"""One record from a phone: taken in once, by the rules of the form, whenever it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import jsonify, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from payback.attendance import service
from payback.attendance.forms import OutcomeForm, known_outcome
from payback.attendance.outcomes import OUTCOMES
from payback.attendance.staff_views.outcomes import entry_from
from payback.attendance.staff_views.phone import key_of_reader
from payback.attendance.staff_views.reach import appointment_of, blueprint, choices
from payback.core import submissions, wording
from payback.core.access import Permission, requires
from payback.core.clock import in_london
from payback.core.conflicts import last_change
from payback.core.errors import Conflict, NotAllowed
from payback.core.forms import BoxField
from payback.core.forms.comparing import differences
from payback.core.saving import refusals_on
from payback.core.sent import Sent
from payback.core.web import actor, noted_reading, transaction

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response

    from payback.diary.models import Appointment

ALREADY = "This was saved before."
OF_ANOTHER = "This record belongs to another account. Only its owner can send it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a phone sends: one act of recording, named on the phone, and whose it is."""

    uuid: UUID
    owner: str
    answers: dict[str, str]


@blueprint.post("/my/phone/appointments/<int:appointment_id>/outcome")
@requires(Permission.RECORD_OWN_ATTENDANCE)
def take_outcome(appointment_id: int) -> tuple[Response, int]:
    """Take in one record: 200 saved, 409 somebody else was faster, 422 a rule refuses it."""
    act = _act_of(request.get_json(silent=True))
    if act.owner != key_of_reader().owner:
        raise NotAllowed(OF_ANOTHER)
    form = OutcomeForm(
        formdata=MultiDict(act.answers | {"entry_uuid": str(act.uuid)}), meta={"csrf": False}
    )
    form.offer(choices())
    if form.validate():
        try:
            with refusals_on(form):
                return jsonify(sentence=_taken(form, appointment_id, act)), 200
        except Conflict as conflict:
            return _beside(form, appointment_id, conflict)
    return jsonify(errors=_errors(form)), 422


def _taken(form: OutcomeForm, appointment_id: int, act: Act) -> str:
    """Store a record unless it is stored; return what it came to."""
    address = url_for(".outcome_form", appointment_id=appointment_id)
    token = f"phone-{actor().account_id}-{act.uuid}"
    answers = Sent(pairs=sorted(act.answers.items()), path=address)
    with transaction() as db:
        if submissions.earlier_result(db, token, answers):
            return ALREADY
        appointment = appointment_of(db, appointment_id)
        result = service.record_outcome(db, appointment.id, entry_from(form, appointment.id))
        submissions.keep_result(db, token, address)
    return result.sentence


def _beside(form: OutcomeForm, appointment_id: int, conflict: Conflict) -> tuple[Response, int]:
    """Set what was sent beside what is stored, and say who stored it."""
    with noted_reading() as db:
        appointment = appointment_of(db, appointment_id)
    found = differences(form, _as_stored(appointment))
    change = last_change(appointment)
    return jsonify(
        sentence=conflict.sentence,
        by=change.by if change else "",
        at=_moment(change.at) if change else "",
        version=str(appointment.version),
        differences=[[each.question, each.mine, each.theirs] for each in found],
    ), 409


def _as_stored(appointment: Appointment) -> OutcomeForm:
    form = OutcomeForm(formdata=MultiDict(), meta={"csrf": False})
    form.offer(OUTCOMES.values())
    stored = known_outcome(appointment, appointment.session)
    stored |= {"started_at": appointment.started_at, "ended_at": appointment.ended_at}
    for field in form.questions():
        if isinstance(field, BoxField):
            field.take_value(stored[field.name])
    return form


def _errors(form: OutcomeForm) -> list[list[str]]:
    """Return each error with the box to put right; with none if it is about the whole."""
    errors = [["", str(sentence)] for sentence in form.form_errors]
    for field in form.questions():
        if field.errors:
            target = field.focus_id if isinstance(field, BoxField) else ""
            errors.append([target, str(field.errors[0])])
    return errors


def _act_of(sent: object) -> Act:
    """Read what came in; raise BadRequest if no phone of ours has sent that."""
    try:
        if isinstance(sent, dict) and isinstance(sent["answers"], dict):
            answers = {str(name): str(value) for name, value in sent["answers"].items()}
            return Act(uuid=UUID(str(sent["id"])), owner=str(sent["owner"]), answers=answers)
    except (KeyError, ValueError):
        pass
    raise BadRequest


def _moment(at: datetime) -> str:
    local = in_london(at)
    return f"{wording.date(local.date())} at {wording.time(local.time())}"
