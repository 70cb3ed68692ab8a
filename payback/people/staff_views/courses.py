"""The results of courses: the page of one, and the section of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading
from payback.people import ledger
from payback.people.courses import enter_result, results_of
from payback.people.hours_forms import CourseForm
from payback.people.models import LedgerKind
from payback.people.sections import Section, person_section
from payback.people.staff_views.reach import (
    blueprint,
    one_of,
    open_person,
    page_of,
    person_to_change,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.people.models import Person


@blueprint.route(
    "/people/<int:person_id>/requirements/<int:requirement_id>/courses/new",
    methods=["GET", "POST"],
)
@requires(Permission.ADJUST_LEDGER)
def enter_course(person_id: int, requirement_id: int) -> ResponseReturnValue:
    """Enter the result of a course and decide whether its time is credited."""
    person = open_person(person_id, "course result")
    requirement = one_of(person.requirements, requirement_id)
    form = CourseForm()

    def change(db: Session) -> str:
        requirement = one_of(person_to_change(db, person_id).requirements, requirement_id)
        enter_result(db, requirement, form.entered(), account_id=actor().account_id)
        return page_of(person_id, "courses")

    return saved(form, change, "The result is entered.") or form_page(
        "people/course.html",
        form,
        person=person,
        requirement=requirement,
        left=ledger.kind_allowance(reading(), requirement, LedgerKind.ETE, clock.today()),
    )


@person_section
def course_results(db: Session, person: Person) -> Section:
    """Show the results of a person's courses, and where to enter one."""
    values = {"rows": results_of(db, person.id), "person": person}
    return Section(template="people/courses_section.html", values=values)
