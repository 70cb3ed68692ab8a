"""Staff: giving one session another day, times or numbers, and adding one to a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, url_for

from payback.core import clock, wording
from payback.core.access import Permission, requires
from payback.core.saving import form_page, saved
from payback.core.web import reading
from payback.diary import changing
from payback.diary.forms import SessionForm, new_session_form
from payback.diary.letters import said_of
from payback.diary.models import SessionState
from payback.diary.staff_views.reach import blueprint, project_within, session_within

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

TEMPLATE = "diary/session_form.html"


@blueprint.route("/sessions/<int:session_id>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROJECTS)
def change_session(session_id: int) -> ResponseReturnValue:
    """Give one session another day, times or numbers."""
    session = session_within(reading(), session_id)
    form = SessionForm(obj=session)
    done: list[changing.Changed] = []

    def change(db: Session) -> str:
        session = session_within(db, session_id)
        session.require_version(form.version.data)
        because, take_off = form.because.value, bool(form.take_off.data)
        done.append(
            changing.change_session(db, session, form.facts(), because=because, take_off=take_off)
        )
        return url_for(".show_session", session_id=session_id)

    if there := saved(form, change, "The session is changed."):
        for changed in done:
            _say(changed, form.places.value)
        return there
    return form_page(
        TEMPLATE,
        form,
        session=session,
        project=session.project,
        published=session.state is SessionState.OPEN,
    )


@blueprint.route("/projects/<int:project_id>/sessions/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_PROJECTS)
def add_session(project_id: int) -> ResponseReturnValue:
    """Add one session that no pattern asks for."""
    project = project_within(reading(), project_id)
    form = SessionForm(data=new_session_form(project, clock.today()))

    def add(db: Session) -> str:
        session = changing.add_session(db, project_within(db, project_id), form.facts())
        return url_for(".show_session", session_id=session.id)

    return saved(form, add, "The session is added.") or form_page(
        TEMPLATE, form, session=None, project=project, published=False
    )


def _say(changed: changing.Changed, places: int) -> None:
    if changed.told:
        flash(said_of(changed.told), "success")
    if off := changed.taken_off:
        who = [*off.names, *([_people(len(off.bookings))] if off.bookings else [])]
        flash(f"Taken off, because they are elsewhere then: {', '.join(who)}.", "important")
    if changed.moved and changed.booked:
        flash(f"{_people(changed.booked)} booked here. Tell them yourself.", "important")
    if changed.booked > places:
        flash(f"{changed.booked} people are booked for {places} places.", "important")


def _people(count: int) -> str:
    return wording.plural(count, "person", "people")
