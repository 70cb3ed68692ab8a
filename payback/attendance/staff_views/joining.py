"""Supervisors and coordinators: putting somebody on the list of a session that has begun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from payback.attendance.forms import JoinForm
from payback.attendance.staff_views.reach import RECORDS, blueprint, session_of
from payback.core import audit
from payback.core.access import Permission, requires
from payback.core.errors import RuleBroken
from payback.core.saving import form_page, refusals_on, saved
from payback.core.web import actor, noted_reading, reading
from payback.diary.joining import join
from payback.people.models import Person
from payback.people.queries import person_by_crn
from payback.people.rules import normalise_crn

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session
    from werkzeug import Response


@blueprint.route("/sessions/<int:session_id>/attendance/add", methods=["GET", "POST"])
@requires(*RECORDS)
def add_person(session_id: int) -> ResponseReturnValue:
    """Ask who came without being on the list, and lead on to recording them."""
    session = session_of(reading(), session_id)
    form = JoinForm()
    if form.validate_on_submit():
        with refusals_on(form):
            person_id = _looked_up(form.crn.value)
            if there := _joined(form, session_id, person_id):
                return there
    return form_page("attendance/add.html", form, session=session)


def _joined(form: JoinForm, session_id: int, person_id: int) -> Response | None:
    def add(db: Session) -> str:
        person = db.get_one(Person, person_id)
        tells = actor().may(Permission.SEE_PEOPLE)
        session = session_of(db, session_id)
        appointment = join(db, session, person, form.because.value, tells=tells)
        return url_for(".outcome_form", appointment_id=appointment.id)

    return saved(form, add, "They are on the list. Record when they came and left.")


def _looked_up(typed: str) -> int:
    """Return who of the reader's areas has a CRN; that they were looked up is noted in any case."""
    crn = normalise_crn(typed)
    with noted_reading() as db:
        person = person_by_crn(db, crn)
        if person is not None and actor().works_in(person.area_id):
            audit.record_reads(db, "people", [person.id], "adding to a session")
            return person.id
    raise RuleBroken("crn", "There is nobody with this CRN in your areas. Check it")
