"""What every page of a person's record shares: the blueprint, finding the person, the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, request, url_for

from payback.core import audit, removed
from payback.core.asking import Question, ask
from payback.core.errors import NotFound
from payback.core.web import actor, noted_reading, reading
from payback.people import queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from payback.core.columns import Base
    from payback.people.models import Person

blueprint = Blueprint("people", __name__)
PUT_BACK = "You can put it back below, under “Removed lately”."
Row = TypeVar("Row", bound="Base")


def open_person(person_id: int, page: str) -> Person:
    """Return a person for a page; looking at it leaves a line in the audit trail.

    Sending a form back does not: the page was written down when it was opened.
    """
    if request.method == "POST":
        return queries.person_by_id(reading(), actor(), person_id)
    with noted_reading() as db:
        person = queries.person_by_id(db, actor(), person_id)
        audit.record_reads(db, "people", [person.id], page)
    return person


def person_to_change(db: Session, person_id: int) -> Person:
    """Return a person in the transaction that changes them."""
    return queries.person_by_id(db, actor(), person_id)


def page_of(person_id: int, part: str = "") -> str:
    """Return the address of a person's page, at one of its parts."""
    return url_for("people.show_person", person_id=person_id, _anchor=part or None)


def one_of(rows: Iterable[Row], row_id: int) -> Row:
    """Return the row of a person's record that an address names."""
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound
    return found


def ask_person(
    person: Person, part: str, *, heading: str, follows: Sequence[str], button: str
) -> str:
    """Ask before something is taken out of a person's record."""
    return ask(
        Question(
            heading=heading,
            caption=f"{person.listed_name}, CRN {person.crn}",
            follows=follows,
            undo=removed.UNDO,
            button=button,
            back=page_of(person.id, part),
        )
    )
