"""Staff: adding, changing and ending the opening patterns of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for

from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.consequences import consequences
from payback.core.errors import NotFound
from payback.core.saving import form_page, saved
from payback.core.web import actor, reading
from payback.projects import queries, service
from payback.projects.forms import EndPatternForm, PatternForm, known_pattern, new_pattern
from payback.projects.staff_views.reach import blueprint, project_within

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.projects.models import OpeningPattern, Project


@blueprint.get("/projects/<int:project_id>/patterns/new")
@requires(Permission.MANAGE_PROJECTS)
def new_pattern_form(project_id: int) -> ResponseReturnValue:
    """Ask when a project opens."""
    form = PatternForm(data=new_pattern(clock.today()))
    return _form_page(form, project_within(reading(), project_id))


@blueprint.post("/projects/<int:project_id>/patterns/new")
@requires(Permission.MANAGE_PROJECTS)
def add_pattern(project_id: int) -> ResponseReturnValue:
    """Add an opening pattern."""
    form = PatternForm()

    def change(db: Session) -> str:
        service.add_pattern(db, project_within(db, project_id), form.facts())
        return _page_of(project_id)

    there = saved(form, change, "The pattern is added. Next, create its sessions.")
    return there or _form_page(form, project_within(reading(), project_id))


@blueprint.get("/patterns/<int:pattern_id>/change")
@requires(Permission.MANAGE_PROJECTS)
def change_pattern_form(pattern_id: int) -> ResponseReturnValue:
    """Show an opening pattern to be changed."""
    pattern = _pattern(reading(), pattern_id)
    return _form_page(PatternForm(data=known_pattern(pattern)), pattern.project, pattern=pattern)


@blueprint.post("/patterns/<int:pattern_id>/change")
@requires(Permission.MANAGE_PROJECTS)
def change_pattern(pattern_id: int) -> ResponseReturnValue:
    """Change an opening pattern."""
    form = PatternForm()

    def change(db: Session) -> str:
        pattern = _pattern(db, pattern_id)
        pattern.require_version(form.version.data)
        service.change_pattern(db, pattern, form.facts())
        return _diary_of(pattern.project_id)

    if there := saved(form, change, "The pattern is changed."):
        return there
    pattern = _pattern(reading(), pattern_id)
    return _form_page(form, pattern.project, pattern=pattern)


@blueprint.route("/patterns/<int:pattern_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROJECTS)
def end_pattern(pattern_id: int) -> ResponseReturnValue:
    """Ask for the last day of an opening pattern, and say what is in the diary."""
    pattern = _pattern(reading(), pattern_id)
    known = {"to_on": pattern.to_on or clock.today(), "version": pattern.version}
    form = EndPatternForm(data=known)

    def change(db: Session) -> str:
        pattern = _pattern(db, pattern_id)
        pattern.require_version(form.version.data)
        service.end_pattern(db, pattern, form.to_on.value)
        return _diary_of(pattern.project_id)

    return saved(form, change, "The pattern has its last day.") or form_page(
        "projects/end_pattern.html",
        form,
        pattern=pattern,
        follows=consequences(reading(), "opening_patterns", pattern_id),
    )


def _pattern(db: Session, pattern_id: int) -> OpeningPattern:
    pattern = queries.pattern_for(db, actor(), pattern_id)
    if pattern is None:
        raise NotFound
    return pattern


def _form_page(
    form: PatternForm, project: Project, *, pattern: OpeningPattern | None = None
) -> ResponseReturnValue:
    return form_page("projects/pattern.html", form, project=project, pattern=pattern)


def _page_of(project_id: int) -> str:
    return url_for("projects.show_project", project_id=project_id)


def _diary_of(project_id: int) -> str:
    """Return the page that says what the diary would change, if it would change anything."""
    return url_for("sessions.preview_following", project_id=project_id, pattern="saved")
