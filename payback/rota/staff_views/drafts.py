"""Staff: putting a draft aside, which asks first, and taking it up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from payback.core import wording
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.web import reading, transaction
from payback.rota import queries, service
from payback.rota.models import RotaState
from payback.rota.staff_views.reach import blueprint, rota_or_404

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/rotas/<int:rota_id>/discard")
@requires(Permission.PLAN_ROTA)
def confirm_discard(rota_id: int) -> ResponseReturnValue:
    """Ask before a draft is put aside."""
    db = reading()
    rota = rota_or_404(db, rota_id)
    shown = url_for("rota.show_rota", rota_id=rota_id)
    if rota.state is not RotaState.DRAFT:
        return redirect(shown)
    size = queries.counts_of_rotas(db, [rota_id])[rota_id]
    question = Question(
        heading="Discard this draft",
        caption=f"{rota.area.name} rota, week of {wording.date(rota.week_on)}",
        follows=(
            f"The draft books {wording.plural(size.people, 'person', 'people')} at "
            f"{wording.plural(size.sessions, 'session')}. It leaves the list of rotas.",
            "Nobody has been told of it, and nothing that is published changes. Bookings that are "
            "insisted on stay for the next plan.",
        ),
        undo="You can take it up again from its page.",
        button="Discard draft",
        back=shown,
        fields={"version": rota.version},
    )
    return ask(question)


@blueprint.post("/rotas/<int:rota_id>/discard")
@requires(Permission.PLAN_ROTA)
def discard_rota(rota_id: int) -> ResponseReturnValue:
    """Put a draft aside."""
    with transaction() as db:
        rota = rota_or_404(db, rota_id)
        if rota.state is not RotaState.DISCARDED:
            rota.require_version(request.form.get("version"))
            service.discard(rota)
    flash("The draft is discarded. You can take it up again here.", "success")
    return redirect(url_for("rota.show_rota", rota_id=rota_id))


@blueprint.post("/rotas/<int:rota_id>/restore")
@requires(Permission.PLAN_ROTA)
def restore_rota(rota_id: int) -> ResponseReturnValue:
    """Take a discarded draft up again."""
    with transaction() as db:
        rota = rota_or_404(db, rota_id)
        if rota.state is not RotaState.DRAFT:
            service.restore(rota)
    flash("The draft is taken up again.", "success")
    return redirect(url_for("rota.show_rota", rota_id=rota_id))
