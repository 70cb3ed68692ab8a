"""When somebody can work: the usual week and the days that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request

from payback.core import wording
from payback.core.access import Permission, requires
from payback.core.saving import form_page, saved
from payback.core.web import transaction
from payback.people import service
from payback.people.forms import AvailabilityForm, ExceptionForm
from payback.people.staff_views.reach import (
    PUT_BACK,
    ask_person,
    blueprint,
    one_of,
    open_person,
    page_of,
    person_to_change,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session


@blueprint.route("/people/<int:person_id>/availability", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def change_availability(person_id: int) -> ResponseReturnValue:
    """Set the 21 slots of the usual week."""
    person = open_person(person_id, "availability")
    form = AvailabilityForm(data={"slots": person.available_slots, "version": person.version})

    def change(db: Session) -> str:
        person = person_to_change(db, person_id)
        person.require_version(form.version.data)
        service.set_availability(db, person, form.slots.value)
        return page_of(person_id, "availability")

    return saved(form, change, "The usual week is saved.") or form_page(
        "people/availability.html", form, person=person
    )


@blueprint.route("/people/<int:person_id>/exceptions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_exception(person_id: int) -> ResponseReturnValue:
    """Add days that differ from the usual week."""
    person = open_person(person_id, "days that differ")
    form = ExceptionForm()

    def change(db: Session) -> str:
        service.add_exception(
            db,
            person_to_change(db, person_id),
            from_on=form.from_on.value,
            to_on=form.to_on.value,
            available=form.available.value == "yes",
            reason=form.reason.value,
        )
        return page_of(person_id, "availability")

    return saved(form, change, "The days are added.") or form_page(
        "people/exception.html", form, person=person
    )


@blueprint.route(
    "/people/<int:person_id>/exceptions/<int:exception_id>/remove", methods=["GET", "POST"]
)
@requires(Permission.MANAGE_PEOPLE)
def remove_exception(person_id: int, exception_id: int) -> ResponseReturnValue:
    """Ask, and remove days that differ."""
    if request.method == "GET":
        person = open_person(person_id, "days that differ")
        days = one_of(person.exceptions, exception_id)
        said = "can" if days.available else "cannot"
        return ask_person(
            person,
            "availability",
            heading=f"Remove the days from {wording.date(days.from_on)}?",
            follows=[
                f"They are recorded as days on which this person {said} work, from "
                f"{wording.date(days.from_on)} to {wording.date(days.to_on)}.",
                "Without them the usual week counts again, and they can be planned by it.",
            ],
            button="Remove these days",
        )
    with transaction() as db:
        person = person_to_change(db, person_id)
        service.remove(db, person, person.exceptions, exception_id)
    flash(f"The days are removed. {PUT_BACK}", "success")
    return redirect(page_of(person_id, "availability"))
