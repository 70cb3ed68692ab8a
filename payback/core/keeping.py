"""Nothing that was sent is lost when a session has ended: it is kept, and offered after sign-in.

Every form says for whom it was drawn, in a signed value. When its sender is no longer signed in, or
its protection has run out, the answers are kept for that account (`payback.core.kept`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError

from payback.core import kept
from payback.core.access import Permission, requires
from payback.core.sent import AGAIN, KEPT, OWNER, sent
from payback.core.web import actor, reading, services, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("kept", __name__)


def form_owner() -> str:
    """Return the signed value that says for whom a form is drawn; empty if nobody is signed in."""
    if not getattr(current_user, "is_authenticated", False):
        return ""
    return str(_signer().dumps(current_user.account_id))


def keep_what_was_sent() -> int | None:
    """Keep this request's answers for whom its form was drawn; return that account.

    ``None`` if nothing was kept: there is no form, it was drawn for nobody, or the database
    cannot take it.
    """
    if request.method != "POST":
        return None
    try:
        account_id = _signer().loads(
            request.form.get(OWNER, ""), max_age=int(kept.KEPT_FOR.total_seconds())
        )
        with services().database.transaction(actor()) as db:
            address = request.full_path.rstrip("?")
            done = kept.keep(db, int(account_id), address, sent())
    except (BadSignature, SQLAlchemyError, ValueError, TypeError):
        return None
    return int(account_id) if done else None


def drop_what_is_shown_again() -> None:
    """Forget what was kept once its owner goes on with it."""
    kept_id = request.form.get(KEPT, "")
    account_id = actor().account_id
    if account_id and kept_id.isascii() and kept_id.isdigit() and len(kept_id) < 10:
        with transaction() as db:
            kept.drop(db, account_id, int(kept_id))


@blueprint.get("/kept")
@requires(Permission.OWN_ACCOUNT)
def show_kept() -> ResponseReturnValue:
    """Offer what was sent while its sender was signed out."""
    found = kept.newest(reading(), actor().account_id or 0)
    return render_template("kept/show.html", found=found, again=AGAIN, kept_id=KEPT)


@blueprint.post("/kept/discard")
@requires(Permission.OWN_ACCOUNT)
def discard_kept() -> ResponseReturnValue:
    """Forget what was kept."""
    drop_what_is_shown_again()
    flash("What you had entered is thrown away.")
    return redirect(url_for("own_account.show_home"))


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="form-owner")
