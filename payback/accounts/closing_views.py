"""The administrator closes an account, once asked, or opens it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from payback.accounts import service
from payback.accounts.forms import STOPS, HolderForm
from payback.accounts.holders import holder_of
from payback.accounts.views import account_or_404
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.consequences import consequences
from payback.core.errors import NotAllowed
from payback.core.web import actor, reading, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from payback.accounts.models import Account

blueprint = Blueprint("account_closing", __name__)


@blueprint.route("/accounts/<int:account_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def close_account(account_id: int) -> ResponseReturnValue:
    """Ask, and let nobody sign in with an account any more."""
    account = account_or_404(reading(), account_id)
    form = HolderForm() if account.active and holder_of(reading(), account_id) else None
    if request.method == "POST" and (form is None or form.validate_on_submit()):
        return _close(account_id, stops=form is not None and form.work.value == STOPS)
    return _question(account, form), 422 if form and form.errors else 200


def _question(account: Account, form: HolderForm | None) -> str:
    undo = "You can open it again at any time."
    if form is not None:
        undo += " A supervisor who was planned no more is then activated by a coordinator."
    question = Question(
        heading="Close this account?",
        caption=f"{account.name}, {account.email}",
        follows=[
            "Nobody can sign in with it, and whoever is signed in with it is signed out.",
            "What was written down under its name stays.",
            *consequences(reading(), "accounts", account.id),
        ],
        undo=undo,
        button="Close the account",
        back=url_for("accounts.change_account", account_id=account.id),
    )
    return ask(question, form)


@blueprint.post("/accounts/<int:account_id>/open")
@requires(Permission.MANAGE_ACCOUNTS)
def open_account(account_id: int) -> ResponseReturnValue:
    """Let somebody sign in with an account again."""
    _require_another(account_id)
    with transaction() as db:
        service.set_active(db, account_or_404(db, account_id), active=True)
    flash("The account is open again.", "success")
    return redirect(url_for("accounts.list_accounts"))


def _close(account_id: int, *, stops: bool) -> ResponseReturnValue:
    """Close an account; whoever stops their work is planned no more from the same moment."""
    _require_another(account_id)
    with transaction() as db:
        service.set_active(db, account_or_404(db, account_id), active=False)
        holder = holder_of(db, account_id) if stops else None
        if holder is not None:
            holder.stop()
    planned = f" {holder.name} is not planned any more." if holder else ""
    flash(f"The account is closed.{planned}", "success")
    return redirect(url_for("accounts.list_accounts"))


def _require_another(account_id: int) -> None:
    if account_id == actor().account_id:
        raise NotAllowed("You cannot close your own account. Ask another administrator.")
