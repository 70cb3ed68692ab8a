"""The calendar itself, for calendar programs: no sign-in, only the secret in the address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, request, url_for
from werkzeug.exceptions import HTTPException

from payback.calendars import queries, rules, service
from payback.core import clock
from payback.core.access import public
from payback.core.error_pages import sentence_of, show_http_error, show_refusal
from payback.core.errors import NotFound, PaybackError
from payback.core.throttle import limiter
from payback.core.web import network_of_request, reading, services, transaction

if TYPE_CHECKING:
    from payback.calendars.models import Feed

SESSION_PAGE = "attendance.show_my_session"

blueprint = Blueprint("feeds", __name__)


def _fetched_by() -> str:
    """Count each calendar by itself, and addresses that are none by where they are asked from.

    Behind one address (an office, a calendar service) nobody's wrong addresses use up what
    somebody's calendar may be fetched.
    """
    feed = queries.feed_by_secret(reading(), (request.view_args or {}).get("secret", ""))
    return f"feed:{feed.id}" if feed else f"unknown:{network_of_request()}"


@blueprint.get("/calendars/<secret>.ics")
@public
@limiter.limit("120 per minute", key_func=_fetched_by)
def show_feed(secret: str) -> Response:
    """Send a supervisor's sessions as a calendar; the same 404 for every address that is none."""
    from payback.calendars.ics import calendar_text  # icalendar, which no page needs

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


@blueprint.errorhandler(HTTPException)
@blueprint.errorhandler(PaybackError)
def show_error(error: HTTPException | PaybackError) -> Response:
    """Answer a calendar program in plain text: it shows no page."""
    shown = show_http_error(error) if isinstance(error, HTTPException) else show_refusal(error)
    response = make_response(shown)
    response.set_data("\n".join(filter(None, (response.status, sentence_of(error)))) + "\n")
    response.content_type = "text/plain; charset=utf-8"
    return response


def _name(feed: Feed) -> str:
    return f"Community Payback: {feed.supervisor.name}"


def _address(session_id: int) -> str:
    """Return a session's page; from the settings, so that every client gets the same bytes."""
    return services().config.base_url + url_for(SESSION_PAGE, session_id=session_id)
