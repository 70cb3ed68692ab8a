"""The administrator closes an account, once asked, or opens it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, request, url_for

from payback.accounts import service
from payback.accounts.views import account_or_404
from payback.core.access import Permission, requires
from payback.core.asking import Question, ask
from payback.core.consequences import consequences
from payback.core.errors import NotAllowed
from payback.core.web import actor, reading, transaction

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("account_closing", __name__)


@blueprint.route("/accounts/<int:account_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def close_account(account_id: int) -> ResponseReturnValue:
    """Ask, and let nobody sign in with an account any more."""
    if request.method == "POST":
        return _set_active(account_id, active=False)
    account = account_or_404(reading(), account_id)
    return ask(
        Question(
            heading="Close this account?",
            caption=f"{account.name}, {account.email}",
            follows=[
                "Nobody can sign in with it, and whoever is signed in with it is signed out.",
                "What was written down under its name stays.",
                *consequences(reading(), "accounts", account_id),
            ],
            undo="You can open it again at any time.",
            button="Close the account",
            back=url_for("accounts.change_account", account_id=account_id),
        )
    )


@blueprint.post("/accounts/<int:account_id>/open")
@requires(Permission.MANAGE_ACCOUNTS)
def open_account(account_id: int) -> ResponseReturnValue:
    """Let somebody sign in with an account again."""
    return _set_active(account_id, active=True)


def _set_active(account_id: int, *, active: bool) -> ResponseReturnValue:
    if account_id == actor().account_id:
        raise NotAllowed("You cannot close your own account. Ask another administrator.")
    with transaction() as db:
        service.set_active(db, account_or_404(db, account_id), active=active)
    flash("The account is open again." if active else "The account is closed.", "success")
    return redirect(url_for("accounts.list_accounts"))
