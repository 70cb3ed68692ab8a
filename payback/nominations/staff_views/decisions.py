"""The steps that staff take with a nomination, each on a page of its own that says what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core.access import Permission, requires
from payback.core.saving import saved, status_of
from payback.core.web import actor, reading, services
from payback.nominations import decisions, inbox_queries
from payback.nominations.forms.deciding import (
    ApproveForm,
    AskForm,
    DeclineForm,
    MergeForm,
    ReopenForm,
)
from payback.nominations.inbox_queries import nomination_within
from payback.nominations.rules import Step, refusal_of, verdicts_met
from payback.nominations.staff_views.reach import blueprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.nominations.forms.deciding import DecisionForm
    from payback.nominations.models import Nomination


@blueprint.route("/nominations/inbox/<int:nomination_id>/approve", methods=["GET", "POST"])
@requires(Permission.DECIDE_NOMINATIONS)
def approve(nomination_id: int) -> ResponseReturnValue:
    """Approve a nomination and make a project of it."""
    form = ApproveForm()

    def change(db: Session, nomination: Nomination) -> None:
        decisions.approve(
            db,
            services().config,
            nomination,
            account_id=actor().account_id,
            nearby_postcode=form.nearby_postcode.value,
            message=form.message.value,
        )

    done = "The nomination is approved and is now a proposed project."
    return _take(nomination_id, Step.APPROVE, form, change, done)


@blueprint.route("/nominations/inbox/<int:nomination_id>/ask", methods=["GET", "POST"])
@requires(Permission.DECIDE_NOMINATIONS)
def ask(nomination_id: int) -> ResponseReturnValue:
    """Ask the nominator for more information."""
    form = AskForm()

    def change(db: Session, nomination: Nomination) -> None:
        decisions.ask(
            db, services().config, nomination, form.asked(), account_id=actor().account_id
        )

    return _take(nomination_id, Step.ASK, form, change, "The nominator is asked.")


@blueprint.route("/nominations/inbox/<int:nomination_id>/decline", methods=["GET", "POST"])
@requires(Permission.DECIDE_NOMINATIONS)
def decline(nomination_id: int) -> ResponseReturnValue:
    """Decline a nomination with a reason."""
    form = DeclineForm()

    def change(db: Session, nomination: Nomination) -> None:
        decisions.decline(
            db, services().config, nomination, form.reason.value, account_id=actor().account_id
        )

    return _take(nomination_id, Step.DECLINE, form, change, "The nomination is declined.")


@blueprint.route("/nominations/inbox/<int:nomination_id>/reopen", methods=["GET", "POST"])
@requires(Permission.DECIDE_NOMINATIONS)
def reopen(nomination_id: int) -> ResponseReturnValue:
    """Open a nomination again with a reason."""
    form = ReopenForm()

    def change(db: Session, nomination: Nomination) -> None:
        decisions.reopen(
            db, services().config, nomination, form.reason.value, account_id=actor().account_id
        )

    return _take(nomination_id, Step.REOPEN, form, change, "The nomination is open again.")


@blueprint.route("/nominations/inbox/<int:nomination_id>/merge", methods=["GET", "POST"])
@requires(Permission.DECIDE_NOMINATIONS)
def merge(nomination_id: int) -> ResponseReturnValue:
    """Join a nomination with another near it."""
    form = MergeForm()
    here = nomination_within(reading(), actor(), nomination_id)
    form.into.choices = [
        (str(near.nomination.id), f"{near.nomination.reference}: {near.nomination.title}")
        for near in inbox_queries.nearby(reading(), actor(), here)
    ]

    def change(db: Session, nomination: Nomination) -> None:
        into = nomination_within(db, actor(), int(form.into.value), lock=True)
        decisions.merge(db, services().config, nomination, into, account_id=actor().account_id)

    return _take(nomination_id, Step.MERGE, form, change, "The nominations are joined.")


def _take(
    nomination_id: int,
    step: Step,
    form: DecisionForm,
    change: Callable[[Session, Nomination], None],
    done: str,
) -> ResponseReturnValue:
    """Show the page of a step, or take the step; somebody else's change in between is a 409.

    A step that does not follow any more leads back to the nomination, which says so.
    """
    shown = nomination_within(reading(), actor(), nomination_id)
    if request.method == "GET" and (refusal := refusal_of(shown.state, step)):
        flash(refusal, "important")
        return redirect(url_for("nominations.show_nomination", nomination_id=nomination_id))

    def take(db: Session) -> str:
        nomination = nomination_within(db, actor(), nomination_id, lock=True)
        nomination.require_version(form.version.data)
        change(db, nomination)
        return url_for("nominations.show_nomination", nomination_id=nomination_id)

    if there := saved(form, take, done):
        return there
    status = status_of(form)
    if not form.version.data:
        form.version.process(None, str(shown.version))
    page = render_template(
        f"nominations/{step.name.lower()}.html",
        form=form,
        nomination=shown,
        all_met=verdicts_met(shown.criteria),
    )
    return page, status
