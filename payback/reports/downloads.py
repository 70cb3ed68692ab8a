"""Answers that are files: CSV with the export written to the audit trail, and pictures."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from flask import Response, request

from payback.core import audit
from payback.core.csv_export import CONTENT_TYPE, stream_csv
from payback.core.web import transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from payback.core.csv_export import Cell


def csv_response(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, kind: str
) -> Response:
    """Return a CSV file as a download, and write to the audit trail that it was taken.

    Parameters
    ----------
    name
        What the file holds, for its name and the audit trail: ``hours by project, …``.
    kind
        The table that the rows are about, for the audit trail.
    """
    with transaction() as db:
        audit.record(db, audit.AuditAction.EXPORTED, kind, None, name)
    filename = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    response = Response(stream_csv(headers, rows), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return response


def svg_response(svg: str) -> Response:
    """Return a picture that a browser keeps until its content changes."""
    response = Response(svg, mimetype="image/svg+xml")
    response.set_etag(hashlib.sha256(svg.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
