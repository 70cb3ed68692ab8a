"""How a view saves what a form says: one scaffold for every page that writes.

::

    form = ExceptionForm()

    def add(db: Session) -> str:
        service.add_exception(db, person_to_change(db, person_id), form.days())
        return url_for(".show_person", person_id=person_id)

    return saved(form, add, "The days are added.") or form_page("people/exception.html", form)

What is typed wrongly, and what a rule refuses, is shown on the same page at its field, with status
422 and everything typed still there. A view that answers otherwise than by going on to another page
uses `refusals_on` or `refusals_told` itself.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request

from payback.core import submissions
from payback.core.errors import RuleBroken
from payback.core.web import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from payback.core.forms import PaybackForm


def saved(form: PaybackForm, change: Callable[[Session], str], said: str = "") -> Response | None:
    """Save what a form says, once; return where that leads, or nothing if it cannot be saved.

    Parameters
    ----------
    form
        The form as it was sent; on a first visit nothing is saved.
    change
        Makes the change in the transaction that it is given, and returns the address to go on to.
        Whatever rule it breaks is shown in the form, and nothing of it stays.
    said
        What the next page says of it.
    """
    if not form.validate_on_submit():
        return None
    with refusals_on(form):
        token = sent_token()
        with transaction() as db:
            if earlier := submissions.earlier_result(db, token):
                return redirect(earlier)
            address = change(db)
            submissions.keep_result(db, token, address)
        if said:
            flash(said, "success")
        return redirect(address)
    return None


@contextmanager
def refusals_on(form: PaybackForm) -> Iterator[None]:
    """Show in a form what rule the block breaks; the view goes on after the block."""
    try:
        yield
    except RuleBroken as broken:
        form.add_error(broken.field, broken.sentence)


@contextmanager
def refusals_told() -> Iterator[None]:
    """Say at the top of the next page what rule the block breaks, where there is no form."""
    try:
        yield
    except RuleBroken as broken:
        flash(broken.sentence, "important")


def form_page(template: str, form: PaybackForm, **values: object) -> tuple[str, int]:
    """Draw a page with a form: with status 422 if something must be put right."""
    page = render_template(template, form=form, token=token_for_page(), **values)
    return page, status_of(form)


def status_of(form: PaybackForm) -> int:
    """Return the status of a page that shows a form."""
    return 422 if form.errors or form.form_errors else 200


def sent_token() -> str:
    """Return the one-use token that was sent with a form; empty without a usable one."""
    return request.form.get("submission_token", "")[: submissions.MAX_TOKEN]


def token_for_page() -> str:
    """Return the one-use token for the form of a page: what was sent, shown again, or a new one."""
    return sent_token() or submissions.new_token()
