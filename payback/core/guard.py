"""The access guard: who is signed in, and may they call this view? Denied by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g, redirect, request, url_for
from flask_login import LoginManager, current_user

from payback.core.access import PUBLIC, Actor, access_of
from payback.core.errors import NotAllowed
from payback.core.keeping import keep_what_was_sent
from payback.core.web import source_of_request

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

login_manager = LoginManager()
STATIC_ENDPOINTS = frozenset({"static"})


def init_guard(app: Flask) -> None:
    """Ask before every request who makes it and whether they may."""
    login_manager.session_protection = None
    login_manager.init_app(app)
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in STATIC_ENDPOINTS:
        return None
    g.actor = _actor()
    needed = access_of(current_app.view_functions.get(request.endpoint))
    if needed is not None and not needed:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    if needed is None or not (needed & g.actor.permissions):
        raise NotAllowed
    return None


def _actor() -> Actor:
    if current_user.is_authenticated:
        signed_in: Actor = current_user.actor(source_of_request())
        return signed_in
    return Actor(name=PUBLIC.name, source=source_of_request())


def _to_sign_in() -> ResponseReturnValue:
    """Ask to sign in, then go on with the page asked for, or with what was sent."""
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    if keep_what_was_sent():
        target = url_for("kept.show_kept")
    return redirect(url_for("own_account.sign_in", next=target))
