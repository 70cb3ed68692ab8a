"""The headers and cookies that every response carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect

if TYPE_CHECKING:
    from flask import Flask, Response

    from payback.config import Config

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
PERMISSIONS_POLICY = {
    feature: "()"
    for feature in ("browsing-topics", "camera", "geolocation", "microphone", "payment", "usb")
}
ONE_YEAR = 31_536_000
ONE_DAY = 86_400


def init_security(app: Flask, config: Config) -> None:
    """Set the security headers, the cookie flags and what may be cached.

    Plain HTTP is allowed only where cookies need not be secure; in production a proxy ends TLS,
    so that nothing is redirected here, but browsers are told to stay with HTTPS.
    """
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=config.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # a form may be open as long as the session that it belongs to
    )
    Talisman(
        app,
        force_https=False,
        frame_options="DENY",
        strict_transport_security=config.secure_cookies,
        strict_transport_security_max_age=ONE_YEAR,
        content_security_policy=CONTENT_SECURITY_POLICY,
        permissions_policy=PERMISSIONS_POLICY,
        referrer_policy="same-origin",
        session_cookie_secure=config.secure_cookies,
        session_cookie_http_only=True,
        session_cookie_samesite="Lax",
    )
    CSRFProtect(app)
    app.after_request(_set_caching)


def _set_caching(response: Response) -> Response:
    """Keep static files and not pages, unless a view decided otherwise.

    An address that changes with the file is kept for a year; a file that another names plainly, as
    a script does that imports it, for a day, so that no page waits to hear that it is the same.
    """
    if request.endpoint == "static":
        if response.status_code == 200:
            kept = f"{ONE_YEAR}, immutable" if "v" in request.args else ONE_DAY
            response.headers["Cache-Control"] = f"public, max-age={kept}"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
