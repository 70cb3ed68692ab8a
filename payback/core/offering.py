"""Offering what is kept: from sign-in on, each page says so until it is saved or thrown away.

Pages of those for whom nothing is kept ask the database for nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import g, request
from flask_login import current_user, user_logged_in
from sqlalchemy.exc import SQLAlchemyError

from payback.core import browser_session, kept
from payback.core.notices import Notice, notice_everywhere
from payback.core.sent import KEPT
from payback.core.web import actor, reading, transaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

LEADS_ON = (302, 303)
logger = logging.getLogger(__name__)


def init_offering(app: Flask) -> None:
    """Look at each sign-in whether something is kept, and forget it once it is saved."""
    user_logged_in.connect(_look, app)
    app.after_request(_forget_once_saved)


def _look(_app: Flask, **_said: object) -> None:
    found = kept.newest(reading(), current_user.account_id)
    browser_session.offer_kept(offered=found is not None)


@notice_everywhere
def something_kept(db: Session, _asked: Mapping[str, object]) -> Notice | None:
    """Say that something is kept, but on the pages that are about it."""
    account_id = actor().account_id
    if not account_id or not browser_session.offers_kept():
        return None
    if request.blueprint == "kept" or KEPT in request.form:
        return None
    found = kept.newest(db, account_id)
    browser_session.offer_kept(offered=found is not None)
    return Notice(template="kept/notice.html", values={"found": found}) if found else None


def _forget_once_saved(response: Response) -> Response:
    """Forget what was kept once its form leads on, which it does when it is saved.

    Should the database not take that, it is offered once more, which loses nothing.
    """
    if request.method != "POST" or response.status_code not in LEADS_ON or "kept_again" in g:
        return response
    account_id, kept_id = actor().account_id, kept.id_of(request.form.get(KEPT))
    if account_id and kept_id:
        try:
            with transaction() as db:
                kept.drop(db, account_id, kept_id, path=request.path)
        except SQLAlchemyError:
            logger.warning("what was kept of a saved form could not be forgotten")
    return response
