"""No request is answered from a database that is not as this version and this mode need it.

Every process looks for itself, before its first answer. A process that takes the place of one that
died comes up all the same and refuses: a web server whose processes cannot start ends as a whole.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import request

from payback.core.errors import Away
from payback.core.web import services

if TYPE_CHECKING:
    from flask import Flask

WITHOUT_DATABASE = ("static", "health.show_health")
NOT_READY = "The service is not ready, so nothing was changed. Wait a minute and try again."
log = logging.getLogger(__name__)


def init_usable(app: Flask) -> None:
    """Answer 503 until the database was seen to be usable; once seen, ask no more.

    The page tells readers to wait; the log tells operators why.
    """
    seen = False

    def refuse_until_usable() -> None:
        nonlocal seen
        if seen or request.endpoint in WITHOUT_DATABASE:
            return
        try:
            services().require_usable()
        except Away as away:
            log.error(away.sentence)
            cause = away.__cause__
            raise (Away() if cause else Away(NOT_READY)) from cause
        seen = True

    app.before_request(refuse_until_usable)
