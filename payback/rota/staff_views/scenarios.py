"""Staff: what would follow if something happened in the week of a rota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

import scheduler
from payback.core import jobs
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.saving import refusals_on
from payback.core.web import actor, reading, transaction
from payback.rota.forms import WhatIfForm
from payback.rota.models import SolutionStatus
from payback.rota.problem.documents import unpacked
from payback.rota.questions import scenarios
from payback.rota.staff_views.reach import blueprint, names_in, rota_or_404

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.rota.models import Rota


@blueprint.get("/rotas/<int:rota_id>/what-if")
@requires(Permission.PLAN_ROTA)
def list_scenarios(rota_id: int) -> str:
    """Show what was asked of a rota and what came of it, and ask for more."""
    db = reading()
    return _page(db, _rota(db, rota_id), WhatIfForm(formdata=None))


@blueprint.post("/rotas/<int:rota_id>/what-if")
@requires(Permission.PLAN_ROTA)
def ask_what_if(rota_id: int) -> ResponseReturnValue:
    """Work out what would follow; nothing of the rota changes."""
    form = WhatIfForm()
    with transaction() as db:
        rota = _rota(db, rota_id)
        _offer(db, rota, form)
        if not form.validate_on_submit():
            return _page(db, rota, form), 422
        with refusals_on(form):
            scenarios.ask(db, rota, form.what.value, actor().account_id)
            return redirect(url_for(".list_scenarios", rota_id=rota_id))
        return _page(db, rota, form), 422


@blueprint.post("/rotas/<int:rota_id>/what-if/stop")
@requires(Permission.PLAN_ROTA)
def stop_scenarios(rota_id: int) -> ResponseReturnValue:
    """Work nothing out any longer; the best found so far is compared."""
    with transaction() as db:
        for scenario in scenarios.scenarios_of(db, _rota(db, rota_id)):
            if not scenario.job.ended:
                jobs.request_stop(db, scenario.job.id)
    flash("Stopping. The best found so far is compared.", "success")
    return redirect(url_for(".list_scenarios", rota_id=rota_id))


def _rota(db: Session, rota_id: int) -> Rota:
    rota = rota_or_404(db, rota_id)
    if rota.status is SolutionStatus.INFEASIBLE:
        raise NotFound
    return rota


def _offer(db: Session, rota: Rota, form: WhatIfForm) -> dict[str, str]:
    """Set what can be asked; returns its words by key."""
    offered = scenarios.offered(scheduler.read_problem(unpacked(rota.problem)), names_in(db, rota))
    form.what.choices = offered
    return dict(offered)


def _page(db: Session, rota: Rota, form: WhatIfForm) -> str:
    called = _offer(db, rota, form)
    asked = scenarios.scenarios_of(db, rota)
    return render_template(
        "rota/what_if.html",
        rota=rota,
        form=form,
        rows=[(each, called.get(each.what, each.what), scenarios.found_in(each)) for each in asked],
        busy=any(not each.job.ended for each in asked),
    )
