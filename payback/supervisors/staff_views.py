"""Pages about supervisors for coordinators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from payback.areas.queries import area_names
from payback.core import removed, wording
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.consequences import consequences
from payback.core.paging import Paging, page_number
from payback.core.saving import form_page, refusals_told, saved
from payback.core.web import actor, reading, transaction
from payback.people.availability import DAYS, PARTS, slot_bit
from payback.people.places import find_place
from payback.supervisors import queries, service
from payback.supervisors.forms import (
    LeaveForm,
    SupervisorForm,
    SupervisorsFilterForm,
    known_supervisor,
    new_supervisor,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.areas.geo import Point

blueprint = Blueprint("supervisors", __name__)


@blueprint.get("/supervisors")
@requires(Permission.MANAGE_SUPERVISORS)
def list_supervisors() -> ResponseReturnValue:
    """List the supervisors of the reader's areas, or those of a name, a page at a time."""
    db, form = reading(), SupervisorsFilterForm(request.args)
    words = form.q.value if form.validate() else ""
    total = queries.count_supervisors(db, actor(), words)
    paging = Paging(number=page_number(request.args.get("page")), total=total)
    asked: dict[str, Any] = dict(form.asked)
    return form_page(
        "supervisors/list.html",
        form,
        supervisors=queries.list_supervisors(
            db, actor(), words, offset=paging.offset, limit=paging.size
        ),
        filtered=bool(asked),
        paging=paging,
        links=paging.links(lambda page: url_for(".list_supervisors", **asked, page=page)),
    )


@blueprint.get("/supervisors/<int:supervisor_id>")
@requires(Permission.MANAGE_SUPERVISORS)
def show_supervisor(supervisor_id: int) -> ResponseReturnValue:
    """Show a supervisor with their usual week and leave."""
    db = reading()
    supervisor = queries.supervisor_by_id(db, actor(), supervisor_id)
    return render_template(
        "supervisors/supervisor.html",
        supervisor=supervisor,
        removed=[(each, each.row()) for each in removed.lately(db, supervisor)],
        days=DAYS,
        parts=PARTS,
        slot_bit=slot_bit,
    )


