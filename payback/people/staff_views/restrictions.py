"""What a placement must respect: groups, supervisors, tags, places to avoid and people apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request

from payback.core.access import Permission, requires
from payback.core.errors import RuleBroken
from payback.core.web import actor, reading, transaction
from payback.people import queries, service
from payback.people.forms import (
    ExclusionForm,
    KeepApartForm,
    RestrictionsForm,
    known_restrictions,
)
from payback.people.places import find_place
from payback.people.staff_views.reach import (
    ask_person,
    blueprint,
    done,
    earlier,
    form_page,
    one_of,
    open_person,
    person_to_change,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/people/<int:person_id>/restrictions", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def change_restrictions(person_id: int) -> ResponseReturnValue:
    """Set groups, supervisors, tags and the longest journey."""
    person = open_person(person_id, "restrictions")
    form = RestrictionsForm(data=known_restrictions(person))
    if form.validate_on_submit():
        try:
            with transaction() as db:
                person = person_to_change(db, person_id)
                person.require_version(form.version.data)
                service.set_restrictions(db, person, form.wanted())
                address = done(db, person_id, "restrictions")
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The restrictions are saved.", "success")
            return redirect(address)
    return form_page("people/restrictions.html", form, person=person)


@blueprint.route("/people/<int:person_id>/exclusions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_exclusion(person_id: int) -> ResponseReturnValue:
    """Add a circle that somebody must not enter."""
    person = open_person(person_id, "places to avoid")
    form = ExclusionForm()
    if form.validate_on_submit():
        try:
            centre = find_place(form.centre.value, "centre").point
            with transaction() as db:
                if again := earlier(db):
                    return again
                service.add_exclusion(
                    db,
                    person_to_change(db, person_id),
                    centre=centre,
                    km=form.metres.value / 1000,
                    label=form.label.value,
                )
                address = done(db, person_id, "restrictions")
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The place to avoid is added.", "success")
            return redirect(address)
    return form_page("people/exclusion.html", form, person=person)


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
        service.remove(db, person.exclusions, exclusion_id)
        address = done(db, person_id, "restrictions")
    flash("The place to avoid is removed.", "success")
    return redirect(address)


@blueprint.route("/people/<int:person_id>/kept-apart/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_kept_apart(person_id: int) -> ResponseReturnValue:
    """Keep two people out of each other's sessions."""
    person = open_person(person_id, "people to keep apart")
    form = KeepApartForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                if again := earlier(db):
                    return again
                service.keep_apart(
                    db,
                    actor(),
                    person_to_change(db, person_id),
                    crn=form.crn.value,
                    reason=form.reason.value,
                )
                address = done(db, person_id, "restrictions")
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The two people are kept apart.", "success")
            return redirect(address)
    return form_page("people/kept_apart.html", form, person=person)


@blueprint.route("/people/<int:person_id>/kept-apart/<int:pair_id>/remove", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def remove_kept_apart(person_id: int, pair_id: int) -> ResponseReturnValue:
    """Ask, and let two people be in one session again."""
    if request.method == "GET":
        person = open_person(person_id, "people to keep apart")
        known = {row.id: (row, other) for row, other in queries.kept_apart(reading(), person.id)}
        pair = one_of([row for row, _ in known.values()], pair_id)
        other = known[pair.id][1]
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
        service.remove(db, pairs, pair_id)
        address = done(db, person_id, "restrictions")
    flash("The two people are not kept apart any more.", "success")
    return redirect(address)
