"""Staff: the list of projects, one project, adding and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from payback.areas.geo import Point
from payback.areas.queries import area_by_code, area_names
from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.errors import RuleBroken
from payback.core.paging import page_number
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading
from payback.projects import queries, rules, service
from payback.projects.forms import (
    ProjectFilterForm,
    ProjectForm,
    known_project,
    new_project,
)
from payback.projects.models import Project, ProjectState
from payback.projects.panels import panels_of
from payback.projects.sites import Site, find_site
from payback.projects.staff_views.reach import blueprint, project_within

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.projects.service import ProjectFacts


@blueprint.get("/projects")
@requires(Permission.SEE_PROJECTS)
def list_projects() -> ResponseReturnValue:
    """List the projects of the reader's areas."""
    db = reading()
    form = ProjectFilterForm(request.args)
    form.area.choices = [(area.code, area.name) for area in area_names(db, actor())]
    usable = form.validate()
    state = form.state.data if usable else None
    projects, paging = queries.projects_page(
        db,
        actor(),
        number=page_number(request.args.get("page")),
        words=(form.q.data or "") if usable else "",
        state=ProjectState(state) if state else None,
        area_code=(form.area.data or "") if usable else "",
    )
    kept: dict[str, Any] = dict(form.asked)
    return form_page(
        "projects/list.html",
        form,
        projects=projects,
        paging=paging,
        links=paging.links(lambda number: url_for(".list_projects", **kept, page=number)),
        filtered=bool(kept),
        may_manage=actor().may(Permission.MANAGE_PROJECTS),
        attention={each.id: rules.needs_attention(each, clock.today()) for each in projects},
    )


@blueprint.get("/projects/<int:project_id>")
@requires(Permission.SEE_PROJECTS)
def show_project(project_id: int) -> str:
    """Show one project."""
    db = reading()
    project = project_within(db, project_id)
    return render_template(
        "projects/show.html",
        project=project,
        panels=panels_of(db, project),
        may_manage=actor().may(Permission.MANAGE_PROJECTS),
        moves=rules.moves_of(project.state),
        attention=rules.needs_attention(project, clock.today()),
        today=clock.today(),
    )


@blueprint.get("/projects/new")
@requires(Permission.MANAGE_PROJECTS)
def new_project_form() -> ResponseReturnValue:
    """Ask for everything about a new project."""
    form = ProjectForm(data=new_project(queries.free_code(reading())))
    return form_page("projects/form.html", form, project=None)


@blueprint.post("/projects/new")
@requires(Permission.MANAGE_PROJECTS)
def add_project() -> ResponseReturnValue:
    """Add a project."""
    form = ProjectForm()

    def change(db: Session) -> str:
        project = service.add_project(db, _facts(db, form))
        return url_for(".show_project", project_id=project.id)

    there = saved(form, change, "The project is added. Next, say when it opens.")
    return there or form_page("projects/form.html", form, project=None)


@blueprint.get("/projects/<int:project_id>/change")
@requires(Permission.MANAGE_PROJECTS)
def change_project_form(project_id: int) -> ResponseReturnValue:
    """Show everything about a project to be changed."""
    project = project_within(reading(), project_id)
    form = ProjectForm(data=known_project(project))
    return form_page("projects/form.html", form, project=project)


@blueprint.post("/projects/<int:project_id>/change")
@requires(Permission.MANAGE_PROJECTS)
def change_project(project_id: int) -> ResponseReturnValue:
    """Change a project."""
    form = ProjectForm()

    def change(db: Session) -> str:
        project = project_within(db, project_id)
        project.require_version(form.version.data)
        service.change_project(db, project, _facts(db, form, project))
        return url_for(".show_project", project_id=project_id)

    return saved(form, change, "The project is changed.") or form_page(
        "projects/form.html", form, project=project_within(reading(), project_id)
    )


def _facts(db: Session, form: ProjectForm, project: Project | None = None) -> ProjectFacts:
    """Return the form's answers once its place is found to be in one of the actor's areas.

    A project stays where it is, perhaps at a grid reference, until another place is given.
    """
    if (
        project is not None
        and not form.grid_reference.value
        and form.postcode.value == project.postcode
    ):
        here = Site(area_code=project.area.code, point=Point(project.lat, project.lon))
        return form.facts(here, project.area_id)
    site = find_site(form.postcode.value, form.grid_reference.value)
    area = area_by_code(db, site.area_code)
    field = "grid_reference" if form.grid_reference.value else "postcode"
    if area is None:
        raise RuleBroken(field, "This place is in an area that the service does not cover")
    if not actor().works_in(area.id):
        raise RuleBroken(field, f"This place is in {area.name}, which is not one of your areas")
    return form.facts(site, area.id)
