"""The page of a conflict: who changed what and when, yours beside theirs, and a way on.

It works from the form that was sent and from the same form as it would be drawn now, so that no
view needs a page of its own; a view that answers no GET says which page draws its form::

    @blueprint.post("/nominations/inbox/<int:nomination_id>/verdicts")
    @drawn_by("nominations.show_nomination")

Where there is nothing to compare, the plain page says what happened.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from flask import current_app, g, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from payback.core import submissions
from payback.core.audit import AuditAction, AuditEvent
from payback.core.columns import Base, Versioned
from payback.core.error_pages import show_refusal
from payback.core.errors import Conflict, PaybackError
from payback.core.forms import BoxField, HiddenField, PaybackForm
from payback.core.forms.comparing import differences, labels_of
from payback.core.sent import AGAIN, sent
from payback.core.web import actor, close_reading, reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

    from payback.core.error_pages import Page
    from payback.core.sent import Pairs


YOU = "You"
DRAWN_BY = "payback_drawn_by"
View = TypeVar("View", bound="Callable[..., Any]")


def drawn_by(endpoint: str) -> Callable[[View], View]:
    """Say which page draws the form that a view takes; it stands at the same arguments."""

    def mark(view: View) -> View:
        setattr(view, DRAWN_BY, endpoint)
        return view

    return mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The last change of a record."""

    by: str
    at: datetime
    columns: tuple[str, ...]


def init_conflicts(app: Flask) -> None:
    """Compare what was sent with what is stored wherever somebody else was faster."""
    app.register_error_handler(Conflict, show_conflict)


def show_conflict(error: Conflict) -> Page:
    """Show both sides of a conflict; the plain page if that cannot be done."""
    page = show_refusal(error)
    if request.method != "POST" or not current_user.is_authenticated:
        return page
    try:
        return _compared(error) or page
    except (HTTPException, PaybackError, SQLAlchemyError, LookupError):
        return page


def _compared(error: Conflict) -> Page | None:
    earlier = error.earlier if isinstance(error, submissions.SentOtherwise) else None
    mine = _submitted()
    theirs = _as_first_sent(mine, earlier.pairs) if earlier else _as_drawn_now(mine)
    found = differences(mine, theirs) if mine and theirs else []
    on = earlier.address if earlier else _way_on()
    change = last_change(error.row)
    if not (found or change or earlier):
        return None
    page = render_template(
        "errors/conflict.html",
        sentence=_sentence(error, change),
        change=change,
        changed=labels_of(change.columns, mine) if change and mine else (),
        differences=found,
        pairs=_to_send(error, mine, theirs, anew=earlier is not None),
        address=request.full_path.rstrip("?"),
        on=on,
        again=AGAIN,
        anew=earlier is not None,
    )
    return page, error.status, {}


def _sentence(error: Conflict, change: Change | None) -> str:
    if error.sentence == Conflict.usual and change is not None and change.by == YOU:
        return (
            "You changed this record yourself after you opened this page, perhaps in another tab."
        )
    return error.sentence


def _submitted() -> PaybackForm | None:
    forms: list[PaybackForm] = g.get("forms", [])
    return next((form for form in reversed(forms) if form.is_submitted()), None)


def _as_first_sent(mine: PaybackForm | None, pairs: Pairs) -> PaybackForm | None:
    """Return the form with the answers of the first sending, offering what this one offers."""
    if mine is None:
        return None
    first = type(mine)(formdata=MultiDict(pairs))
    for own, field in zip(mine, first, strict=True):
        if hasattr(field, "choices"):
            field.choices = own.choices
    return first


def _as_drawn_now(mine: PaybackForm | None) -> PaybackForm | None:
    """Return the form as its page would draw it now: ask for that page and keep only the form."""
    page = _own_page()
    if mine is None or page is None:
        return None
    close_reading()
    environ = dict(request.environ)
    for name in [each for each in environ if each.startswith(("werkzeug.", "flask."))]:
        del environ[name]
    environ |= {"REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}
    environ |= {"PATH_INFO": urlsplit(page).path.removeprefix(request.script_root)}
    with current_app.app_context(), current_app.request_context(environ):
        if current_app.preprocess_request() is None:
            current_app.dispatch_request()
        drawn: list[PaybackForm] = g.get("forms", [])
    return next((form for form in reversed(drawn) if type(form) is type(mine)), None)


def _own_page() -> str | None:
    """Return the page that draws the form that was sent."""
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and "GET" in adapter.allowed_methods():
        return request.full_path.rstrip("?")
    view = current_app.view_functions.get(request.endpoint or "")
    endpoint: str | None = getattr(view, DRAWN_BY, None)
    return url_for(endpoint, **(request.view_args or {})) if endpoint else None


def _way_on() -> str:
    """Return the page that shows what is stored now."""
    if page := _own_page():
        return page
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else "/home"


def last_change(row: object | None) -> Change | None:
    """Return who changed a record last, and when; nothing if it is no record or nobody has."""
    if not isinstance(row, Base):
        return None
    accounts = Base.metadata.tables["accounts"]
    found = reading().execute(
        select(AuditEvent, accounts.c.name)
        .outerjoin(accounts, accounts.c.id == AuditEvent.account_id)
        .where(AuditEvent.record_kind == row.__tablename__, AuditEvent.record_id == row.id)
        .where(AuditEvent.action.in_([AuditAction.CREATED, AuditAction.CHANGED]))
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    for event, name in found:
        by = YOU if event.account_id == actor().account_id else name or "The service"
        return Change(by=by, at=event.at, columns=tuple(event.details.split(", ")))
    return None


def _to_send(
    error: Conflict, mine: PaybackForm | None, theirs: PaybackForm | None, *, anew: bool
) -> Pairs:
    """Return what was sent, fit to be sent again: with today's version, or a token of its own.

    What it left alone is sent as it is stored.
    """
    now: dict[str, str] = {}
    kept: Pairs = []
    if anew:
        now["submission_token"] = submissions.new_token()
    elif theirs is not None:
        now = {f.name: f.typed[""] for f in theirs if isinstance(f, HiddenField)}
        kept = _left_alone(mine, theirs)
    elif isinstance(error.row, Versioned):
        now["version"] = str(error.row.version)
    names = {name for name, _ in kept}
    own = [(name, now.get(name, value)) for name, value in sent().pairs if name not in names]
    return [*own, *kept]


def _left_alone(mine: PaybackForm | None, theirs: PaybackForm) -> Pairs:
    """Return what is stored of the questions that one's own form left alone."""
    names = mine.left_alone() if mine else frozenset()
    fields = [each for each in theirs if isinstance(each, BoxField) and each.name in names]
    return [(each.name + box, text) for each in fields for box, text in each.typed.items()]
