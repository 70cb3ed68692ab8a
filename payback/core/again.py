"""Once more after a deadlock: the database has taken everything back, so the view runs again.

PostgreSQL ends one of two transactions that wait for each other. A view that has not committed any
change yet runs once more as a whole, its request unchanged; one that has committed is not repeated,
because that would do its first half twice. A job is tried again by rules of its own.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import g, has_request_context, request
from sqlalchemy.exc import DBAPIError

from payback.core.audit import CHANGED
from payback.core.web import close_reading

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from payback.core.db import Database

DEADLOCK, NOT_SERIALIZABLE = "40P01", "40001"
logger = logging.getLogger(__name__)


def init_again(app: Flask, database: Database) -> None:
    """Run a view once more if the database ended its transaction to break a deadlock."""
    database.after_commit.append(_note_commit)
    plain = app.dispatch_request

    def dispatch() -> ResponseReturnValue:
        try:
            return plain()
        except DBAPIError as error:
            if not was_deadlock(error) or g.get("committed"):
                raise
        logger.info("a deadlock was broken; once more", extra={"endpoint": request.endpoint})
        _as_at_first()
        return plain()

    app.dispatch_request = dispatch  # type: ignore[method-assign]  # Flask offers no hook


def was_deadlock(error: DBAPIError) -> bool:
    """Return whether the database ended a transaction only because of its neighbours."""
    return getattr(error.orig, "sqlstate", None) in (DEADLOCK, NOT_SERIALIZABLE)


def _note_commit(db: Session) -> None:
    if has_request_context() and db.info.get(CHANGED):
        g.committed = True


def _as_at_first() -> None:
    close_reading()
    g.pop("forms", None)
    for upload in request.files.values():
        upload.stream.seek(0)
