"""What was removed from a person's record lately, and putting it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect
from sqlalchemy import select

from payback.core import audit, removed, wording
from payback.core.access import Permission, requires
from payback.core.saving import refusals_told
from payback.core.web import transaction
from payback.people.models import AvailabilityException, ExclusionCircle, KeepApart, Person
from payback.people.sections import Section, person_section
from payback.people.staff_views.reach import blueprint, page_of, person_to_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.core.columns import Base

PART = "removed"


@person_section
def removed_lately(db: Session, person: Person) -> Section:
    """Offer what was removed; whoever is named by it is noted as read of."""
    kept = [(each, each.row()) for each in removed.lately(db, person)]
    pairs = [row for _, row in kept if isinstance(row, KeepApart)]
    others = _others(db, person, pairs)
    audit.record_reads(db, "people", others, f"record {person.id}")
    rows = [(each, _in_words(row, others)) for each, row in kept]
    return Section(template="people/removed_section.html", values={"rows": rows, "person": person})


@blueprint.post("/people/<int:person_id>/removed/<int:removed_id>/put-back")
@requires(Permission.MANAGE_PEOPLE)
def put_back(person_id: int, removed_id: int) -> ResponseReturnValue:
    """Put back what was removed: days, a place to avoid, somebody to keep apart."""
    with refusals_told():
        with transaction() as db:
            removed.put_back(db, person_to_change(db, person_id), removed_id)
        flash("It is on the record again.", "success")
    return redirect(page_of(person_id, PART))


def _others(db: Session, person: Person, pairs: list[KeepApart]) -> dict[int, Person]:
    ids = {each for row in pairs for each in (row.first_person_id, row.second_person_id)}
    if not ids:
        return {}
    rows = db.scalars(
        select(Person).where(Person.id.in_(sorted(ids - {person.id}))).order_by(Person.id)
    )
    return {each.id: each for each in rows}


def _in_words(row: Base, others: Mapping[int, Person]) -> str:
    if isinstance(row, AvailabilityException):
        days = wording.date(row.from_on)
        if row.to_on != row.from_on:
            days = f"{days} to {wording.date(row.to_on)}"
        return f"{'Can' if row.available else 'Cannot'} work: {days}"
    if isinstance(row, ExclusionCircle):
        return f"Place to avoid: {row.label or 'unnamed'}, {row.km:g} km"
    if isinstance(row, KeepApart):
        other = others.get(row.first_person_id) or others[row.second_person_id]
        return f"Keep apart from {other.listed_name}, CRN {other.crn}"
    raise TypeError(row)
