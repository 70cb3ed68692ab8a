"""What every page of a person's record shares: the blueprint, finding the person, the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from payback.core import audit, submissions
from payback.core.web import actor, noted_reading, reading
from payback.people import queries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.core.forms import PaybackForm
    from payback.people.models import Person

blueprint = Blueprint("people", __name__)


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


def earlier(db: Session) -> ResponseReturnValue | None:
    """Return where this very form led to if it was sent before."""
    address = submissions.earlier_result(db, request.form.get("submission_token", ""))
    return redirect(address) if address else None


def done(db: Session, person_id: int, part: str = "") -> str:
    """Return the person's page, and keep it as where this form leads to."""
    address = url_for("people.show_person", person_id=person_id, _anchor=part or None)
    submissions.keep_result(db, request.form.get("submission_token", ""), address)
    return address


def form_page(template: str, form: PaybackForm, **values: object) -> ResponseReturnValue:
    """Draw a page with a form: with status 422 if something must be put right."""
    token = request.form.get("submission_token", "")[: submissions.MAX_TOKEN]
    page = render_template(template, form=form, token=token or submissions.new_token(), **values)
    return page, 422 if form.errors or form.form_errors else 200
