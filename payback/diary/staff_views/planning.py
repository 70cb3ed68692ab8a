"""Staff: creating work sessions from opening patterns, with a preview before anything is saved."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.areas.queries import areas_of
from payback.core import clock, wording
from payback.core.access import Permission, requires
from payback.core.saving import refusals_on
from payback.core.web import actor, reading, transaction
from payback.diary import service
from payback.diary.forms import CreateForm, PreviewForm, SpanForm
from payback.diary.generation import ProposedSession, Verdict
from payback.diary.staff_views.reach import blueprint
from payback.projects import queries as project_queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.projects.models import Project

USUAL_WEEKS = 8


@blueprint.get("/sessions/new")
@requires(Permission.MANAGE_PROJECTS)
def preview_sessions() -> ResponseReturnValue:
    """Ask which sessions to create, and show what would become of each day."""
    db = reading()
    asked = "from_on-day" in request.args
    known = {
        "what": request.args.get("what"),
        "from_on": clock.today(),
        "weeks": USUAL_WEEKS,
    }
    form = PreviewForm(request.args if asked else None, data=known)
    _offer(db, form)
    if not asked:
        return _page(form, None)
    if form.validate():
        with refusals_on(form):
            found = service.propose_sessions(db, _chosen(db, form), form.from_on.value, form.to_on)
            return _page(form, found)
    return _page(form, None), 422


@blueprint.post("/sessions/new")
@requires(Permission.MANAGE_PROJECTS)
def create_sessions() -> ResponseReturnValue:
    """Create what the preview showed; what has been created since is kept."""
    form = CreateForm()
    _offer(reading(), form)
    if form.validate_on_submit():
        with refusals_on(form):
            with transaction() as db:
                created = service.generate_sessions(
                    db, _chosen(db, form), form.from_on.value, form.to_on
                )
            flash(f"{wording.plural(len(created), 'session')} created.", "success")
            first = created[0].on if created else form.from_on.value
            return redirect(url_for("sessions.list_sessions", week=first.isoformat()))
    return _page(form, None), 422


def _offer(db: Session, form: SpanForm) -> None:
    form.from_on.least = clock.today()
    form.offer(areas_of(db, actor()), project_queries.open_projects(db, actor()))


def _chosen(db: Session, form: SpanForm) -> Sequence[Project]:
    kind, _, number = form.what.value.partition("-")
    if kind == "area":
        return project_queries.open_projects(db, actor(), int(number))
    projects = project_queries.open_projects(db, actor())
    return [project for project in projects if project.id == int(number)]


def _page(form: SpanForm, found: list[ProposedSession] | None) -> str:
    counts = Counter(each.verdict for each in found or [])
    return render_template(
        "diary/create.html",
        form=form,
        found=found,
        create=counts[Verdict.CREATE],
        keep=counts[Verdict.KEEP],
        differ=counts[Verdict.DIFFERS],
        leave_out=counts[Verdict.LEAVE_OUT],
        carried=_carried(form),
    )


def _carried(form: SpanForm) -> dict[str, str]:
    return {
        field.name + box: field.typed[box]
        for field in (form.what, form.from_on, form.weeks)
        for box in field.boxes
    }
