"""The calendar itself, for calendar programs: no sign-in, only the secret in the address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from payback.calendars import queries, rules, service
from payback.calendars.ics import calendar_text
from payback.core import clock
from payback.core.access import public
from payback.core.errors import NotFound
from payback.core.throttle import limiter
from payback.core.web import reading, services, transaction

if TYPE_CHECKING:
    from payback.calendars.models import Feed

SESSION_PAGE = "attendance.show_my_session"

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/calendars/<secret>.ics")
@public
@limiter.limit("120 per minute")
def show_feed(secret: str) -> Response:
    """Send a supervisor's sessions as a calendar; the same 404 for every address that is none."""
    db = reading()
    feed = queries.feed_by_secret(db, secret)
    if feed is None:
        raise NotFound("There is no calendar at this address.")
    now = clock.now()
    events = queries.events_of(db, feed.supervisor_id, _address)
    body = calendar_text(_name(feed), rules.listed(events, now))
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.last_modified = rules.last_modified(events, feed.supervisor.updated_at, now)
    response.headers["Cache-Control"] = "private, no-cache, no-transform"
    response.headers["Content-Disposition"] = 'inline; filename="community-payback.ics"'
    response.headers["X-Robots-Tag"] = "noindex"
    with transaction() as writing:
        service.note_fetch(writing, feed.id, request.user_agent.string)
    response.make_conditional(request)
    return response


def _name(feed: Feed) -> str:
    return f"Community Payback: {feed.supervisor.name}"


def _address(session_id: int) -> str:
    """Return a session's page; from the settings, so that every client gets the same bytes."""
    return services().config.base_url + url_for(SESSION_PAGE, session_id=session_id)
