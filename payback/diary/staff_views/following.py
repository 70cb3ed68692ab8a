"""Staff: what a project's opening times would change in its diary, asked before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from payback.core import wording
from payback.core.access import Permission, requires
from payback.core.saving import saved, token_for_page
from payback.core.web import reading
from payback.diary.following.carrying_out import Outdated, follow
from payback.diary.following.preview import preview
from payback.diary.following.settling import Verdict
from payback.diary.forms import FollowForm
from payback.diary.staff_views.reach import blueprint, project_within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.diary.following.preview import Preview
    from payback.projects.models import Project

MOST_LINES = 300
"""So many lines a page sends back, to be shown beside what has changed; of more only the digest."""


@blueprint.get("/projects/<int:project_id>/diary")
@requires(Permission.MANAGE_PROJECTS)
def preview_following(project_id: int) -> ResponseReturnValue:
    """Show what would move, stay, be cancelled or be added; skip the page if there is nothing."""
    db = reading()
    project = project_within(db, project_id)
    near = request.args.get("near") == "yes"
    found = preview(db, project, near=near)
    if "pattern" in request.args and not found.lines:
        return redirect(url_for("projects.show_project", project_id=project_id))
    return _page(project, found, near=near)


@blueprint.post("/projects/<int:project_id>/diary")
@requires(Permission.MANAGE_PROJECTS)
def follow_opening_times(project_id: int) -> ResponseReturnValue:
    """Do what was shown, or show what has changed since."""
    form = FollowForm()
    near = form.near.value == "yes"
    seen = request.form.getlist("seen")[:MOST_LINES]
    done: list[Preview] = []

    def change(db: Session) -> str:
        project = project_within(db, project_id)
        done.append(follow(db, project.id, near=near, digest=form.digest.value))
        return url_for("projects.show_project", project_id=project_id)

    try:
        there = saved(form, change)
    except Outdated as outdated:
        return _page(project_within(reading(), project_id), outdated.now, near=near, seen=seen), 409
    if there is None:
        return redirect(url_for(".preview_following", project_id=project_id))
    for found in done:
        _say(found)
    return there


def _say(found: Preview) -> None:
    moved, cancelled, added = (
        wording.plural(len(found.of(verdict)), "session")
        for verdict in (Verdict.MOVE, Verdict.CANCEL, Verdict.ADD)
    )
    flash(f"{moved} moved, {cancelled} cancelled, {added} added.", "success")
    if found.people:
        people = wording.plural(found.people, "person is", "people are")
        flash(f"{people} booked on sessions that changed. Tell them yourself.", "important")


def _page(
    project: Project, found: Preview, *, near: bool, seen: Sequence[str] | None = None
) -> str:
    return render_template(
        "diary/follow.html",
        project=project,
        found=found,
        near=near,
        counts={verdict: len(found.of(verdict)) for verdict in Verdict},
        lines_to_send=found.seen if len(found.seen) <= MOST_LINES else [],
        changed=_changed(seen, found.seen) if seen else [],
        outdated=seen is not None,
        token=token_for_page(),
    )


def _changed(seen: Sequence[str], now: Sequence[str]) -> list[tuple[str, str]]:
    """Return what was seen beside what would happen now, of each session that differs."""
    before, after = (dict(_keyed(each) for each in lines) for lines in (seen, now))
    keys = dict.fromkeys([*before, *after])
    return [
        (before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key) != after.get(key)
    ]


def _keyed(line: str) -> tuple[str, str]:
    key, _, words = line.partition(": ")
    return key, words
