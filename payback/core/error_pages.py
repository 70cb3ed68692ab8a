"""What a person sees when something goes wrong: one plain page for each status.

An error page needs neither the database nor the session, so that it can be shown when they fail.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, jsonify, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, TooManyRequests
from werkzeug.routing import RequestRedirect

from payback.core import clock, wording
from payback.core.errors import Away, Busy, PaybackError
from payback.core.keeping import keep_what_was_sent
from payback.core.throttle import seconds_until_allowed, words_of_limit

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

Page = tuple["str | Response", int, dict[str, str]]

STATUSES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
logger = logging.getLogger(__name__)


def init_error_pages(app: Flask) -> None:
    """Show a page of ours for every error that can leave a view."""
    app.register_error_handler(CSRFError, show_expired_page)
    app.register_error_handler(PaybackError, show_refusal)
    app.register_error_handler(PoolTimeoutError, show_no_connection)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_fault)


def error_page(
    status: int,
    *,
    sentence: str = "",
    headers: dict[str, str] | None = None,
    template: str = "",
    back: str = "",
) -> Page:
    """Render the page of a status, or JSON for a program that asks for it rather than for HTML.

    Parameters
    ----------
    status
        The HTTP status; one without a page of its own is shown as 400 or 500 is.
    sentence
        What happened, if more is known than the page says by itself.
    headers
        Headers that belong to the error, such as ``Allow``.
    template
        Another page than the status's own.
    back
        An address to go on from, if the page offers one.
    """
    if _json_is_wanted():
        body = jsonify({"status": status, "error": sentence or HTTPStatus(status).phrase})
        return body, status, headers or {}
    shown = status if status in STATUSES else (400 if status < 500 else 500)
    # Not Flask's render_template: its context processors would ask the database who is signed in.
    page = current_app.jinja_env.get_template(template or f"errors/{shown}.html")
    return page.render(sentence=sentence, back=back), status, headers or {}


def show_expired_page(_error: CSRFError) -> Page | Response:
    """Keep what a form said whose time was over, and lead on to it; else say how to go on.

    Nobody is led to what was drawn for another account.
    """
    _log(400, "expired form")
    owner = keep_what_was_sent()
    if owner is None:
        return error_page(400, template="errors/expired.html")
    to = url_for("kept.show_kept")
    if not current_user.is_authenticated:
        return redirect(url_for("own_account.sign_in", next=to))
    if current_user.account_id == owner:
        return redirect(to)
    return error_page(400, template="errors/other_account.html")


def show_refusal(error: PaybackError) -> Page:
    """Show the sentence of a refusal that no view took care of."""
    _log(error.status, type(error).__name__)
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, Busy) else {}
    return error_page(error.status, sentence=error.sentence, headers=headers)


def show_no_connection(_error: PoolTimeoutError) -> Page:
    """Say that too many wait for the database."""
    return show_refusal(Away())


def show_too_many(error: TooManyRequests) -> Page:
    """Say when the same thing can be tried again, with a way back to where it was tried."""
    headers = {"Retry-After": str(seconds_until_allowed())}
    back = _page_of_this_address()
    return error_page(429, sentence=sentence_of(error), headers=headers, back=back)


def sentence_of(error: HTTPException | PaybackError) -> str:
    """Return what is known of an error beyond its status; empty if that says it all."""
    if isinstance(error, PaybackError):
        return error.sentence
    if not isinstance(error, TooManyRequests):
        return ""
    seconds = seconds_until_allowed()
    at = clock.in_london(clock.now() + timedelta(seconds=seconds + 59)).time()
    again = f"You can try again in {wording.wait(seconds)}, at {wording.time(at)}."
    return f"{words_of_limit(error)} {again}".strip()


def show_http_error(error: HTTPException) -> Page | Response:
    """Show the page of an HTTP error; a redirect or a ready-made response goes out as it is."""
    if error.code is None or error.code < 400 or error.response is not None:
        return error.get_response()
    _log(error.code, type(error).__name__)
    if isinstance(error, TooManyRequests):
        return show_too_many(error)
    kept = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    return error_page(error.code, headers=kept)


def show_fault(error: Exception) -> Page:
    """Log a fault of ours and say so plainly; under test or debug let it be seen."""
    if current_app.testing or current_app.debug:
        raise error
    logger.error(
        "request failed",
        exc_info=error,
        extra={"method": request.method, "endpoint": request.endpoint or "", "status": 500},
    )
    return error_page(500)


def _json_is_wanted() -> bool:
    accepts = request.accept_mimetypes
    return accepts["application/json"] > accepts["text/html"]


def _page_of_this_address() -> str:
    """Return this request's address if it also shows a page, else the start page's."""
    try:
        current_app.url_map.bind("").match(request.path, method="GET")
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return "/"
    return request.path


def _log(status: int, reason: str) -> None:
    """Log an error by route name, never by address or content: those can name people."""
    logger.info(
        "request refused",
        extra={
            "method": request.method,
            "endpoint": request.endpoint or "",
            "status": status,
            "reason": reason,
        },
    )
