"""Importing people from a file: the guide, the check of every line, and the import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for

from payback.core import clock, submissions
from payback.core.access import Permission, requires
from payback.core.csv_export import CONTENT_TYPE, stream_csv
from payback.core.errors import RuleBroken
from payback.core.forms import FileField, HiddenField, PaybackForm, SubmitButton
from payback.core.web import actor, reading, transaction
from payback.core.wording import plural
from payback.people import checked_files
from payback.people.import_columns import COLUMNS
from payback.people.importer import read_people
from payback.people.loading import load_people
from payback.people.staff_views.record import blueprint, earlier

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.people.loading import LoadReport
    from payback.people.models import CheckedFile

MOST_FAULTS_SHOWN = 200


class CheckPeopleForm(PaybackForm):
    """The file to check."""

    file = FileField("CSV file", what="a CSV file", endings=("csv", "txt"), most_megabytes=8)
    submit = SubmitButton("Check the file")

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return self.file.file.read() if self.file.file else b""


class ImportPeopleForm(PaybackForm):
    """The word to import the file that was checked."""

    sha256 = HiddenField("File")


@blueprint.get("/people/imports/template.csv")
@requires(Permission.MANAGE_PEOPLE)
def download_template() -> ResponseReturnValue:
    """Give a file with every column and one invented person."""
    rows = [[column.example for column in COLUMNS]]
    return Response(
        stream_csv([column.name for column in COLUMNS], rows),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": "attachment; filename=people-template.csv"},
    )


@blueprint.get("/people/imports/new")
@requires(Permission.MANAGE_PEOPLE)
def new_import() -> ResponseReturnValue:
    """Ask for a file."""
    return _ask(CheckPeopleForm())


@blueprint.post("/people/imports/new")
@requires(Permission.MANAGE_PEOPLE)
def check_import() -> ResponseReturnValue:
    """Say what importing the file would do, and every line that is wrong; save nothing of it."""
    form = CheckPeopleForm()
    if not form.validate_on_submit():
        return _ask(form)
    content = form.content()
    report = load_people(reading(), actor(), read_people(content, clock.today()), dry_run=True)
    if report.faults or not (report.added or report.changed):
        return _report(report, None)
    with transaction() as db:
        kept = checked_files.keep(db, actor().account_id or 0, content)
    return _report(report, kept)


@blueprint.post("/people/imports/<int:file_id>")
@requires(Permission.MANAGE_PEOPLE)
def import_people(file_id: int) -> ResponseReturnValue:
    """Import the very file that was checked; if it has become wrong since, import nothing."""
    form = ImportPeopleForm()
    token = request.form.get("submission_token", "")
    address = url_for(".list_people")
    try:
        form.validate_on_submit()
        with transaction() as db:
            if again := earlier(db):
                return again
            content = checked_files.take(
                db, actor().account_id or 0, file_id, form.sha256.data or ""
            )
            report = load_people(db, actor(), read_people(content, clock.today()))
            if not report.faults:
                submissions.keep_result(db, token, address)
    except RuleBroken as broken:
        again_form = CheckPeopleForm(formdata=None)
        again_form.add_error(broken.field, broken.sentence)
        return _ask(again_form)
    if report.faults:
        return _report(report, None)
    flash(
        f"Imported: {plural(report.added, 'line')} new, {report.changed:,} changed, "
        f"{report.unchanged:,} as before.",
        "success",
    )
    return redirect(address)


def _ask(form: CheckPeopleForm) -> ResponseReturnValue:
    page = render_template("people/import.html", form=form, columns=COLUMNS)
    return page, 422 if form.errors or form.form_errors else 200


def _report(report: LoadReport, kept: CheckedFile | None) -> ResponseReturnValue:
    page = render_template(
        "people/import_report.html",
        report=report,
        kept=kept,
        token=submissions.new_token(),
        faults=report.faults[:MOST_FAULTS_SHOWN],
        more_faults=len(report.faults) - MOST_FAULTS_SHOWN,
    )
    return page, 422 if report.faults else 200
