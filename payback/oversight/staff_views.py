"""The audit trail and the state of the service's work, for administrators."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from payback.core import clock, jobs
from payback.core.access import Permission, requires
from payback.core.paging import Paging, page_number
from payback.core.web import reading, transaction
from payback.core.wording import plural
from payback.oversight import queries
from payback.oversight.forms import AuditFilterForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

PAGE = 50

blueprint = Blueprint("oversight", __name__)


@blueprint.get("/audit")
@requires(Permission.SEE_AUDIT)
def list_events() -> ResponseReturnValue:
    """Show who did what to which record, when and from where."""
    form = AuditFilterForm(request.args)
    form.record_kind.choices = [(kind, kind.replace("_", " ")) for kind in _kinds()]
    well = form.validate()
    narrowed = _filter(form) if well else queries.AuditFilter()
    total = queries.count_events(reading(), narrowed)
    paging = Paging(number=page_number(request.args.get("page")), total=total, size=PAGE)
    rows = queries.events(reading(), narrowed, limit=PAGE, offset=paging.offset)
    kept: dict[str, Any] = dict(form.asked)
    page = render_template(
        "oversight/audit.html",
        form=form,
        rows=rows,
        paging=paging,
        links=paging.links(lambda number: url_for(".list_events", **kept, page=number)),
    )
    return page, 200 if well else 422


@blueprint.get("/service-state")
@requires(Permission.SEE_HEALTH)
def show_state() -> ResponseReturnValue:
    """Show what waits, what runs and what has failed."""
    return render_template(
        "oversight/state.html",
        counts=queries.job_counts(reading()),
        failed=queries.failed_jobs(reading()),
        waiting=queries.waiting_jobs(reading()),
    )


@blueprint.post("/service-state/jobs/<int:job_id>/retry")
@requires(Permission.SEE_HEALTH)
def retry_job(job_id: int) -> ResponseReturnValue:
    """Do a job now that has failed or waits to be tried again."""
    with transaction() as db:
        retried = jobs.retry(db, job_id)
    flash("It is tried again now." if retried else "It has been done, or is being done.")
    return redirect(url_for(".show_state"))


@blueprint.post("/service-state/retry")
@requires(Permission.SEE_HEALTH)
def retry_all_jobs() -> ResponseReturnValue:
    """Do all such jobs now, as after a mail server has come back."""
    with transaction() as db:
        number = jobs.retry_all(db)
    flash(f"{plural(number, 'piece')} of work {'is' if number == 1 else 'are'} tried again now.")
    return redirect(url_for(".show_state"))


def _kinds() -> list[str]:
    return list(queries.record_kinds(reading()))


def _filter(form: AuditFilterForm) -> queries.AuditFilter:
    since, until = form.since.data, form.until.data
    return queries.AuditFilter(
        record_kind=form.record_kind.data or "",
        record_id=form.record_id.data,
        since=clock.london_instant(since, time.min) if since else None,
        before=clock.london_instant(until + timedelta(days=1), time.min) if until else None,
    )
