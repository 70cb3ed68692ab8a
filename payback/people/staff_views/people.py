"""The list of people, one person's page, and who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask import render_template, request, url_for

from payback.areas.queries import area_names, areas_by_codes
from payback.core import audit, clock
from payback.core.access import Permission, requires
from payback.core.errors import RuleBroken
from payback.core.paging import Paging, page_number
from payback.core.saving import form_page, saved
from payback.core.web import actor, noted_reading, reading
from payback.people import queries, rules, service
from payback.people.availability import DAYS, PARTS, slot_bit
from payback.people.balance import remaining_minutes
from payback.people.forms import PeopleFilterForm, PersonForm, known_person
from payback.people.models import RequirementState
from payback.people.places import FoundPlace, find_place
from payback.people.sections import sections_of
from payback.people.staff_views.reach import blueprint, open_person, person_to_change
from payback.people.sums import credited_minutes_of

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.people.models import Requirement

Form = TypeVar("Form", PeopleFilterForm, PersonForm)


@blueprint.get("/people")
@requires(Permission.SEE_PEOPLE)
def list_people() -> ResponseReturnValue:
    """List the people of the reader's areas, a page at a time."""
    today = clock.today()
    form = _with_areas(PeopleFilterForm(request.args))
    wanted = _wanted(form) if form.validate() else queries.PeopleFilter()
    with noted_reading() as db:
        total = queries.count_people(db, actor(), wanted, today)
        paging = Paging(number=page_number(request.args.get("page")), total=total)
        rows = queries.list_people(
            db, actor(), wanted, today, offset=paging.offset, limit=paging.size
        )
        audit.record_reads(db, "people", sorted({each.id for each in rows}), "list of people")
    filters: dict[str, Any] = dict(form.asked)
    return form_page(
        "people/list.html",
        form,
        rows=[(each, _standing_of(each.requirement, today)) for each in rows],
        paging=paging,
        links=paging.links(lambda page: url_for(".list_people", **filters, page=page)),
        filtered=bool(filters),
    )


@blueprint.get("/people/<int:person_id>")
@requires(Permission.SEE_PEOPLE)
def show_person(person_id: int) -> ResponseReturnValue:
    """Show everything that is kept about a person."""
    today = clock.today()
    with noted_reading() as db:
        person = queries.person_by_id(db, actor(), person_id)
        ids = [each.id for each in person.requirements]
        credited = credited_minutes_of(db, ids)
        lines = queries.ledger_lines(db, ids)
        apart = queries.kept_apart(db, person.id)
        sections = sections_of(db, person)
        audit.record_reads(db, "people", [person.id], "record")
        audit.record_reads(db, "people", [other.id for _, other in apart], f"record {person.id}")
    return render_template(
        "people/person.html",
        person=person,
        today=today,
        standings=[_standing(each, credited[each.id], today) for each in person.requirements],
        lines=lines,
        apart=apart,
        sections=sections,
        days=DAYS,
        parts=PARTS,
        slot_bit=slot_bit,
    )


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    """Add a person, then go on to their requirement."""
    form = _with_areas(PersonForm())

    def change(db: Session) -> str:
        home = _home(form, known=False)
        area_id = _area_id(db, form, home)
        person = service.add_person(db, form.facts(home, area_id))
        return url_for(".add_requirement", person_id=person.id)

    return saved(
        form, change, "The person is added. Now enter what the court ordered."
    ) or form_page("people/new.html", form)


@blueprint.route("/people/<int:person_id>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def change_person(person_id: int) -> ResponseReturnValue:
    """Change who somebody is and where they live."""
    person = open_person(person_id, "details to change")
    form = _with_areas(PersonForm(data=known_person(person)))

    def change(db: Session) -> str:
        home = _home(form, known=True)
        person = person_to_change(db, person_id)
        person.require_version(form.version.data)
        facts = form.facts(home, _area_id(db, form, home))
        service.change_person(db, person, facts)
        return url_for(".show_person", person_id=person_id)

    return saved(form, change, "The details are saved.") or form_page(
        "people/change.html", form, person=person
    )


def _standing_of(
    requirement: queries.ListedRequirement | None, today: date
) -> dict[str, object] | None:
    return _standing(requirement, requirement.credited, today) if requirement else None


def _standing(
    requirement: Requirement | queries.ListedRequirement, credited: int, today: date
) -> dict[str, object]:
    """Return the figures of a requirement that a page shows."""
    remaining = remaining_minutes(requirement.ordered_minutes, credited)
    pace = rules.pace(remaining, requirement.weekly_minutes, requirement.due_on, today)
    return {
        "requirement": requirement,
        "credited": credited,
        "remaining": remaining,
        "pace": pace if requirement.state is RequirementState.ACTIVE else None,
    }


def _wanted(form: PeopleFilterForm) -> queries.PeopleFilter:
    return queries.PeopleFilter(
        words=form.q.value,
        state=RequirementState(form.state.data) if form.state.data else None,
        pace=rules.Pace(form.pace.data) if form.pace.data else None,
        area_id=int(form.area.data) if form.area.data else None,
    )


def _with_areas(form: Form) -> Form:
    areas = area_names(reading(), actor())
    form.area.choices = [(str(area.id), area.name) for area in areas]
    return form


def _home(form: PersonForm, *, known: bool) -> FoundPlace | None:
    """Return the home place typed; nothing typed keeps one that is known."""
    if not form.home.value and not known:
        raise RuleBroken("home", "Enter where this person lives")
    return find_place(form.home.value, "home") if form.home.value else None


def _area_id(db: Session, form: PersonForm, home: FoundPlace | None) -> int:
    """Return the area that was chosen, or the one of the home place if the actor works there."""
    if form.area.data:
        return int(form.area.data)
    areas = areas_by_codes(db, [home.area_code] if home and home.area_code else [])
    if not areas:
        raise RuleBroken("area", "Select the borough that manages the order")
    if not actor().works_in(areas[0].id):
        raise RuleBroken("area", f"The home is in {areas[0].name}. Select one of your boroughs")
    return areas[0].id
