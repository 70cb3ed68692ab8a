"""Staff: starting a run of the optimiser and following it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.areas.queries import areas_of
from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading, transaction
from payback.core.weeks import monday_of
from payback.rota import queries, service
from payback.rota.forms import USUAL_SECONDS, PlanForm
from payback.rota.planning.search_words import search_in_words
from payback.rota.rules import gap_in_words
from payback.rota.staff_views.reach import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.rota.models import RotaRun


@blueprint.get("/rota-runs/new")
@requires(Permission.PLAN_ROTA)
def new_run_form() -> ResponseReturnValue:
    """Ask which weeks of which area to plan."""
    areas = areas_of(reading(), actor())
    known = {
        "area": request.args.get("area") or (str(areas[0].id) if len(areas) == 1 else None),
        "first_on": request.args.get("first") or _next_week(),
        "weeks": "1",
        "seconds": USUAL_SECONDS,
    }
    form = PlanForm(formdata=None, data=known).offer(areas, clock.today())
    return form_page("rota/plan.html", form)


@blueprint.post("/rota-runs/new")
@requires(Permission.PLAN_ROTA)
def start_run() -> ResponseReturnValue:
    """Queue a run and go to its progress."""
    form = PlanForm().offer(areas_of(reading(), actor()), clock.today())

    def change(db: Session) -> str:
        run = service.start_run(
            db,
            area_id=int(form.area.value),
            first_on=form.first_day,
            weeks=int(form.weeks.value),
            seconds=form.seconds.value,
            account_id=actor().account_id,
        )
        return url_for(".show_run", run_id=run.id)

    return saved(form, change) or form_page("rota/plan.html", form)


@blueprint.get("/rota-runs/<int:run_id>")
@requires(Permission.SEE_ROTA)
def show_run(run_id: int) -> str:
    """Show how a run stands; the page asks to be loaded again while it goes on."""
    db = reading()
    run = _run(db, run_id)
    elapsed = (run.job.ended_at or clock.now()) - run.job.created_at
    return render_template(
        "rota/run.html",
        run=run,
        job=run.job,
        shown=search_in_words(
            run.job.progress_values,
            seconds=elapsed // timedelta(seconds=1),
            week_seconds=run.seconds,
        ),
        sizes=queries.counts_of_rotas(db, [each.id for each in run.rotas]),
        gap_in_words=gap_in_words,
        may_plan=actor().may(Permission.PLAN_ROTA),
    )


@blueprint.post("/rota-runs/<int:run_id>/stop")
@requires(Permission.PLAN_ROTA)
def stop_run(run_id: int) -> ResponseReturnValue:
    """Ask a run to stop with the best rota so far."""
    with transaction() as db:
        run = _run(db, run_id)
        ended = run.job.ended
        service.stop_run(db, run)
    if ended:
        flash("The run had already ended.")
    else:
        flash("The run is stopping. The best rota so far is kept.", "success")
    return redirect(url_for(".show_run", run_id=run_id))


def _run(db: Session, run_id: int) -> RotaRun:
    run = queries.run_by_id(db, run_id, actor())
    if run is None:
        raise NotFound
    return run


def _next_week() -> str:
    return (monday_of(clock.today()) + timedelta(days=7)).isoformat()
