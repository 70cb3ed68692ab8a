"""Staff: the page that asks before a rota is published, and publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core import audit, submissions
from payback.core.access import Permission, requires
from payback.core.errors import Conflict
from payback.core.saving import refusals_on, sent_token, token_for_page
from payback.core.web import actor, noted_reading, reading, transaction
from payback.diary.letters import said_of
from payback.rota.draft.board import board_of
from payback.rota.forms import PublishForm
from payback.rota.models import RotaState, SolutionStatus
from payback.rota.publishing import publication, staleness
from payback.rota.publishing.lacks import lacks_of, seen_as
from payback.rota.publishing.letters import reachable
from payback.rota.publishing.said import people_named
from payback.rota.questions.unkept import unkept_of, unkept_people
from payback.rota.staff_views.reach import blueprint, rota_or_404

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SUPERVISORS_PAGE = "attendance.list_my_sessions"


@blueprint.get("/rotas/<int:rota_id>/publish")
@requires(Permission.PLAN_ROTA)
def confirm_publish(rota_id: int) -> ResponseReturnValue:
    """Say what publishing would do, or why it cannot be done."""
    rota = rota_or_404(reading(), rota_id)
    if rota.state is not RotaState.DRAFT or rota.status is SolutionStatus.INFEASIBLE:
        return redirect(url_for("rota.show_rota", rota_id=rota_id))
    return _page(rota_id, PublishForm(formdata=None))


@blueprint.post("/rotas/<int:rota_id>/publish")
@requires(Permission.PLAN_ROTA)
def publish_rota(rota_id: int) -> ResponseReturnValue:
    """Publish a draft once, unless its week has changed since it was made."""
    form = PublishForm()
    if not form.validate_on_submit():
        return _page(rota_id, form), 422
    with refusals_on(form):
        return _published(rota_id, form)
    return _page(rota_id, form), 422


def _published(rota_id: int, form: PublishForm) -> ResponseReturnValue:
    token, shown = sent_token(), url_for("rota.show_rota", rota_id=rota_id)
    with transaction() as db:
        if earlier := submissions.earlier_result(db, token):
            return redirect(earlier)
        told = publication.publish(
            db,
            rota_id,
            actor(),
            version=request.form.get("version", ""),
            address=url_for(SUPERVISORS_PAGE, _external=True),
            word=form.word,
        )
        if told is not None:
            submissions.keep_result(db, token, shown)
    if told is None:
        return _page(rota_id, form), 409
    flash(f"The rota is published. Appointments are made. {said_of(told)}", "success")
    return redirect(shown)


def _page(rota_id: int, form: PublishForm) -> str:
    """Draw the page; whoever its sentences name has been read of, and that is noted."""
    with noted_reading() as db:
        rota = rota_or_404(db, rota_id)
        if rota.state is not RotaState.DRAFT:
            raise Conflict(f"This rota is {rota.state.value} now.")
        board, current = board_of(db, rota), staleness.current_week(db, rota)
        changed = current.stopping
        lacks = [] if changed else lacks_of(db, rota, board, current)
        unkept = unkept_of(db, rota)
        read_of = {*people_named([*changed, *lacks]), *unkept_people(unkept)}
        audit.record_reads(db, "people", sorted(read_of), f"rota {rota.id}")
        return render_template(
            "rota/publish.html",
            rota=rota,
            board=board,
            changed=changed,
            lacks=lacks,
            unkept=unkept,
            written_to=len(reachable(db, board.supervisors_changed)),
            form=form.about(seen_as(lacks)),
            token=token_for_page(),
        )
