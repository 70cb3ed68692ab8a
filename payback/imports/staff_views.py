"""Staff: what a file would do, the word to do it, how far it is, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from payback.core import audit, clock, jobs
from payback.core.access import Permission, requires
from payback.core.errors import NotFound
from payback.core.paging import Paging, page_number
from payback.core.saving import refusals_told
from payback.core.web import actor, noted_reading, stand_under, transaction
from payback.imports import queries, service
from payback.imports.findings import unpacked
from payback.imports.kinds import KINDS
from payback.imports.receiving import follow

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.imports.models import FileImport

LOADS = (Permission.MANAGE_PEOPLE, Permission.MANAGE_AREAS, Permission.IMPORT_FIGURES)

blueprint = Blueprint("imports", __name__)


@blueprint.get("/imports/<int:import_id>")
@requires(*LOADS)
def show_import(import_id: int) -> str:
    """Show how a file stands; the page asks to be loaded again while a job goes on."""
    with noted_reading() as db:
        row = _known(queries.import_of(db, actor(), import_id))
        found = unpacked(row.findings)
        paging = Paging(number=page_number(request.args.get("page")), total=len(found.changes))
        changes = found.changes[paging.offset : paging.offset + paging.size]
        if KINDS[row.kind].audited:
            seen = [each.record_id for each in changes if each.record_id is not None]
            audit.record_reads(db, row.kind, seen, f"import {row.id}")
    stand_under(KINDS[row.kind].records)
    here = url_for(".show_import", import_id=import_id)
    return render_template(
        "imports/show.html",
        row=row,
        job=row.job,
        kind=KINDS[row.kind],
        found=found,
        changes=changes,
        kept=row.created_at > clock.now() - service.KEPT,
        paging=paging,
        pages=paging.links(lambda page: f"{here}?page={page}#changes"),
    )


@blueprint.post("/imports/<int:import_id>/confirm")
@requires(*LOADS)
def confirm_import(import_id: int) -> ResponseReturnValue:
    """Have a checked file taken in."""
    with refusals_told():
        with transaction() as db:
            row = _to_change(db, import_id)
            service.confirm(db, row, actor())
            size = len(row.content or b"")
        return follow(row, size)
    return redirect(url_for(".show_import", import_id=import_id))


@blueprint.post("/imports/<int:import_id>/check")
@requires(*LOADS)
def check_import(import_id: int) -> ResponseReturnValue:
    """Check the same file against the records of now."""
    with refusals_told():
        with transaction() as db:
            row = _to_change(db, import_id)
            again = service.check_again(db, row, actor(), KINDS[row.kind])
            size = len(again.content or b"")
        return follow(again, size)
    return redirect(url_for(".show_import", import_id=import_id))


@blueprint.post("/imports/<int:import_id>/stop")
@requires(*LOADS)
def stop_import(import_id: int) -> ResponseReturnValue:
    """Ask the job of a file to stop."""
    with transaction() as db:
        row = _to_change(db, import_id)
        if row.job_id is not None:
            jobs.request_stop(db, row.job_id)
    flash("It is stopping. What was taken in until then stays.")
    return redirect(url_for(".show_import", import_id=import_id))


def _to_change(db: Session, import_id: int) -> FileImport:
    return _known(queries.import_to_change(db, actor(), import_id))


def _known(row: FileImport | None) -> FileImport:
    """Return a file of the reader's own, if they may still load its kind."""
    if row is None or not actor().may(KINDS[row.kind].permission):
        raise NotFound
    return row
