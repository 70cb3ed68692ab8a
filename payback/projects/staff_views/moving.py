"""Staff: taking a project to another state; what stops its work is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.consequences import consequences
from payback.core.saving import refusals_on
from payback.core.web import reading, transaction
from payback.projects import rules, service
from payback.projects.forms import StateForm
from payback.projects.models import ProjectState
from payback.projects.staff_views.reach import blueprint, project_within

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.projects.models import Project


HEADINGS = {
    ProjectState.PAUSED: "Pause this project?",
    ProjectState.FINISHED: "Mark this project as finished?",
    ProjectState.ABANDONED: "Abandon this project?",
}
BUTTONS = {
    ProjectState.PAUSED: "Pause the project",
    ProjectState.FINISHED: "Mark as finished",
    ProjectState.ABANDONED: "Abandon the project",
}
UNDO = {
    ProjectState.PAUSED: "You can start it again at any time.",
    ProjectState.FINISHED: "You can open it again later.",
    ProjectState.ABANDONED: "You can take it back to proposed later.",
}


@blueprint.get("/projects/<int:project_id>/state")
@requires(Permission.MANAGE_PROJECTS)
def ask_move(project_id: int) -> ResponseReturnValue:
    """Ask before the work on a project stops."""
    project = project_within(reading(), project_id)
    offered = {move.to.value: move.to for move in rules.moves_of(project.state) if move.asks}
    to = offered.get(request.args.get("to", ""))
    if to is None:
        return redirect(_page_of(project_id))
    return _question(project, to, StateForm(formdata=None, data={"version": project.version}))


@blueprint.post("/projects/<int:project_id>/state")
@requires(Permission.MANAGE_PROJECTS)
def move_project(project_id: int) -> ResponseReturnValue:
    """Take a project to another state, or say why that cannot be."""
    form = StateForm()
    usable = form.validate_on_submit()
    if form.to.errors:
        flash("Choose one of the states on the project’s page.", "important")
        return redirect(_page_of(project_id))
    to = ProjectState(form.to.value)
    if not usable:
        return _question(project_within(reading(), project_id), to, form), 422
    with refusals_on(form):
        with transaction() as db:
            project = project_within(db, project_id)
            project.require_version(form.version.data)
            service.move_project(db, project, to, form.reason.value)
        flash(f"The project is now {to}.", "success")
        return redirect(_page_of(project_id))
    if not form.form_errors:
        return _question(project_within(reading(), project_id), to, form), 422
    for refusal in form.form_errors:
        flash(refusal, "important")
    return redirect(_page_of(project_id))


def _question(project: Project, to: ProjectState, form: StateForm) -> str:
    question = Question(
        heading=HEADINGS[to],
        caption=f"{project.code} {project.name}",
        follows=consequences(reading(), "projects", project.id),
        undo=UNDO[to],
        button=BUTTONS[to],
        back=_page_of(project.id),
        warning=to is not ProjectState.PAUSED,
        fields={"to": to.value, "version": form.version.value},
    )
    return ask(question, form if to in rules.REASONED else None)


def _page_of(project_id: int) -> str:
    return url_for("projects.show_project", project_id=project_id)
