"""No request is answered from a database that is not as this version needs it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import request

from payback.core.errors import Away
from payback.core.migrate import require_migrated
from payback.core.web import services

if TYPE_CHECKING:
    from flask import Flask

WITHOUT_DATABASE = ("static", "health.show_health")
log = logging.getLogger(__name__)


def init_migrated(app: Flask) -> None:
    """Answer 503 until the database was seen to be up to date; once seen, ask no more."""
    seen = False

    def refuse_until_migrated() -> None:
        nonlocal seen
        if seen or request.endpoint in WITHOUT_DATABASE:
            return
        try:
            require_migrated(services().database, services().config)
        except Away as away:
            log.error(away.sentence)
            raise Away from away.__cause__
        seen = True

    app.before_request(refuse_until_migrated)