@blueprint.route("/supervisors/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_SUPERVISORS)
def add_supervisor() -> ResponseReturnValue:
    """Add a supervisor."""
    form = _with_choices(SupervisorForm(data=new_supervisor()), None)

    def change(db: Session) -> str:
        home = _home(form)
        supervisor = service.add_supervisor(db, form.facts(home))
        return _page_of(supervisor.id)

    return saved(form, change, "The supervisor is added.") or form_page(
        "supervisors/form.html", form, supervisor=None
    )


@blueprint.route("/supervisors/<int:supervisor_id>/change", methods=["GET", "POST"])
@requires(Permission.MANAGE_SUPERVISORS)
def change_supervisor(supervisor_id: int) -> ResponseReturnValue:
    """Change what is kept about a supervisor."""
    supervisor = queries.supervisor_by_id(reading(), actor(), supervisor_id)
    form = SupervisorForm(data=known_supervisor(supervisor))
    _with_choices(form, supervisor.account_id)

    def change(db: Session) -> str:
        home = _home(form)
        supervisor = queries.supervisor_by_id(db, actor(), supervisor_id)
        supervisor.require_version(form.version.data)
        service.change_supervisor(db, supervisor, form.facts(home))
        return _page_of(supervisor_id)

    return saved(form, change, "The supervisor is saved.") or form_page(
        "supervisors/form.html", form, supervisor=supervisor
    )


@blueprint.route("/supervisors/<int:supervisor_id>/leave/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_SUPERVISORS)
def add_leave(supervisor_id: int) -> ResponseReturnValue:
    """Add days off."""
    supervisor = queries.supervisor_by_id(reading(), actor(), supervisor_id)
    form = LeaveForm()

    def change(db: Session) -> str:
        service.add_leave(
            db,
            queries.supervisor_by_id(db, actor(), supervisor_id),
            from_on=form.from_on.value,
            to_on=form.to_on.value,
            reason=form.reason.value,
        )
        return _page_of(supervisor_id)

    return saved(form, change, "The leave is added.") or form_page(
        "supervisors/leave.html", form, supervisor=supervisor
    )


@blueprint.route(
    "/supervisors/<int:supervisor_id>/leave/<int:leave_id>/remove", methods=["GET", "POST"]
)
@requires(Permission.MANAGE_SUPERVISORS)
def remove_leave(supervisor_id: int, leave_id: int) -> ResponseReturnValue:
    """Ask, and remove days off."""
    if request.method == "GET":
        supervisor = queries.supervisor_by_id(reading(), actor(), supervisor_id)
        leave = queries.leave_of(supervisor, leave_id)
        first, last = wording.date(leave.from_on), wording.date(leave.to_on)
        return ask(
            Question(
                heading=f"Remove the leave from {first}?",
                caption=supervisor.name,
                follows=[
                    f"The leave is from {first} to {last}.",
                    "Without it this supervisor can be planned on these days by the usual week.",
                ],
                undo=removed.UNDO,
                button="Remove this leave",
                back=_page_of(supervisor_id),
            )
        )
    with transaction() as db:
        supervisor = queries.supervisor_by_id(db, actor(), supervisor_id)
        service.remove_leave(db, supervisor, leave_id)
    flash("The leave is removed. You can put it back below, under “Removed lately”.", "success")
    return redirect(_page_of(supervisor_id))


@blueprint.post("/supervisors/<int:supervisor_id>/removed/<int:removed_id>/put-back")
@requires(Permission.MANAGE_SUPERVISORS)
def put_back(supervisor_id: int, removed_id: int) -> ResponseReturnValue:
    """Put back leave that was removed."""
    with refusals_told():
        with transaction() as db:
            supervisor = queries.supervisor_by_id(db, actor(), supervisor_id)
            removed.put_back(db, supervisor, removed_id)
        flash("The leave is entered again.", "success")
    return redirect(_page_of(supervisor_id))


@blueprint.route("/supervisors/<int:supervisor_id>/deactivate", methods=["GET", "POST"])
@requires(Permission.MANAGE_SUPERVISORS)
def deactivate_supervisor(supervisor_id: int) -> ResponseReturnValue:
    """Ask, and plan a supervisor no more; what they ran stays."""
    if request.method == "GET":
        supervisor = queries.supervisor_by_id(reading(), actor(), supervisor_id)
        return ask(
            Question(
                heading=f"Deactivate {supervisor.name}?",
                follows=[
                    "No rota plans them any more. What they ran and recorded stays.",
                    *consequences(reading(), "supervisors", supervisor_id),
                ],
                undo="You can activate them again at any time.",
                button="Deactivate this supervisor",
                back=_page_of(supervisor_id),
            )
        )
    return _set_active(supervisor_id, active=False)


@blueprint.post("/supervisors/<int:supervisor_id>/activate")
@requires(Permission.MANAGE_SUPERVISORS)
def activate_supervisor(supervisor_id: int) -> ResponseReturnValue:
    """Plan a supervisor again."""
    return _set_active(supervisor_id, active=True)


def _set_active(supervisor_id: int, *, active: bool) -> ResponseReturnValue:
    with transaction() as db:
        supervisor = queries.supervisor_by_id(db, actor(), supervisor_id)
        service.set_active(db, supervisor, active=active)
    sentence = "is planned again" if active else "is not planned any more"
    flash(f"{supervisor.name} {sentence}.", "success")
    return redirect(_page_of(supervisor_id))


def _with_choices(form: SupervisorForm, account_id: int | None) -> SupervisorForm:
    db = reading()
    form.area.choices = [(str(area.id), area.name) for area in area_names(db, actor())]
    form.account.choices = [
        (str(account.id), f"{account.name}, {account.email}")
        for account in queries.free_accounts(db, actor(), account_id)
    ]
    return form


def _home(form: SupervisorForm) -> Point | None:
    return find_place(form.home.value, "home").point if form.home.value else None


def _page_of(supervisor_id: int) -> str:
    return url_for(".show_supervisor", supervisor_id=supervisor_id)
