"""What the court changed of an order: its page, and its section of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core.access import Permission, requires
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading
from payback.people.hours_forms import VariationForm
from payback.people.sections import Section, person_section
from payback.people.staff_views.reach import (
    blueprint,
    one_of,
    open_person,
    page_of,
    person_to_change,
)
from payback.people.sums import credited_minutes_of
from payback.people.variations import variations_of, vary_order

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.people.models import Person


@blueprint.route(
    "/people/<int:person_id>/requirements/<int:requirement_id>/variations/new",
    methods=["GET", "POST"],
)
@requires(Permission.MANAGE_PEOPLE)
def vary_requirement(person_id: int, requirement_id: int) -> ResponseReturnValue:
    """Enter a decision of the court that changes the time ordered."""
    person = open_person(person_id, "variation")
    requirement = one_of(person.requirements, requirement_id)
    form = VariationForm(data={"version": requirement.version})

    def change(db: Session) -> str:
        requirement = one_of(person_to_change(db, person_id).requirements, requirement_id)
        requirement.require_version(form.version.data)
        vary_order(db, requirement, form.variation(), account_id=actor().account_id)
        return page_of(person_id, "variations")

    return saved(form, change, "The order is varied.") or form_page(
        "people/variation.html",
        form,
        person=person,
        requirement=requirement,
        credited=credited_minutes_of(reading(), [requirement_id])[requirement_id],
    )


@person_section
def court_variations(db: Session, person: Person) -> Section:
    """Show what the court changed of a person's orders, and where to enter more."""
    values = {"rows": variations_of(db, person.id), "person": person}
    return Section(template="people/variations_section.html", values=values)
