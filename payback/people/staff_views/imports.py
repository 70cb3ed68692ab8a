"""Importing people from a file: the guide, the template and the upload; the rest is `imports`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response

from payback.core.access import Permission, requires
from payback.core.csv_export import CONTENT_TYPE, stream_csv
from payback.core.forms import FileField, PaybackForm, SubmitButton
from payback.core.saving import form_page
from payback.core.web import actor, reading
from payback.imports.queries import latest_imports
from payback.imports.receiving import receive
from payback.people.importing.columns import COLUMNS
from payback.people.importing.kind import PEOPLE
from payback.people.staff_views.reach import blueprint

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


class CheckPeopleForm(PaybackForm):
    """The file to check."""

    file = FileField("CSV file", what="a CSV file", endings=("csv", "txt"), most_megabytes=8)
    submit = SubmitButton("Check the file")

    def content(self) -> bytes:
        """Return the bytes of the file."""
        return self.file.file.read() if self.file.file else b""


@blueprint.get("/people/imports/template.csv")
@requires(Permission.MANAGE_PEOPLE)
def download_template() -> ResponseReturnValue:
    """Give a file with every column and no line; the example stands in the guide."""
    return Response(
        stream_csv([column.name for column in COLUMNS], []),
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
    """Take a file to be checked; nothing of it is saved to a record."""
    form = CheckPeopleForm()
    return receive(PEOPLE, form.content()) if form.validate_on_submit() else _ask(form)


def _ask(form: CheckPeopleForm) -> ResponseReturnValue:
    return form_page(
        "people/import.html",
        form,
        columns=COLUMNS,
        latest=latest_imports(reading(), actor(), [PEOPLE.key]),
        kinds={PEOPLE.key: PEOPLE},
    )
