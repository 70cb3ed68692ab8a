"""Staff: why a rota places somebody as it does, and looking for what would place the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from payback.core import audit
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.web import actor, noted_reading, transaction
from payback.rota import service
from payback.rota.draft import board_queries
from payback.rota.draft.placement import left_of, places_of
from payback.rota.models import LIVE, SolutionStatus
from payback.rota.staff_views.reach import blueprint, names_in, rota_or_404

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/rotas/<int:rota_id>/people/<int:person_id>")
@requires(Permission.SEE_PEOPLE)
def show_person(rota_id: int, person_id: int) -> str:
    """Show why somebody works where a rota says, or is left out."""
    with noted_reading() as db:
        rota = rota_or_404(db, rota_id)
        people = board_queries.people_by_ids(db, [person_id])
        if rota.status is SolutionStatus.INFEASIBLE or not people:
            raise NotFound
        places = places_of(db, rota, names_in(db, rota), person_id)
        if places is None:
            raise NotFound
        audit.record_reads(db, "people", people, f"rota {rota.id}")
        left = left_of(db, rota, person_id)
    may_pin = actor().may(Permission.PLAN_ROTA) and rota.state in LIVE
    return render_template(
        "rota/person.html",
        rota=rota,
        person=people[person_id],
        places=places,
        left=left,
        may_pin=may_pin,
    )


@blueprint.post("/rotas/<int:rota_id>/changes")
@requires(Permission.PLAN_ROTA)
def seek_changes(rota_id: int) -> ResponseReturnValue:
    """Look for the smallest change that would place each person who is left out."""
    with transaction() as db:
        service.seek_changes(db, rota_or_404(db, rota_id))
    flash("Looking for what would place the people who are left out.", "success")
    return redirect(url_for("rota.show_rota", rota_id=rota_id, _anchor="not-placed"))


@blueprint.post("/rotas/<int:rota_id>/changes/stop")
@requires(Permission.PLAN_ROTA)
def stop_seeking(rota_id: int) -> ResponseReturnValue:
    """Look no further; what was found stays."""
    with transaction() as db:
        service.stop_seeking(db, rota_or_404(db, rota_id))
    flash("The search is stopping. What was found is kept.", "success")
    return redirect(url_for("rota.show_rota", rota_id=rota_id, _anchor="not-placed"))
