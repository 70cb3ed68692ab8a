"""Following a nomination by its secret link. A GET changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError

from payback.core import clock
from payback.core.access import public
from payback.core.characters import as_email
from payback.core.error_pages import show_refusal
from payback.core.errors import NotFound
from payback.core.references import hash_secret
from payback.core.saving import saved
from payback.core.throttle import limiter
from payback.core.web import network_of_request, reading, services, transaction
from payback.nominations import queries, service
from payback.nominations.forms.following import FindForm, WithdrawForm, items_form
from payback.nominations.models import NominationState
from payback.nominations.progress import PUBLIC_TITLES, event_words, standing_of
from payback.nominations.rules import Step, may
from payback.nominations.starts import Start, start_of
from payback.nominations.summary import sections_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.nominations.forms.following import ItemsForm
    from payback.nominations.models import Nomination

blueprint = Blueprint("tracking", __name__)
EXPIRED = (
    "This page was open for too long to be sent. Nothing you typed is lost: check it and send it "
    "again"
)


def _typed_address() -> str:
    return hash_secret(as_email(request.form.get("email", ""))) + network_of_request()


@blueprint.get("/nominations/<reference>/<secret>")
@public
def show_nomination(reference: str, secret: str) -> ResponseReturnValue:
    """Show where a nomination stands, what has happened and what is asked."""
    nomination = _nomination(reading(), reference, secret)
    return _render(nomination, secret, items_form(queries.items_of(reading(), nomination.id)))


@blueprint.post("/nominations/<reference>/<secret>")
@public
@limiter.limit("60 per hour", methods=["POST"])
def answer_items(reference: str, secret: str) -> ResponseReturnValue:
    """Take the answers to what was asked."""
    nomination = _nomination(reading(), reference, secret)
    form = items_form(queries.items_of(reading(), nomination.id))

    def change(db: Session) -> str:
        service.answer_items(db, _nomination(db, reference, secret), form.answers())
        return url_for(".show_nomination", reference=reference, secret=secret)

    if there := saved(form, change, "Thank you. We have your answers and go on checking."):
        return there
    return _render(_nomination(reading(), reference, secret), secret, form), 422


@blueprint.route("/nominations/<reference>/<secret>/withdraw", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def withdraw(reference: str, secret: str) -> ResponseReturnValue:
    """Ask whether a nomination is really to be withdrawn, and withdraw it."""
    nomination = _nomination(reading(), reference, secret)
    page = url_for(".show_nomination", reference=reference, secret=secret)
    if not may(nomination.state, Step.WITHDRAW):
        return redirect(page)
    form = WithdrawForm()
    if form.validate_on_submit():
        with transaction() as db:
            service.withdraw(
                db, services().config, _nomination(db, reference, secret), form.reason.value
            )
        flash("Your nomination is withdrawn.", "success")
        return redirect(page)
    return _render_withdraw(nomination, secret, form), 422 if form.errors else 200


@blueprint.route("/nominations/find", methods=["GET", "POST"])
@public
@limiter.limit("10 per hour", methods=["POST"])
@limiter.limit("3 per hour", key_func=_typed_address, methods=["POST"])
def find_nomination() -> ResponseReturnValue:
    """Send the link again; say the same whether there is such a nomination or not."""
    form = FindForm()
    if not form.validate_on_submit():
        return render_template("nominations/find.html", form=form), 422 if form.errors else 200
    with transaction() as db:
        service.send_link(
            db, services().config, reference=form.reference.value, email=form.email.value
        )
    return redirect(url_for(".show_sent"))


@blueprint.get("/nominations/link-sent")
@public
def show_sent() -> str:
    """Say that the link is on its way, if there is such a nomination."""
    return render_template("nominations/link_sent.html")


@blueprint.errorhandler(CSRFError)
def show_again(_error: CSRFError) -> ResponseReturnValue:
    """Show a page that was open for too long again, with all that was typed."""
    try:
        return _shown_again(), 422
    except NotFound as wrong_link:
        return show_refusal(wrong_link)


def _shown_again() -> str:
    given = request.view_args or {}
    if "secret" not in given:
        form = FindForm()
        form.add_error(None, EXPIRED)
        return render_template("nominations/find.html", form=form)
    nomination = _nomination(reading(), given["reference"], given["secret"])
    if request.endpoint == f"{blueprint.name}.withdraw":
        withdrawing = WithdrawForm()
        withdrawing.add_error(None, EXPIRED)
        return _render_withdraw(nomination, given["secret"], withdrawing)
    items = items_form(queries.items_of(reading(), nomination.id))
    items.add_error(None, EXPIRED)
    return _render(nomination, given["secret"], items)


def _nomination(db: Session, reference: str, secret: str) -> Nomination:
    found = queries.nomination_by_link(db, reference, secret)
    if found is None:
        raise NotFound
    return found


def _render(nomination: Nomination, secret: str, form: ItemsForm) -> str:
    db = reading()
    decided = nomination
    if nomination.merged_into_id is not None and nomination.state is NominationState.MERGED:
        decided = queries.nomination_by_id(db, nomination.merged_into_id)
    start = start_of(db, decided.project_id) if decided.project_id else Start()
    return render_template(
        "nominations/track.html",
        nomination=nomination,
        standing=standing_of(decided, start, clock.today()),
        merged=decided is not nomination,
        secret=secret,
        form=form,
        asked=nomination.state is NominationState.MORE_INFORMATION,
        items=queries.items_of(db, nomination.id),
        history=queries.public_history(db, nomination.id, decided.id),
        event_words=event_words,
        titles=PUBLIC_TITLES,
        sections=sections_of(
            nomination,
            {each.criterion: each.evidence for each in nomination.criteria},
            nomination.area.name,
        )[:-1],
        may_withdraw=may(nomination.state, Step.WITHDRAW),
    )


def _render_withdraw(nomination: Nomination, secret: str, form: WithdrawForm) -> str:
    return render_template(
        "nominations/withdraw.html", nomination=nomination, secret=secret, form=form
    )
