"""Pages for administrators: the areas, their groupings, and loading both from a file."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from payback.areas import importer, queries, service
from payback.areas.forms import CheckFileForm, Load, LoadFileForm, carried_fields
from payback.areas.models import GroupingKind
from payback.areas.rules import Span
from payback.core import clock
from payback.core.access import Permission, requires
from payback.core.web import reading, transaction
from payback.core.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.areas.models import Grouping
    from payback.areas.service import LoadReport

MOST_FAULTS_SHOWN = 200

blueprint = Blueprint("areas", __name__)


@blueprint.get("/areas")
@requires(Permission.MANAGE_AREAS)
def list_areas() -> ResponseReturnValue:
    """List areas with their groupings of today, and groupings with their dates, past ones last."""
    today = clock.today()
    groupings = queries.all_groupings(reading())
    return render_template(
        "areas/list.html",
        areas=queries.all_areas(reading()),
        grouped=queries.groupings_on(reading(), today),
        kinds=GroupingKind,
        groupings={
            kind: sorted(
                _spans(each for each in groupings if each.kind is kind),
                key=lambda row: not row[1].contains(today),
            )
            for kind in GroupingKind
        },
        today=today,
    )


@blueprint.get("/areas/imports/new")
@requires(Permission.MANAGE_AREAS)
def new_import() -> ResponseReturnValue:
    """Ask for a file of areas or groupings."""
    return render_template("areas/import.html", form=CheckFileForm())


@blueprint.post("/areas/imports/new")
@requires(Permission.MANAGE_AREAS)
def check_import() -> ResponseReturnValue:
    """Say what loading the file would do, and every line that is wrong."""
    form = CheckFileForm()
    if not form.validate_on_submit():
        return render_template("areas/import.html", form=form), 422
    what, content = Load(form.what.value), form.content()
    report = _load(reading(), what, content, dry_run=True)
    return _report(report, what, content)


@blueprint.post("/areas/imports")
@requires(Permission.MANAGE_AREAS)
def load_import() -> ResponseReturnValue:
    """Load the file that was checked; if it has become wrong since, say so and load nothing."""
    form = LoadFileForm()
    carried = form.read() if form.validate_on_submit() else None
    if carried is None:
        again = CheckFileForm(formdata=None)
        again.add_error("file", "The file did not come through whole. Select it again")
        return render_template("areas/import.html", form=again), 422
    with transaction() as db:
        report = _load(db, *carried, dry_run=False)
    if report.faults:
        return _report(report, *carried)
    flash(
        f"Loaded: {plural(report.added, 'line')} new, {report.changed:,} changed, "
        f"{report.unchanged:,} as before.",
        "success",
    )
    return redirect(url_for(".list_areas"))


def _load(db: Session, what: Load, content: bytes, *, dry_run: bool) -> LoadReport:
    if what is Load.AREAS:
        return service.load_areas(db, importer.read_areas(content), dry_run=dry_run)
    return service.load_memberships(db, importer.read_memberships(content), dry_run=dry_run)


def _report(report: LoadReport, what: Load, content: bytes) -> ResponseReturnValue:
    page = render_template(
        "areas/report.html",
        report=report,
        carried={} if report.faults else carried_fields(what, content),
        faults=report.faults[:MOST_FAULTS_SHOWN],
        more_faults=len(report.faults) - MOST_FAULTS_SHOWN,
    )
    return page, 422 if report.faults else 200


def _spans(groupings: Iterable[Grouping]) -> Iterator[tuple[Grouping, Span, list[str]]]:
    """Yield each grouping once for each span of days, with the names of its areas then."""
    for grouping in groupings:
        by_span: dict[Span, list[str]] = defaultdict(list)
        for each in grouping.memberships:
            by_span[Span(first=each.valid_from, last=each.valid_to)].append(each.area.name)
        for span in sorted(by_span, key=lambda span: span.first):
            yield grouping, span, sorted(by_span[span])
