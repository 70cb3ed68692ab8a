"""From an upload to the page that follows it. A small file is dealt with before the answer."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import redirect, url_for

from payback.core import jobs
from payback.core.web import actor, services, transaction
from payback.imports import service

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.imports.kinds import FileKind
    from payback.imports.models import FileImport

SMALL_BYTES = 50_000


def receive(kind: FileKind, content: bytes) -> ResponseReturnValue:
    """Keep a file, have it checked, and go to its page."""
    with transaction() as db:
        row = service.receive(db, actor(), kind, content)
    return follow(row, len(content))


def follow(row: FileImport, size: int) -> ResponseReturnValue:
    """Go to the page of a file; if it is small its job is done first, here or by a worker."""
    if size <= SMALL_BYTES and row.job_id is not None:
        found, owner = services(), f"web:{uuid.uuid4().hex}"
        jobs.run(found.database, found.config, row.job_id, owner)
    return redirect(url_for("imports.show_import", import_id=row.id))
