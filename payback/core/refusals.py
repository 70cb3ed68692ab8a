"""Refusals in the audit trail: who asked for a record that they may not see, or do not know of.

A record outside the reader's areas is answered like one that does not exist, so both leave a line.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from payback.core.audit import AuditAction
from payback.core.errors import Busy
from payback.core.web import actor, note

if TYPE_CHECKING:
    from flask import Flask, Response

REFUSED = frozenset({403, 404})
ENDING = "_id"
TABLES = {"person": "people", "session": "work_sessions", "job": "jobs"}
"""The tables whose names are not an argument's name with an s."""
logger = logging.getLogger(__name__)


def init_refusals(app: Flask) -> None:
    """Leave a line for each refusal of somebody who is signed in."""
    app.after_request(_note_refusal)


def _note_refusal(response: Response) -> Response:
    if response.status_code in REFUSED and request.endpoint and actor().account_id is not None:
        kind, record_id = _record_asked_for()
        if record_id is not None or response.status_code == 403:
            try:
                note(AuditAction.REFUSED, kind, record_id, request.endpoint)
            except (Busy, SQLAlchemyError):
                logger.warning("a refusal could not be noted")
    return response


def _record_asked_for() -> tuple[str, int | None]:
    """Return table and number of the last record that the address names."""
    numbers = {name: v for name, v in (request.view_args or {}).items() if isinstance(v, int)}
    for name, number in reversed(numbers.items()):
        thing = name.removesuffix(ENDING)
        return TABLES.get(thing, f"{thing}s"), number
    return request.blueprint or "", None
