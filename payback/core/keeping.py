"""Nothing that was sent is lost when a session has ended: it is kept, and offered after sign-in.

Every form says for whom it was drawn, in a signed value. When its sender is no longer signed in, or
its protection has run out, the answers are kept for that account (`payback.core.kept`).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError

from payback.core import browser_session, clock, kept, wording
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
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
    if done:
        g.kept_again = True
    return int(account_id) if done else None


def kept_id_sent() -> str:
    """Return the id of what was kept whose form is being sent or shown again; mostly empty."""
    return str(kept.id_of(request.form.get(KEPT)) or "")


@blueprint.get("/kept")
@requires(Permission.OWN_ACCOUNT)
def show_kept() -> ResponseReturnValue:
    """Offer what was sent while its sender was signed out."""
    found = kept.newest(reading(), actor().account_id or 0)
    browser_session.offer_kept(offered=found is not None)
    return render_template("kept/show.html", found=found, again=AGAIN, kept_id=KEPT)


@blueprint.get("/kept/discard")
@requires(Permission.OWN_ACCOUNT)
def ask_to_discard() -> ResponseReturnValue:
    """Ask before what was kept is thrown away."""
    found = kept.newest(reading(), actor().account_id or 0)
    if found is None:
        return redirect(url_for(".show_kept"))
    at = clock.in_london(found.created_at)
    question = Question(
        heading="Throw away what you entered?",
        button="Throw it away",
        back=url_for(".show_kept"),
        follows=[
            f"It was kept on {wording.date(at.date())} at {wording.time(at.time())}. "
            "Nothing has been changed by it."
        ],
        undo="It cannot be brought back.",
        fields={KEPT: found.id},
    )
    return ask(question)


@blueprint.post("/kept/discard")
@requires(Permission.OWN_ACCOUNT)
def discard_kept() -> ResponseReturnValue:
    """Forget what was kept."""
    account_id, kept_id = actor().account_id, kept.id_of(request.form.get(KEPT))
    if account_id and kept_id:
        with transaction() as db:
            kept.drop(db, account_id, kept_id)
    flash("What you had entered is thrown away.")
    return redirect(url_for("own_account.show_home"))


def _signer() -> URLSafeTimedSerializer:
    return _signer_with(str(current_app.secret_key))


@cache
def _signer_with(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="form-owner")
