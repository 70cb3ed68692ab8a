"""What a placement must respect: groups, supervisors, tags, places to avoid and people apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request

from payback.core import audit
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.saving import form_page, saved
from payback.core.web import actor, noted_reading, transaction
from payback.people import queries, service
from payback.people.forms import (
    ExclusionForm,
    KeepApartForm,
    RestrictionsForm,
    known_restrictions,
)
from payback.people.places import find_place
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

    from payback.people.models import Person


@blueprint.route("/people/<int:person_id>/restrictions", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def change_restrictions(person_id: int) -> ResponseReturnValue:
    """Set groups, supervisors, tags and the longest journey."""
    person = open_person(person_id, "restrictions")
    form = RestrictionsForm(data=known_restrictions(person))

    def change(db: Session) -> str:
        person = person_to_change(db, person_id)
        person.require_version(form.version.data)
        service.set_restrictions(db, person, form.wanted())
        return page_of(person_id, "restrictions")

    return saved(form, change, "The restrictions are saved.") or form_page(
        "people/restrictions.html", form, person=person
    )


@blueprint.route("/people/<int:person_id>/exclusions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_exclusion(person_id: int) -> ResponseReturnValue:
    """Add a circle that somebody must not enter."""
    person = open_person(person_id, "places to avoid")
    form = ExclusionForm()

    def change(db: Session) -> str:
        centre = find_place(form.centre.value, "centre").point
        service.add_exclusion(
            db,
            person_to_change(db, person_id),
            centre=centre,
            km=form.metres.value / 1000,
            label=form.label.value,
        )
        return page_of(person_id, "restrictions")

    return saved(form, change, "The place to avoid is added.") or form_page(
        "people/exclusion.html", form, person=person
    )


@blueprint.route(
    "/people/<int:person_id>/exclusions/<int:exclusion_id>/remove", methods=["GET", "POST"]
)
@requires(Permission.MANAGE_PEOPLE)
def remove_exclusion(person_id: int, exclusion_id: int) -> ResponseReturnValue:
    """Ask, and remove a circle."""
    if request.method == "GET":
        person = open_person(person_id, "restrictions")
        circle = one_of(person.exclusions, exclusion_id)
        return ask_person(
            person,
            "restrictions",
            heading="Remove this place to avoid?",
            follows=[
                f"The place is “{circle.label or 'unnamed'}”.",
                f"From now on they may be planned within {circle.km:g} km of it.",
            ],
            button="Remove this place",
        )
    with transaction() as db:
        person = person_to_change(db, person_id)
        service.remove(db, person, person.exclusions, exclusion_id)
    flash(f"The place to avoid is removed. {PUT_BACK}", "success")
    return redirect(page_of(person_id, "restrictions"))


@blueprint.route("/people/<int:person_id>/kept-apart/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_kept_apart(person_id: int) -> ResponseReturnValue:
    """Keep two people out of each other's sessions."""
    person = open_person(person_id, "people to keep apart")
    form = KeepApartForm()

    def change(db: Session) -> str:
        service.keep_apart(
            db,
            actor(),
            person_to_change(db, person_id),
            crn=form.crn.value,
            reason=form.reason.value,
        )
        return page_of(person_id, "restrictions")

    return saved(form, change, "The two people are kept apart.") or form_page(
        "people/kept_apart.html", form, person=person
    )


@blueprint.route("/people/<int:person_id>/kept-apart/<int:pair_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def remove_kept_apart(person_id: int, pair_id: int) -> ResponseReturnValue:
    """Ask, and let two people be in one session again."""
    if request.method == "GET":
        person = open_person(person_id, "people to keep apart")
        other = _kept_apart_from(person, pair_id)
        return ask_person(
            person,
            "restrictions",
            heading="Stop keeping these two people apart?",
            follows=[
                f"The other person is {other.listed_name}, CRN {other.crn}.",
                "From now on the two may be planned into one session.",
            ],
            button="Stop keeping them apart",
        )
    with transaction() as db:
        person = person_to_change(db, person_id)
        pairs = [row for row, _ in queries.kept_apart(db, person.id)]
        service.remove(db, person, pairs, pair_id)
    flash(f"The two people are not kept apart any more. {PUT_BACK}", "success")
    return redirect(page_of(person_id, "restrictions"))


def _kept_apart_from(person: Person, pair_id: int) -> Person:
    """Return the other of two people kept apart; that they are named is noted."""
    with noted_reading() as db:
        others = {row.id: other for row, other in queries.kept_apart(db, person.id)}
        if pair_id not in others:
            raise NotFound
        audit.record_reads(db, "people", [others[pair_id].id], f"record {person.id}")
    return others[pair_id]
