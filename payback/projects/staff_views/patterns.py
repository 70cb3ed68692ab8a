"""Staff: adding, changing and ending the opening patterns of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core import clock, submissions
from payback.core.access import Permission, requires
from payback.core.consequences import consequences
from payback.core.errors import NotFound, RuleBroken
from payback.core.web import actor, reading, transaction
from payback.projects import queries, service
from payback.projects.forms import EndPatternForm, PatternForm, known_pattern, new_pattern
from payback.projects.staff_views.reach import blueprint, project_within

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.projects.models import OpeningPattern, Project


@blueprint.get("/projects/<int:project_id>/patterns/new")
@requires(Permission.MANAGE_PROJECTS)
def new_pattern_form(project_id: int) -> str:
    """Ask when a project opens."""
    form = PatternForm(data=new_pattern(clock.today()))
    return _form_page(form, project_within(reading(), project_id), token=submissions.new_token())


@blueprint.post("/projects/<int:project_id>/patterns/new")
@requires(Permission.MANAGE_PROJECTS)
def add_pattern(project_id: int) -> ResponseReturnValue:
    """Add an opening pattern."""
    form = PatternForm()
    token = request.form.get("submission_token", "")
    if form.validate_on_submit():
        try:
            with transaction() as db:
                if earlier := submissions.earlier_result(db, token):
                    return redirect(earlier)
                service.add_pattern(db, project_within(db, project_id), form.facts())
                address = url_for("projects.show_project", project_id=project_id)
                submissions.keep_result(db, token, address)
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The pattern is added. Next, create its sessions.", "success")
            return redirect(address)
    return _form_page(form, project_within(reading(), project_id), token=token), 422


@blueprint.get("/patterns/<int:pattern_id>/change")
@requires(Permission.MANAGE_PROJECTS)
def change_pattern_form(pattern_id: int) -> str:
    """Show an opening pattern to be changed."""
    pattern = _pattern(reading(), pattern_id)
    return _form_page(PatternForm(data=known_pattern(pattern)), pattern.project, pattern=pattern)


@blueprint.post("/patterns/<int:pattern_id>/change")
@requires(Permission.MANAGE_PROJECTS)
def change_pattern(pattern_id: int) -> ResponseReturnValue:
    """Change an opening pattern."""
    form = PatternForm()
    if form.validate_on_submit():
        try:
            with transaction() as db:
                pattern = _pattern(db, pattern_id)
                pattern.require_version(form.version.data)
                service.change_pattern(db, pattern, form.facts())
                project_id = pattern.project_id
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The pattern is changed. Sessions in the diary stay as they are.", "success")
            return redirect(url_for("projects.show_project", project_id=project_id))
    pattern = _pattern(reading(), pattern_id)
    return _form_page(form, pattern.project, pattern=pattern), 422


@blueprint.route("/patterns/<int:pattern_id>/end", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROJECTS)
def end_pattern(pattern_id: int) -> ResponseReturnValue:
    """Ask for the last day of an opening pattern, and say what stays in the diary."""
    pattern = _pattern(reading(), pattern_id)
    known = {"to_on": pattern.to_on or clock.today(), "version": pattern.version}
    form = EndPatternForm(data=known)
    if form.validate_on_submit():
        try:
            with transaction() as db:
                pattern = _pattern(db, pattern_id)
                pattern.require_version(form.version.data)
                service.end_pattern(db, pattern, form.to_on.value)
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
        else:
            flash("The pattern has its last day. Sessions in the diary stay as they are.")
            return redirect(url_for("projects.show_project", project_id=pattern.project_id))
    page = render_template(
        "projects/end_pattern.html",
        form=form,
        pattern=pattern,
        follows=consequences(reading(), "opening_patterns", pattern_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _pattern(db: Session, pattern_id: int) -> OpeningPattern:
    pattern = queries.pattern_for(db, actor(), pattern_id)
    if pattern is None:
        raise NotFound
    return pattern


def _form_page(
    form: PatternForm,
    project: Project,
    *,
    token: str = "",
    pattern: OpeningPattern | None = None,
) -> str:
    return render_template(
        "projects/pattern.html", form=form, project=project, pattern=pattern, token=token
    )
